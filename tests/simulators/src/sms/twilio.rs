//! Twilio's Messages resource, version 2010-04-01.

mod credentials;
mod error;
mod list;
pub(crate) mod numbers;
mod request;
mod resource;
pub(crate) mod webhook;

use axum::Json;
use axum::extract::{Form, Path, Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::State;
use super::gateway::Answer;
use error::TwilioError;
use request::Parameters;

/// `POST .../Messages.json`.
pub(crate) async fn send(
    Extract(gateway): Extract<State>,
    Path(account): Path<String>,
    headers: HeaderMap,
    Form(parameters): Form<Parameters>,
) -> Result<Response, TwilioError> {
    credentials::check(&gateway, &headers, &account)?;
    let submission = request::submission(&account, parameters)?;
    match gateway.submit(submission).await {
        Answer::Accepted(entry) => {
            Ok((StatusCode::CREATED, Json(resource::message(&entry, &account, "queued"))).into_response())
        }
        Answer::Throttled => Err(TwilioError::throttled()),
        Answer::Failed(code) => Err(TwilioError::named(code.as_deref())),
        Answer::Silence => Ok(StatusCode::GATEWAY_TIMEOUT.into_response()),
    }
}

/// `GET .../Messages.json`: newest first, filtered and paged.
pub(crate) async fn list(
    Extract(gateway): Extract<State>,
    Path(account): Path<String>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Result<Json<Value>, TwilioError> {
    credentials::check(&gateway, &headers, &account)?;
    let entries = gateway.outbox.with(|outbox| outbox.clone());
    Ok(Json(list::page(&entries, &account, &parameters)?))
}
