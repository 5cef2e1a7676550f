//! The meter: an HTTP proxy between the functions and the emulator that counts what AWS would bill.
//!
//! `GET /meter` answers the table of counts, `DELETE /meter` empties it. `PUT /meter/faults` makes requests go wrong,
//! `DELETE /meter/faults` ends that. Everything else is passed on.

mod bill;
mod fault;
mod leading_key;
mod ledger;
mod operation;
mod size;

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde_json::Value;

use crate::forward::{Answer, Forwarder};
use crate::stack_config::StackConfig;
use bill::Exchange;
use fault::{Fault, Faults, Kind};
use ledger::Ledger;
use operation::{caller, operation};

struct Meter {
    forwarder: Forwarder,
    emulator_url: String,
    ledger: Ledger,
    faults: Faults,
}

/// The meter's routes.
pub(crate) fn routes(forwarder: Forwarder, stack_config: &StackConfig) -> Router {
    let emulator_url = stack_config.emulator_url.clone();
    let meter = Meter { forwarder, emulator_url, ledger: Ledger::default(), faults: Faults::default() };
    Router::new()
        .route("/meter", get(read).delete(reset))
        .route("/meter/faults", put(put_faults).delete(mend))
        .fallback(pass)
        .with_state(Arc::new(meter))
}

async fn read(State(meter): State<Arc<Meter>>) -> Response {
    Json(meter.ledger.table()).into_response()
}

async fn reset(State(meter): State<Arc<Meter>>) -> StatusCode {
    meter.ledger.reset();
    StatusCode::NO_CONTENT
}

async fn put_faults(State(meter): State<Arc<Meter>>, Json(faults): Json<Vec<Fault>>) -> StatusCode {
    meter.faults.put(faults);
    StatusCode::NO_CONTENT
}

async fn mend(State(meter): State<Arc<Meter>>) -> StatusCode {
    meter.faults.put(Vec::new());
    StatusCode::NO_CONTENT
}

async fn pass(State(meter): State<Arc<Meter>>, request: Request) -> Response {
    match count(&meter, request).await {
        Ok(answer) => answer.into_response(),
        Err(error) => {
            let body = Body::from(format!("{error:#}"));
            (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/plain")], body).into_response()
        }
    }
}

async fn count(meter: &Meter, request: Request) -> anyhow::Result<Answer> {
    let (parts, body) = request.into_parts();
    let caller = caller(&parts.headers);
    let operation = operation(&parts);
    let (request, body) = prepare(&operation, to_bytes(body, usize::MAX).await?)?;
    let fault = meter.faults.strike(&operation, &body);
    if fault == Some(Kind::Refuse) {
        return Ok(fault::failure());
    }
    fault::pass_time(fault).await;
    let url = format!("{}{}", meter.emulator_url, parts.uri);
    let answer = meter.forwarder.send(parts.method, &url, parts.headers, body).await?;
    let exchange = Exchange::new(&operation, &request, answer.status, &answer.body);
    meter.ledger.add(caller, operation.clone(), exchange.tally());
    Ok(if fault == Some(Kind::LoseAnswer) { fault::failure() } else { answer })
}

/// The request as data where its content is counted. A write to the table is made to say what it cost.
fn prepare(operation: &str, body: Bytes) -> anyhow::Result<(Value, Bytes)> {
    if bill::is_write(operation) {
        let mut request: Value = serde_json::from_slice(&body)?;
        if let Some(fields) = request.as_object_mut() {
            fields.insert("ReturnConsumedCapacity".to_owned(), "TOTAL".into());
        }
        let body = serde_json::to_vec(&request)?;
        return Ok((request, body.into()));
    }
    if bill::is_counted(operation) {
        return Ok((serde_json::from_slice(&body)?, body));
    }
    Ok((Value::Null, body))
}
