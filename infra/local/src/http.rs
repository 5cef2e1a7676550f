//! HTTP to the emulator.

use reqwest::{Client, ClientBuilder};

/// The beginning of a client. It needs a library for TLS even where it never speaks it.
pub(crate) fn client() -> ClientBuilder {
    // Whoever came first was this function as well.
    rustls::crypto::ring::default_provider().install_default().ok();
    Client::builder().no_proxy()
}
