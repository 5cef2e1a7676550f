//! Whether one of our own pages sent a request that changes something.
//!
//! Browsers say where a request comes from, and pages cannot make them say otherwise: `Sec-Fetch-Site`
//! (<https://www.w3.org/TR/fetch-metadata/>) and `Origin` (<https://www.rfc-editor.org/rfc/rfc6454>).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{cookie, form::FormRefused};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses every request to a page that may change something and that none of our pages sent, whatever its handler does.
pub(super) async fn guard(State(public_url): State<Arc<str>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || is_own(request.headers(), &public_url) {
        next.run(request).await
    } else {
        FormRefused::Foreign.into_response()
    }
}

/// Whether a change may have been asked for by one of our pages. `public_url` is the address that merchants use; it
/// differs from `Host` where something stands in front of the API.
///
/// A request without either header is from no browser of today. Such a request may carry a form, but no session.
fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let site = text(headers, &SEC_FETCH_SITE);
    let origin = text(headers, &header::ORIGIN);
    match (site, origin) {
        (_, Some(origin)) if !names_us(origin, headers, public_url) => false,
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(_)) => true,
        (None, None) => !cookie::is_there(headers),
    }
}

/// Whether the browser followed a link of another site, and so kept the cookie to itself (`SameSite=Strict`).
pub(super) fn is_from_another_site(headers: &HeaderMap) -> bool {
    text(headers, &SEC_FETCH_SITE) == Some("cross-site")
}

/// `null`, which stands for a page that hides its origin, names nobody.
fn names_us(origin: &str, headers: &HeaderMap, public_url: &str) -> bool {
    let host = text(headers, &header::HOST);
    let of_host = origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host);
    of_host || origin.eq_ignore_ascii_case(public_url)
}

/// A header that cannot be read is one that names nobody.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        is_own(&headers.collect(), "https://texts.example")
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        let host = ("host", "api.example");
        let cookie = ("cookie", "a=b; __Host-rechime=x");
        for (headers, is_own) in [
            (vec![host, ("sec-fetch-site", "same-origin")], true),
            (vec![host, ("sec-fetch-site", "none")], true),
            (vec![host, ("sec-fetch-site", "same-site")], false),
            (vec![host, ("sec-fetch-site", "cross-site")], false),
            (vec![host, ("origin", "https://api.example")], true),
            (vec![host, ("origin", "https://texts.example")], true),
            (vec![host, ("origin", "https://evil.example")], false),
            (vec![host, ("origin", "https://api.example.evil.example")], false),
            (vec![host, ("origin", "https://api.example:444")], false),
            (vec![host, ("origin", "null")], false),
            (vec![host, ("origin", "null"), ("sec-fetch-site", "same-origin")], false),
            (vec![host, ("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")], false),
            (vec![host, ("origin", "https://api.example"), ("sec-fetch-site", "cross-site")], false),
            (vec![("origin", "https://")], false),
            (vec![host, cookie], false),
            (vec![host], true),
        ] {
            assert_eq!(own(&headers), is_own, "{headers:?}");
        }
    }
}
