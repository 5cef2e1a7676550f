//! An event of the HTTP API, in format 2.0:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
    header::{CONTENT_TYPE, COOKIE},
    uri::PathAndQuery,
};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{Request, Response, SourceIp};

/// The characters that must be encoded in a path: RFC 3986, 3.3. Slashes separate segments and stay.
const NOT_IN_A_PATH: &AsciiSet = &NON_ALPHANUMERIC
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

/// The characters that must be encoded in a query: <https://url.spec.whatwg.org/#query-percent-encode-set>.
const NOT_IN_A_QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// The fields of an event that are used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    raw_path: String,
    #[serde(default)]
    raw_query_string: String,
    #[serde(default)]
    cookies: Vec<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    request_context: RequestContext,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

#[derive(Debug, Deserialize)]
struct RequestContext {
    http: Caller,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Caller {
    method: String,
    #[serde(default)]
    source_ip: String,
}

/// Why an event is no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRequest {
    /// The method is none.
    #[error("The method of the request cannot be read.")]
    Method,
    /// The path and the query are none, or too long.
    #[error("The address of the request cannot be read.")]
    Address,
    /// The body is said to be base64, and is not.
    #[error("The body of the request cannot be read.")]
    Body,
}

impl Event {
    /// The request. Its [`SourceIp`] is among its extensions. A header that is none is left out.
    pub fn into_request(self) -> Result<Request, NoRequest> {
        let method = Method::from_bytes(self.request_context.http.method.as_bytes());
        let mut request = Request::new(body(self.body, self.is_base64_encoded)?);
        *request.method_mut() = method.map_err(|_| NoRequest::Method)?;
        *request.uri_mut() = address(&self.raw_path, &self.raw_query_string).ok_or(NoRequest::Address)?;
        *request.headers_mut() = headers(self.headers);
        if let Ok(cookies) = HeaderValue::try_from(self.cookies.join("; "))
            && !cookies.is_empty()
        {
            request.headers_mut().insert(COOKIE, cookies);
        }
        request.extensions_mut().insert(SourceIp(self.request_context.http.source_ip));
        Ok(request)
    }
}

impl From<NoRequest> for Response {
    fn from(refusal: NoRequest) -> Self {
        let mut response = Self::new(refusal.to_string().into());
        *response.status_mut() = StatusCode::BAD_REQUEST;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        response
    }
}

fn body(text: Option<String>, is_base64: bool) -> Result<Vec<u8>, NoRequest> {
    let text = text.unwrap_or_default().into_bytes();
    if is_base64 { BASE64.decode(&text).map_err(|_| NoRequest::Body) } else { Ok(text) }
}

/// An HTTP API decodes the path before it calls a function. As it stands then, a `#` or `?` inside a segment would end the
/// path, and another address would answer. An encoded slash stays a slash: the HTTP API does not tell the two apart.
fn address(path: &str, query: &str) -> Option<Uri> {
    let mut address = utf8_percent_encode(path, NOT_IN_A_PATH).to_string();
    if !query.is_empty() {
        address.push('?');
        address.extend(utf8_percent_encode(query, NOT_IN_A_QUERY));
    }
    PathAndQuery::try_from(address).ok().map(Uri::from)
}

fn headers(headers: BTreeMap<String, String>) -> HeaderMap {
    let read = |(name, value): (String, String)| {
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    headers.into_iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests;
