//! The connections that all AWS clients of a process share.
//!
//! They speak HTTP/1.1, as AWS's own endpoints do. The SDK's client for them, `aws-smithy-http-client`, brings HTTP/2 and
//! proxies with it, in every function, and in the clients of Recharge and Twilio too.

use std::{error::Error, sync::Arc, time::Duration};

use aws_smithy_runtime_api::client::{
    connection::{CaptureSmithyConnection, ConnectionMetadata},
    http::{HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn},
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
};
use aws_smithy_types::{body::SdkBody, retry::ErrorKind};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        self, Client,
        connect::{CaptureConnection, HttpConnector as Tcp, capture_connection},
    },
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::IDLE_CONNECTION;

/// How long a connection may take to open. A text whose connection never opened may go again.
const OPENING: Duration = Duration::from_secs(3);

/// A client that trusts whom `roots` vouch for.
pub(super) fn client(roots: RootCertStore) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Connections::trusting(roots));
    http_client_fn(move |_, _| connector.clone())
}

#[derive(Debug)]
struct Connections(Client<HttpsConnector<Tcp>, SdkBody>);

impl Connections {
    fn trusting(roots: RootCertStore) -> Self {
        // Whoever came first was us as well.
        ring::default_provider().install_default().ok();
        let tls = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let mut tcp = Tcp::new();
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
}

impl HttpConnector for Connections {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let mut request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        let connection = capture_connection(&mut request);
        if let Some(capture) = request.extensions().get::<CaptureSmithyConnection>() {
            capture.set_connection_retriever(move || closable(&connection));
        }
        let answer = self.0.request(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await.map_err(classified)?.map(SdkBody::from_body_1_x);
            HttpResponse::try_from(answer).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// The connection of a request, so that the SDK does not use it again after an answer that bodes ill.
fn closable(connection: &CaptureConnection) -> Option<ConnectionMetadata> {
    connection.connection_metadata().as_ref()?;
    let connection = Arc::new(connection.clone());
    let close = move || {
        if let Some(open) = connection.connection_metadata().as_ref() {
            open.poison();
        }
    };
    Some(ConnectionMetadata::builder().proxied(false).poison_fn(close).build())
}

/// What the SDK needs to know of an error, to tell whether it may ask again.
fn classified(error: legacy::Error) -> ConnectorError {
    let hyper: Option<&hyper::Error> = cause(&error);
    let is_io = cause::<std::io::Error>(&error).is_some();
    if hyper.is_some_and(hyper::Error::is_timeout) {
        ConnectorError::timeout(error.into())
    } else if hyper.is_some_and(hyper::Error::is_user) {
        ConnectorError::user(error.into())
    } else if error.is_connect() || is_io || hyper.is_some_and(|it| it.is_closed() || it.is_canceled()) {
        ConnectorError::io(error.into())
    } else {
        let kind = hyper.filter(|it| it.is_incomplete_message()).map(|_| ErrorKind::TransientError);
        ConnectorError::other(error.into(), kind)
    }
}

/// The first cause of that type.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    std::iter::successors(Some(error), |&error| error.source()).find_map(|error| error.downcast_ref())
}

#[cfg(test)]
mod tests;
