//! HTTP Basic authentication.

use axum::http::{HeaderMap, header};
use data_encoding::BASE64;

use super::error::TwilioError;

/// Asks for the account's SID or an API key (`SK..`) as user name, and for any password.
pub(crate) fn check(headers: &HeaderMap, account: &str) -> Result<(), TwilioError> {
    let pair = headers.get(header::AUTHORIZATION).and_then(|value| decode(value.as_bytes()));
    let (user, password) = pair.ok_or_else(TwilioError::unauthenticated)?;
    if (user == account || user.starts_with("SK")) && !password.is_empty() {
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
