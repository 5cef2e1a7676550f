//! Passing an HTTP request on as it came.

use anyhow::Context;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use reqwest::redirect::Policy;

/// Headers that belong to one connection (RFC 9110 §7.6.1), or that the next one makes itself.
const OF_ONE_CONNECTION: [HeaderName; 7] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Sends requests on. Clones share their connections.
#[derive(Clone)]
pub(crate) struct Forwarder {
    client: reqwest::Client,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Forwarder {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let client = crate::http::client().redirect(Policy::none()).build()?;
        Ok(Self { client })
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        url: &str,
        mut headers: HeaderMap,
        body: Bytes,
    ) -> anyhow::Result<Answer> {
        strip(&mut headers);
        let response = self.client.request(method, url).headers(headers).body(body).send().await;
        let response = response.with_context(|| format!("no answer from {url}"))?;
        let status = response.status();
        let mut headers = response.headers().clone();
        strip(&mut headers);
        Ok(Answer { status, headers, body: response.bytes().await? })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.status, self.headers, self.body).into_response()
    }
}

fn strip(headers: &mut HeaderMap) {
    for name in &OF_ONE_CONNECTION {
        headers.remove(name);
    }
}
