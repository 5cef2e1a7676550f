//! HTTP to everyone but AWS.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{Client, redirect::Policy};

/// The HTTP client could not be made: the machine's certificates are missing or unreadable.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made: {0}")]
pub struct HttpError(#[from] reqwest::Error);

/// A client, which is made when it is first needed: that reads all of the machine's certificates, and many a process never
/// needs it. Clones share one.
#[derive(Clone, Debug)]
pub struct HttpClient {
    limit: Duration,
    made: Arc<OnceLock<Client>>,
}

impl HttpClient {
    /// A client with 2 s to connect and 4 s for a whole request, so that two requests end before a function of 10 s does.
    #[must_use]
    pub fn new() -> Self {
        Self::within(Duration::from_secs(4))
    }

    /// [`Self::new`] for a function that has more time: a request may take as long as `limit`.
    #[must_use]
    pub fn within(limit: Duration) -> Self {
        Self { limit, made: Arc::default() }
    }

    /// The client.
    ///
    /// It follows no redirect: an answer must not decide where a credential is sent.
    pub fn get(&self) -> Result<Client, HttpError> {
        if let Some(client) = self.made.get() {
            return Ok(client.clone());
        }
        // Whoever came first was us as well.
        rustls::crypto::ring::default_provider().install_default().ok();
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(2))
            .timeout(self.limit)
            .pool_idle_timeout(crate::aws::IDLE_CONNECTION)
            .redirect(Policy::none())
            .user_agent(concat!("Rechime/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(self.made.get_or_init(|| client).clone())
    }
}

impl Default for HttpClient {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Answer, HttpStub};

    #[tokio::test]
    async fn redirects_are_answers() {
        let elsewhere = Answer::json(302, "{}").with_header("location", "http://127.0.0.1:1/steal");
        let stub = HttpStub::start([elsewhere]).unwrap();
        let answer = HttpClient::new().get().unwrap().get(stub.url()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 302);
        assert!(stub.asked()[0].headers.iter().any(|header| header.starts_with("user-agent: Rechime/")));
    }
}
