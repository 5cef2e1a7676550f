//! Twilio's Messages API: sending a text, and looking for one.

use std::time::Duration;

use async_trait::async_trait;
use jiff::{Timestamp, fmt::rfc2822};
use rechime_domain::{
    ids::SenderId,
    sender::{SenderDoor, SenderPathKey},
};
use rechime_platform::secrets::SenderSecret;
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{refusal, webhook};
use crate::provider::{Accepted, LookUp, Outbound, SendError, SmsProvider};

/// What Twilio takes for `ValidityPeriod`, in seconds: <https://www.twilio.com/docs/messaging/api/message-resource>.
const SHORTEST_SECONDS: u64 = 1;
const LONGEST_SECONDS: u64 = 36_000;

/// How many texts to one phone a look-up reads.
const LOOKED_THROUGH: &str = "200";

/// Sends with Twilio's Messages API.
#[derive(Clone, Debug)]
pub(super) struct Messages {
    http: Client,
    url: String,
    account_sid: String,
    auth_token: SecretString,
    origination: Origination,
    receipts: Option<Receipts>,
}

/// Where receipts come to.
#[derive(Clone, Debug)]
struct Receipts {
    public_url: String,
    key: SenderPathKey,
    sender: SenderId,
}

#[derive(Clone, Debug)]
struct Origination {
    field: &'static str,
    value: String,
}

#[derive(Deserialize)]
struct Created {
    sid: String,
}

#[derive(Deserialize)]
struct MessageList {
    messages: Vec<Listed>,
    next_page_uri: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    sid: String,
    body: Option<String>,
    date_created: Option<String>,
}

impl Messages {
    /// Sends from `origination_identity`, a number or the SID of a messaging service. `api_url` is Twilio's
    /// (`https://api.twilio.com`), or where it is stood in for.
    #[must_use]
    pub(super) fn new(
        http: Client,
        api_url: &str,
        secret: &SenderSecret,
        origination_identity: &str,
    ) -> Self {
        let SenderSecret { account, token } = secret;
        let url = format!("{}/2010-04-01/Accounts/{account}/Messages.json", api_url.trim_end_matches('/'));
        let field = if origination_identity.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let origination = Origination { field, value: origination_identity.to_owned() };
        let (account_sid, auth_token) = (account.clone(), token.clone());
        Self { http, url, account_sid, auth_token, origination, receipts: None }
    }

    /// Has receipts sent to the sender's [`webhook::Door::Receipts`], below `public_url`.
    #[must_use]
    pub(super) fn with_receipts_at(self, public_url: &str, key: &SenderPathKey, sender: &SenderId) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        let receipts = Receipts { public_url, key: key.clone(), sender: sender.clone() };
        Self { receipts: Some(receipts), ..self }
    }

    fn status_callback(&self, text: &Outbound) -> Option<String> {
        let Receipts { public_url, key, sender } = self.receipts.as_ref()?;
        let key = key.of(sender, SenderDoor::Receipts(&text.store, &text.message));
        Some(format!("{public_url}{}", webhook::receipts_path(sender, &key, &text.store, &text.message)))
    }

    fn signed(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.basic_auth(&self.account_sid, Some(self.auth_token.expose_secret()))
    }

    /// The page of texts to this phone, newest first. Not narrowed by `DateSent`, which a text that still waits
    /// in Twilio's queue does not have.
    async fn listed(&self, text: &Outbound) -> Result<MessageList, reqwest::Error> {
        let query = [("To", text.to.as_str()), ("PageSize", LOOKED_THROUGH)];
        let answer = self.signed(self.http.get(&self.url).query(&query)).send().await?;
        answer.error_for_status()?.json().await
    }
}

#[async_trait]
impl SmsProvider for Messages {
    async fn send(&self, text: &Outbound) -> Result<Accepted, SendError> {
        let form = [
            ("To", text.to.as_str()),
            (self.origination.field, &self.origination.value),
            ("Body", &text.body),
            ("ValidityPeriod", &validity_period(text.time_to_live)),
        ];
        let callback = self.status_callback(text);
        let callback = callback.as_deref().map(|url| ("StatusCallback", url));
        let form: Vec<_> = form.into_iter().chain(callback).collect();
        let request = self.signed(self.http.post(&self.url)).form(&form);
        let answer = request.send().await.map_err(|error| refusal::broken(&error))?;
        if !answer.status().is_success() {
            return Err(refusal::read(answer).await);
        }
        match answer.json::<Created>().await {
            Ok(Created { sid }) => Ok(Accepted { provider_id: sid }),
            Err(_) => Err(SendError::ambiguous("Twilio's answer could not be read")),
        }
    }

    async fn look_up(&self, text: &Outbound, since: Timestamp) -> LookUp {
        let Ok(page) = self.listed(text).await else {
            return LookUp::NoAnswer;
        };
        // Twilio tells whole seconds only.
        let since = Timestamp::from_second(since.as_second()).unwrap_or(since);
        let same = page.messages.into_iter().filter(|listed| listed.is(text, since));
        let found: Vec<_> = same.map(|Listed { sid, .. }| Accepted { provider_id: sid }).collect();
        match page.next_page_uri {
            _ if !found.is_empty() => LookUp::Found(found),
            Some(_) => LookUp::NoAnswer,
            None => LookUp::NotFound,
        }
    }
}

impl Listed {
    /// A trial account puts a sentence before the text, so only its end is compared.
    fn is(&self, text: &Outbound, since: Timestamp) -> bool {
        let created = self
            .date_created
            .as_deref()
            .and_then(|date| rfc2822::DateTimeParser::new().parse_timestamp(date).ok());
        let recent = created.is_none_or(|created| created >= since);
        recent && self.body.as_deref().is_some_and(|body| body.ends_with(&text.body))
    }
}

fn validity_period(wanted: Duration) -> String {
    wanted.as_secs().clamp(SHORTEST_SECONDS, LONGEST_SECONDS).to_string()
}

#[cfg(test)]
mod tests;
