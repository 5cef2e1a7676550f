//! The deactivated US numbers, as carriers tell Twilio, a list for each day:
//! <https://www.twilio.com/docs/messaging/api/deactivations-resource>.

use std::time::Duration;

use async_trait::async_trait;
use jiff::civil::Date;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::deactivated_numbers::{DeactivatedNumbers, ListError, NumberLists, Reader};

/// A list is a file of some megabytes, and nobody waits for it.
const LONGEST_CALL: Duration = Duration::from_mins(1);

/// Fetches Twilio's lists. They cost nothing.
#[derive(Clone, Debug)]
pub(super) struct Deactivations {
    http: Client,
    url: String,
    account_sid: String,
    auth_token: SecretString,
}

#[derive(Deserialize)]
struct Pointer {
    redirect_to: String,
}

impl Deactivations {
    /// `messaging_url` is Twilio's (`https://messaging.twilio.com`), or where it is stood in for. `http` must not
    /// follow redirects: the token is Twilio's, the list lies elsewhere.
    #[must_use]
    pub(super) fn new(
        http: Client,
        messaging_url: &str,
        account_sid: &str,
        auth_token: SecretString,
    ) -> Self {
        let url = format!("{}/v1/Deactivations", messaging_url.trim_end_matches('/'));
        Self { http, url, account_sid: account_sid.to_owned(), auth_token }
    }

    /// Where the list lies, for two minutes; `None` where there is none for that day.
    async fn pointer(&self, day: Date) -> Result<Option<Pointer>, ListError> {
        let request = self.http.get(&self.url).query(&[("Date", day.to_string())]);
        let request = request.basic_auth(&self.account_sid, Some(self.auth_token.expose_secret()));
        let answer = answered(request).await?;
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() || status.is_redirection() => {
                answer.json().await.map(Some).map_err(|_| ListError::Unreadable)
            }
            status => Err(ListError::Refused(status.as_u16())),
        }
    }
}

#[async_trait]
impl NumberLists for Deactivations {
    async fn get_deactivated_numbers(&self, day: Date) -> Result<Option<DeactivatedNumbers>, ListError> {
        let Some(pointer) = self.pointer(day).await? else { return Ok(None) };
        let answer = answered(self.http.get(&pointer.redirect_to)).await?;
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => read(answer).await.map(Some),
            status => Err(ListError::Refused(status.as_u16())),
        }
    }
}

async fn answered(request: RequestBuilder) -> Result<Response, ListError> {
    request.timeout(LONGEST_CALL).send().await.map_err(unreachable)
}

/// Piece by piece: of each number only eight bytes are kept.
async fn read(mut answer: Response) -> Result<DeactivatedNumbers, ListError> {
    let mut reader = Reader::default();
    while let Some(piece) = answer.chunk().await.map_err(unreachable)? {
        reader.take(&piece)?;
    }
    reader.finish()
}

/// The error without the list's address, which is signed.
fn unreachable(error: reqwest::Error) -> ListError {
    ListError::NotReached(error.without_url().to_string())
}

#[cfg(test)]
mod tests {
    use rechime_domain::phone::PhoneNumber;
    use rechime_platform::testing::{Answer, HttpStub};

    use super::*;

    async fn fetched(stub: &HttpStub) -> Result<Option<DeactivatedNumbers>, ListError> {
        let http = rechime_platform::http::HttpClient::new().get().unwrap();
        let lists = Deactivations::new(http, stub.url(), "AC1", "token".into());
        lists.get_deactivated_numbers(Date::constant(2026, 11, 24)).await
    }

    /// What is made of a list, and how it was asked for.
    async fn list(answer: Answer) -> (Result<Option<DeactivatedNumbers>, ListError>, HttpStub) {
        let file = HttpStub::start([answer]).unwrap();
        let pointer = format!(r#"{{"redirect_to":"{}/list.txt?X-Amz-Signature=s"}}"#, file.url());
        let location = format!("{}/list.txt", file.url());
        let twilio =
            HttpStub::start([Answer::json(307, &pointer).with_header("location", &location)]).unwrap();
        let fetched = fetched(&twilio).await;
        let [asked] = twilio.asked().try_into().unwrap();
        assert_eq!(asked.line, "GET /v1/Deactivations?Date=2026-11-24");
        assert!(asked.headers.contains(&"authorization: Basic QUMxOnRva2Vu".to_owned()), "{asked:?}");
        (fetched, file)
    }

    #[tokio::test]
    async fn the_list_is_fetched_from_where_it_lies_without_the_token() {
        let (list, file) = list(Answer::json(200, "+14155552671\n+12125550101\n")).await;
        let list = list.unwrap().unwrap();
        for (phone, listed) in [("+14155552671", true), ("+12125550101", true), ("+12125550102", false)] {
            assert_eq!(list.contains(&PhoneNumber::from_e164(phone).unwrap()), listed, "{phone}");
        }
        let [asked] = file.asked().try_into().unwrap();
        assert_eq!(asked.line, "GET /list.txt?X-Amz-Signature=s");
        assert!(!asked.headers.iter().any(|header| header.starts_with("authorization")), "{asked:?}");
    }

    #[tokio::test]
    async fn a_list_may_be_empty_and_may_be_missing() {
        assert!(list(Answer::json(200, "")).await.0.unwrap().unwrap().is_empty());
        assert_eq!(list(Answer::json(404, "<xml>")).await.0, Ok(None));
        let nothing = HttpStub::start([Answer::json(404, r#"{"code":20404}"#)]).unwrap();
        assert_eq!(fetched(&nothing).await, Ok(None));
    }

    #[tokio::test]
    async fn what_is_no_list_is_not_taken_for_one() {
        assert_eq!(list(Answer::json(200, "<html>\n</html>")).await.0, Err(ListError::Unreadable));
        assert_eq!(list(Answer::json(403, "<xml>")).await.0, Err(ListError::Refused(403)));
        let shut = HttpStub::start([Answer::json(401, "{}"), Answer::json(200, "<html>")]).unwrap();
        assert_eq!(fetched(&shut).await, Err(ListError::Refused(401)));
        assert_eq!(fetched(&shut).await, Err(ListError::Unreadable));
        let gone = fetched(&HttpStub::start([]).unwrap()).await.unwrap_err();
        assert!(matches!(&gone, ListError::NotReached(reason) if !reason.contains("127.0.0.1")), "{gone}");
    }
}
