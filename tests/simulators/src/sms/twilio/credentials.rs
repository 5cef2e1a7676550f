//! HTTP Basic authentication.

use axum::http::{HeaderMap, header};
use data_encoding::BASE64;

use super::error::TwilioError;
use crate::sms::gateway::Gateway;

/// Asks for the account's SID or an API key (`SK..`) as user name, and for its auth token if that is known, else for any
/// password.
pub(crate) fn check(gateway: &Gateway, headers: &HeaderMap, account: &str) -> Result<(), TwilioError> {
    let pair = headers.get(header::AUTHORIZATION).and_then(|value| decode(value.as_bytes()));
    let (user, password) = pair.ok_or_else(TwilioError::unauthenticated)?;
    let token = gateway.numbers.with(|numbers| {
        numbers.values().find(|number| number.account == account).map(|number| number.auth_token.clone())
    });
    let fits = token.map_or(!password.is_empty(), |token| token == password);
    if (user == account || user.starts_with("SK")) && fits {
        Ok(())
    } else {
        Err(TwilioError::unauthenticated())
    }
}

fn decode(value: &[u8]) -> Option<(String, String)> {
    let decoded = BASE64.decode(value.strip_prefix(b"Basic ")?).ok()?;
    let (user, password) = str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
