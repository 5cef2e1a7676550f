//! The headers of pages and assets.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// What a page may do. Nothing is loaded from elsewhere, no script or style stands in the page itself, no other site
/// shows it in a frame, and strings become HTML only through our one policy of Trusted Types.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types rechime";

/// Below it are the assets; each address has the hash of its content.
const ASSETS: &str = "/a/";

const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Adds the headers. Only assets may be kept: a page shows phones and texts.
pub(super) async fn add(request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with(ASSETS);
    let mut response = next.run(request).await;
    let is_kept = is_asset && response.status().is_success();
    let headers: [(HeaderName, &'static str); 7] = [
        (header::CACHE_CONTROL, if is_kept { IMMUTABLE } else { "no-store" }),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // `no-referrer` would have browsers send forms with `Origin: null`.
        (header::REFERRER_POLICY, "same-origin"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
