//! `GET /`, `PUT /` and `POST /advance`. The answer is always `{"now": RFC 3339}`, or `{"error": text}`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::advancer::ClockAdvancer;

/// The clock's HTTP routes. A move answers once what fell due has been dealt with.
pub(crate) fn routes(advancer: Arc<ClockAdvancer>) -> Router {
    Router::new().route("/", get(read).put(set)).route("/advance", post(advance)).with_state(advancer)
}

#[derive(Deserialize)]
struct Set {
    now: Timestamp,
    /// Whether upkeep runs in each hour on the way.
    #[serde(default = "yes")]
    upkeep: bool,
}

#[derive(Deserialize)]
struct Advance {
    seconds: i64,
}

async fn read(State(advancer): State<Arc<ClockAdvancer>>) -> Response {
    told(advancer.now())
}

async fn set(State(advancer): State<Arc<ClockAdvancer>>, body: Bytes) -> Response {
    match parse::<Set>(&body, r#"{"now": "2026-07-01T09:00:00-04:00"}"#) {
        Ok(set) => moved(advancer.move_to(set.now, set.upkeep).await),
        Err(text) => problem(StatusCode::BAD_REQUEST, &text),
    }
}

async fn advance(State(advancer): State<Arc<ClockAdvancer>>, body: Bytes) -> Response {
    match parse::<Advance>(&body, r#"{"seconds": 3600}"#) {
        Ok(advance) => moved(advancer.advance(SignedDuration::from_secs(advance.seconds)).await),
        Err(text) => problem(StatusCode::BAD_REQUEST, &text),
    }
}

const fn yes() -> bool {
    true
}

fn parse<T: DeserializeOwned>(body: &[u8], example: &str) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| format!("{error}; expected for example {example}"))
}

fn moved(result: anyhow::Result<Timestamp>) -> Response {
    match result {
        Ok(now) => told(now),
        Err(error) => problem(StatusCode::GATEWAY_TIMEOUT, &format!("{error:#}")),
    }
}

fn told(now: Timestamp) -> Response {
    Json(json!({ "now": now })).into_response()
}

fn problem(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "error": text }))).into_response()
}
