//! An SMS provider that speaks AWS's `SendTextMessage` and Twilio's Messages API, and delivers into an outbox.

mod aws;
mod fault;
mod feedback;
mod gateway;
mod message_id;
mod outbox;
mod topic;
mod twilio;

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde_json::{Value, json};

use fault::Faults;
pub use gateway::Gateway;
pub use outbox::Entry;
pub use topic::Topic;

/// The handlers' state.
type State = Arc<Gateway>;

/// Both providers, their common outbox and its control.
///
/// | Request | Body | Does |
/// |---|---|---|
/// | `POST /` with `X-Amz-Target` | AWS JSON 1.0 | AWS `SendTextMessage`, `DescribePhoneNumbers` |
/// | `POST /2010-04-01/Accounts/{sid}/Messages.json` | form | Twilio: send |
/// | `GET /2010-04-01/Accounts/{sid}/Messages.json` | | Twilio: list, by `To`, `From`, `DateSent>`, `DateSent<` |
/// | `GET /2010-04-01/Accounts/{sid}.json`, `…/IncomingPhoneNumbers.json`, `/v1/Services/{sid}` | | Twilio: what an account has |
/// | `PUT /_sim/twilio/numbers/{number}` | `{account, auth_token, sms_url?}` | sets up a number or messaging service |
/// | `GET`, `DELETE /outbox` | | shows or empties what was accepted |
/// | `POST /replies` | `{from, to?, body, id?}` | a customer writes, to the number that texted them last if none is named: published to the topic as AWS does, or called in as Twilio does where the number is one of Twilio's |
/// | `POST /receipts` | `{provider_message_id, status, description?}` | a delivery event of a text, told likewise |
/// | `PUT`, `DELETE /_sim/faults` | `{"next": [{kind, code?, times?, to?}], "latency_ms"}` | breaks or mends it |
/// | `GET /_sim` | | shows the clock, the faults still due and the number of messages |
///
/// `kind` is `throttle` (refused for now), `fail` (refused for good), `timeout_after_accept` (accepted, never
/// answered) or `timeout_before_accept` (neither).
pub fn router(gateway: &Arc<Gateway>) -> Router {
    Router::new()
        .route("/", post(aws::send_text_message))
        .route("/2010-04-01/Accounts/{account}/Messages.json", get(twilio::list).post(twilio::send))
        .route("/2010-04-01/Accounts/{account}", get(twilio::numbers::account))
        .route("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json", get(twilio::numbers::list))
        .route("/v1/Services/{service}", get(twilio::numbers::service))
        .route("/_sim/twilio/numbers/{number}", put(twilio::numbers::put))
        .route("/outbox", get(outbox).delete(empty_outbox))
        .route("/replies", post(feedback::reply))
        .route("/receipts", post(feedback::receipt))
        .route("/_sim", get(show))
        .route("/_sim/faults", put(set_faults).delete(clear_faults))
        .with_state(Arc::clone(gateway))
}

async fn outbox(Extract(gateway): Extract<State>) -> Json<Vec<Entry>> {
    Json(gateway.outbox())
}

async fn empty_outbox(Extract(gateway): Extract<State>) -> StatusCode {
    gateway.outbox.with(Vec::clear);
    StatusCode::NO_CONTENT
}

async fn show(Extract(gateway): Extract<State>) -> Json<Value> {
    let messages = gateway.outbox.with(|outbox| outbox.len());
    let faults = gateway.faults.with(|faults| json!(faults));
    Json(json!({"now": gateway.clock.now(), "messages": messages, "faults": faults}))
}

async fn set_faults(Extract(gateway): Extract<State>, Json(wanted): Json<Faults>) -> StatusCode {
    gateway.faults.with(|faults| *faults = wanted);
    StatusCode::NO_CONTENT
}

async fn clear_faults(Extract(gateway): Extract<State>) -> StatusCode {
    gateway.faults.with(|faults| *faults = Faults::default());
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests;
