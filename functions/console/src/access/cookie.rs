//! The cookie that holds a session's token.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
};
use rechime_store::sessions::LONGEST;

use crate::use_cases::sessions::SessionToken;

/// A browser takes a cookie of this name only over HTTPS, for this host alone and all of its paths.
const NAME: &str = "__Host-rechime";

/// `Set-Cookie` for a new session. The browser keeps it as long as the session lasts at most.
pub(crate) fn set_session(token: &SessionToken) -> (HeaderName, HeaderValue) {
    cookie(token.expose(), LONGEST.as_secs())
}

/// `Set-Cookie` that takes the cookie away.
pub(crate) fn clear_session() -> (HeaderName, HeaderValue) {
    cookie("", 0)
}

fn cookie(value: &str, max_age: i64) -> (HeaderName, HeaderValue) {
    let text = format!("{NAME}={value}; Max-Age={max_age}; Path=/; Secure; HttpOnly; SameSite=Strict");
    let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    (header::SET_COOKIE, value)
}

/// The token that the request's cookie holds, whether or not its session stands.
///
/// Of several that differ none counts: a browser makes no second one, so somebody else wrote it.
pub(super) fn presented(headers: &HeaderMap) -> Option<SessionToken> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut values = lines.flat_map(|line| line.split(';')).filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == NAME).then_some(value)
    });
    let value = values.next()?;
    if values.all(|other| other == value) { SessionToken::parse(value) } else { None }
}

/// Whether the request carries any cookie of ours, sound or not.
pub(super) fn is_there(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::COOKIE).iter();
    lines.any(|line| line.as_bytes().windows(NAME.len()).any(|part| part == NAME.as_bytes()))
}

/// The session that a browser says it has, for signing in anew and signing out.
pub(crate) struct OwnSession(pub(crate) Option<SessionToken>);

impl<S: Sync> FromRequestParts<S> for OwnSession {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(presented(&parts.headers)))
    }
}
