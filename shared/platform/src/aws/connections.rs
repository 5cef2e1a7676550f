//! The connections that all AWS clients of a process share. They speak HTTP/1.1, as AWS's own endpoints do.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::{Request, StatusCode, body::Bytes, header::HeaderMap};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::{CallError, IDLE_CONNECTION};

/// How long a connection may take to open. A text whose connection never opened may go again.
const OPENING: Duration = Duration::from_secs(3);

/// A pool of connections, which clones share.
#[derive(Clone, Debug)]
pub(super) struct Connections(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// A whole answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Connections {
    /// A pool that connects only to hosts whose certificates end in one of `roots`.
    pub(super) fn trusting(roots: RootCertStore) -> Self {
        // Whoever came first was us as well.
        ring::default_provider().install_default().ok();
        let tls = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(OPENING));
        let https = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_CONNECTION)
            .build(https.wrap_connector(tcp));
        Self(client)
    }

    /// Sends a request and reads the whole answer. A caller that stops waiting closes the connection.
    pub(super) async fn ask(&self, request: Request<Full<Bytes>>) -> Result<Answer, CallError> {
        let answer = self.0.request(request).await.map_err(|error| {
            if error.is_connect() { CallError::NotConnected(error) } else { CallError::Broken(error.into()) }
        })?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(|error| CallError::Broken(error.into()))?.to_bytes();
        Ok(Answer { status: head.status, headers: head.headers, body })
    }
}

#[cfg(test)]
mod tests;
