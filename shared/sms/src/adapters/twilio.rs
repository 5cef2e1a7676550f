//! Twilio.

mod admission;
mod check;
mod deactivations;
mod messages;
mod refusal;
mod signature;
mod webhook;

use std::sync::Arc;

use rechime_domain::sender::{Sender, SenderDoor, SenderPathKey};
use rechime_platform::{
    environment::{Environment, EnvironmentError},
    http::{HttpClient, HttpError},
    secrets::SenderSecret,
};

pub use self::admission::TwilioWebhooks;
use self::{deactivations::Deactivations, messages::Messages};
use crate::{deactivated_numbers::NumberLists, provider::SmsProvider};

/// Where Twilio is, and where it reaches us.
#[derive(Debug)]
pub(super) struct Twilio {
    http: HttpClient,
    api_url: String,
    messaging_url: String,
    public_url: String,
    receipts_url: String,
    key: SenderPathKey,
}

impl Twilio {
    /// Twilio, as the environment says.
    pub(super) fn new(environment: &Environment, key: SenderPathKey) -> Result<Self, EnvironmentError> {
        let address = |name| environment.required(name).map(|url| url.trim_end_matches('/').to_owned());
        Ok(Self {
            http: HttpClient::new(),
            api_url: address("TWILIO_API_URL")?,
            messaging_url: address("TWILIO_MESSAGING_URL")?,
            public_url: address("PUBLIC_URL")?,
            receipts_url: address("RECEIPTS_URL").or_else(|_| address("PUBLIC_URL"))?,
            key,
        })
    }

    /// What sends from a sender.
    pub(super) fn provider(
        &self,
        sender: &Sender,
        secret: &SenderSecret,
    ) -> Result<Arc<dyn SmsProvider>, HttpError> {
        let identity = sender.identity.as_deref().unwrap_or_default();
        let messages = Messages::new(self.http.get()?, &self.api_url, secret, identity);
        Ok(Arc::new(messages.with_receipts_at(&self.receipts_url, &self.key, &sender.id)))
    }

    /// The lists of deactivated numbers, which any account may read.
    pub(super) fn number_lists(&self, secret: &SenderSecret) -> Result<Arc<dyn NumberLists>, HttpError> {
        let SenderSecret { account, token } = secret;
        Ok(Arc::new(Deactivations::new(self.http.get()?, &self.messaging_url, account, token.clone())))
    }

    /// The webhook for incoming messages, to be set at a sender's number or messaging service.
    pub(super) fn replies_url(&self, sender: &Sender) -> String {
        let key = self.key.of(&sender.id, SenderDoor::Replies);
        format!("{}{}", self.public_url, webhook::replies_path(&sender.id, &key))
    }
}
