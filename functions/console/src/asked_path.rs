//! The path that a request asked for, encoded again.
//!
//! An HTTP API decodes the path before it calls a function, and `lambda_http` reads the decoded path as an address. A `#`
//! or `?` inside a segment would then end the path, and another address would answer.

use axum::{
    extract::Request,
    http::{Uri, uri::PathAndQuery},
};
use lambda_http::{RequestExt, aws_lambda_events::query_map::QueryMap};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path may not have as it is: RFC 3986, 3.3. Its slashes part its segments.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b':')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Replaces the address by one whose path has each reserved character of the decoded path encoded. An encoded slash
/// stays a slash: API Gateway does not tell the two apart.
pub(crate) async fn restore(mut request: Request) -> Request {
    let path = request.raw_http_path();
    if path.contains(['#', '?', '%'])
        && let Some(uri) = address(request.uri(), path, &request.query_string_parameters())
    {
        *request.uri_mut() = uri;
    }
    request
}

/// `None` if the path cannot be part of an address, which is then left as it is.
fn address(read: &Uri, path: &str, query: &QueryMap) -> Option<Uri> {
    let mut encoded = utf8_percent_encode(path, RESERVED).to_string();
    if !query.is_empty() {
        encoded.push('?');
        encoded.push_str(&query.to_query_string());
    }
    let mut parts = read.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(encoded).ok()?);
    Uri::from_parts(parts).ok()
}
