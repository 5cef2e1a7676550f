//! Accounts, with the numbers and messaging services that their owners set up: what a client may look at, and where each
//! calls with replies.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::credentials;
use super::error::TwilioError;
use crate::sms::State;

/// A number, or a messaging service, of an account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Number {
    /// The account's SID.
    pub(crate) account: String,
    /// Its auth token.
    pub(crate) auth_token: String,
    /// Its webhook for incoming messages.
    pub(crate) sms_url: Option<String>,
}

/// Numbers and messaging services by their names.
pub(crate) type Numbers = BTreeMap<String, Number>;

/// `PUT /_sim/twilio/numbers/{number}`: what an owner sets in Twilio's console.
pub(crate) async fn put(
    Extract(gateway): Extract<State>,
    Path(number): Path<String>,
    Json(owned): Json<Number>,
) -> StatusCode {
    gateway.numbers.with(|numbers| numbers.insert(number, owned));
    StatusCode::NO_CONTENT
}

/// `GET .../Accounts/{sid}.json`. The path's last part has the suffix.
pub(crate) async fn account(
    Extract(gateway): Extract<State>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, TwilioError> {
    let account = file.strip_suffix(".json").unwrap_or(&file);
    credentials::check(&gateway, &headers, account)?;
    let known = gateway.numbers.with(|numbers| numbers.values().any(|number| number.account == account));
    if !known {
        return Err(TwilioError::not_found());
    }
    Ok(Json(json!({ "sid": account, "status": "active", "type": "Full" })))
}

/// `GET .../IncomingPhoneNumbers.json`: those of the account, or the one that is asked for.
pub(crate) async fn list(
    Extract(gateway): Extract<State>,
    Path(account): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Json<Value>, TwilioError> {
    credentials::check(&gateway, &headers, &account)?;
    let wanted = query.get("PhoneNumber");
    let numbers = gateway.numbers.with(|numbers| numbers.clone());
    let found = numbers.into_iter().filter(|(name, number)| {
        number.account == account && name.starts_with('+') && wanted.is_none_or(|wanted| wanted == name)
    });
    let shown = found.map(|(name, number)| {
        let capabilities = json!({ "sms": true, "mms": true, "voice": true });
        json!({ "phone_number": name, "sms_url": number.sms_url, "capabilities": capabilities })
    });
    Ok(Json(json!({ "incoming_phone_numbers": shown.collect::<Vec<_>>() })))
}

/// `GET /v1/Services/{sid}`.
pub(crate) async fn service(
    Extract(gateway): Extract<State>,
    Path(sid): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, TwilioError> {
    let owned =
        gateway.numbers.with(|numbers| numbers.get(&sid).cloned()).ok_or_else(TwilioError::not_found)?;
    credentials::check(&gateway, &headers, &owned.account)?;
    Ok(Json(json!({ "sid": sid, "account_sid": owned.account })))
}
