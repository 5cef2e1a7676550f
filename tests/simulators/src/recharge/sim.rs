//! The rest of the simulator's control under `/_sim`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State as Extract};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::delivery::Delivery;
use super::error::ApiError;
use super::fault::Faults;
use super::object::{self, Object};
use super::state::State;
use super::token::Token;

/// `GET /_sim`: the tokens with their secrets, how many webhooks each has, and the clock.
pub(crate) async fn show(Extract(recharge): Extract<State>) -> Json<Value> {
    let tokens: Vec<Token> = recharge.tokens.with(|tokens| tokens.values().cloned().collect());
    let webhooks = recharge.webhooks.with(|webhooks| {
        let count = |token: &Token| (token.value.clone(), webhooks.owned_by(&token.value).count());
        tokens.iter().map(count).collect::<BTreeMap<_, _>>()
    });
    let now = recharge.clock.now();
    Json(json!({"demo_token": Token::demo().value, "now": now, "tokens": tokens, "webhooks": webhooks}))
}

/// `POST /_sim/tokens`: adds a token or replaces it.
pub(crate) async fn add_token(Extract(recharge): Extract<State>, Json(token): Json<Token>) -> StatusCode {
    recharge.tokens.with(|tokens| tokens.insert(token.value.clone(), token));
    StatusCode::NO_CONTENT
}

/// The query of `POST /_sim/objects`.
#[derive(Deserialize)]
pub(crate) struct Owner {
    token: Option<String>,
}

/// `POST /_sim/objects[?token=..]`: adds or replaces objects, by kind; answers with their number.
pub(crate) async fn upsert_objects(
    Extract(recharge): Extract<State>,
    Query(owner): Query<Owner>,
    Json(lists): Json<BTreeMap<String, Vec<Object>>>,
) -> Result<Json<Value>, ApiError> {
    let mut count = 0_usize;
    for (plural, list) in lists {
        let kind = object::kind(&plural)
            .ok_or_else(|| ApiError::Invalid("objects", format!("unknown kind {plural}")))?;
        for object in list {
            if !recharge.objects.with(|objects| objects.upsert(kind, object, owner.token.as_deref())) {
                return Err(ApiError::Invalid("id", format!("one of {plural} has no numeric id")));
            }
            count += 1;
        }
    }
    Ok(Json(json!({"upserted": count})))
}

/// `GET /_sim/deliveries`, oldest first.
pub(crate) async fn deliveries(Extract(recharge): Extract<State>) -> Json<Vec<Delivery>> {
    Json(recharge.deliveries.with(|deliveries| deliveries.all()))
}

/// `DELETE /_sim/deliveries`.
pub(crate) async fn forget_deliveries(Extract(recharge): Extract<State>) -> StatusCode {
    recharge.deliveries.with(super::delivery::Deliveries::forget);
    StatusCode::NO_CONTENT
}

/// `PUT /_sim/faults`: what the body leaves out goes right again.
pub(crate) async fn set_faults(Extract(recharge): Extract<State>, Json(wanted): Json<Faults>) -> StatusCode {
    recharge.faults.with(|faults| *faults = wanted);
    StatusCode::NO_CONTENT
}

/// `DELETE /_sim/faults`.
pub(crate) async fn clear_faults(Extract(recharge): Extract<State>) -> StatusCode {
    recharge.faults.with(|faults| *faults = Faults::default());
    StatusCode::NO_CONTENT
}

/// The body of `PUT /_sim/retries`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retries {
    backoff_ms: u64,
}

/// `PUT /_sim/retries`: sets the real time between two attempts.
pub(crate) async fn set_retries(
    Extract(recharge): Extract<State>,
    Json(retries): Json<Retries>,
) -> StatusCode {
    recharge.webhook_sender.set_backoff(retries.backoff_ms);
    StatusCode::NO_CONTENT
}
