//! HTTP to everyone but AWS.

use std::time::Duration;

/// The HTTP client could not be made: the machine's certificates are missing or unreadable.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made: {0}")]
pub struct HttpError(#[from] reqwest::Error);

/// A client with 2 s to connect and 4 s for a whole request, so that two requests end before a function of 10 s does.
///
/// It follows no redirect: an answer must not decide where a credential is sent.
pub fn client() -> Result<reqwest::Client, HttpError> {
    client_within(Duration::from_secs(4))
}

/// [`client`] for a function that has more time: a request may take as long as `limit`.
pub fn client_within(limit: Duration) -> Result<reqwest::Client, HttpError> {
    let client = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(2))
        .timeout(limit)
        .pool_idle_timeout(crate::aws::IDLE_CONNECTION)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("Rechime/", env!("CARGO_PKG_VERSION")))
        .build()?;
    Ok(client)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Answer, HttpStub};

    #[tokio::test]
    async fn redirects_are_answers() {
        let elsewhere = Answer::json(302, "{}").with_header("location", "http://127.0.0.1:1/steal");
        let stub = HttpStub::start([elsewhere]).unwrap();
        let answer = client().unwrap().get(stub.url()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 302);
        assert!(stub.asked()[0].headers.iter().any(|header| header.starts_with("user-agent: Rechime/")));
    }
}
