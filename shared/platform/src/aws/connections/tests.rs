use std::sync::Arc;

use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use super::*;

// A root made for this test, and what it vouches for: `localhost`, until 2126.
const ROOT: &[u8] = include_bytes!("root.der");
const LOCALHOST: &[u8] = include_bytes!("localhost.der");
const KEY: &[u8] = include_bytes!("localhost.key.der");

/// A server with TLS that answers every request with `200`; gives its port.
async fn server() -> u16 {
    ring::default_provider().install_default().ok();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(KEY));
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![CertificateDer::from(LOCALHOST)], key).unwrap();
    let (acceptor, listener) =
        (TlsAcceptor::from(Arc::new(config)), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            // Whoever trusts nobody hangs up.
            let Ok(mut connection) = acceptor.accept(connection).await else { continue };
            let mut asked = [0; 1_024];
            while connection.read(&mut asked).await.is_ok_and(|read| read > 0) {
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nyes";
                connection.write_all(answer).await.unwrap();
            }
        }
    });
    port
}

fn trusting(roots: &[&'static [u8]]) -> Connections {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots.iter().map(|root| CertificateDer::from(*root)));
    Connections::trusting(store)
}

async fn get(connections: &Connections, port: u16) -> Result<u16, CallError> {
    let request = Request::get(format!("https://localhost:{port}/")).body(Full::default()).unwrap();
    let answer = connections.ask(request).await?;
    assert_eq!(&answer.body[..], b"yes");
    Ok(answer.status.as_u16())
}

#[tokio::test]
async fn whom_the_roots_vouch_for_is_asked_and_nobody_else() {
    let port = server().await;
    let connections = trusting(&[ROOT]);
    for _ in 0..2 {
        assert_eq!(get(&connections, port).await.unwrap(), 200);
    }
    let error = get(&trusting(&[]), port).await.unwrap_err();
    assert!(
        matches!(&error, CallError::NotConnected(cause) if format!("{cause:?}").contains("UnknownIssuer"))
    );
}

#[tokio::test]
async fn where_nobody_listens_no_request_was_made() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = get(&trusting(&[ROOT]), port).await.unwrap_err();
    assert!(matches!(error, CallError::NotConnected(_)), "{error:?}");
}
