//! Sends each text from the sender of its store.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    ids::SenderId,
    sender::{ProviderName, Sender},
};
use rechime_platform::secrets::{SenderSecret, SenderSecrets};

use super::{aws::AwsSms, twilio::Twilio};
use crate::provider::{Accepted, LookUp, Outbound, SendError, SmsProvider};

/// The adapters of all senders.
pub(super) struct Senders {
    /// The installation's own sender.
    pub(super) own: Sender,
    /// Its credentials, where they are the provider's.
    pub(super) own_secret: Option<Arc<SenderSecret>>,
    pub(super) secrets: Arc<dyn SenderSecrets>,
    pub(super) twilio: Arc<Twilio>,
    /// AWS, sending from the installation's own sender.
    pub(super) aws: AwsSms,
}

impl Senders {
    async fn adapter(&self, sender: &Sender) -> Result<Arc<dyn SmsProvider>, SendError> {
        match sender.provider {
            ProviderName::Aws => Ok(Arc::new(self.aws.sending_from(sender.identity.as_deref()))),
            ProviderName::Twilio => {
                let secret = self.secret(&sender.id).await?;
                let made = self.twilio.provider(sender, &secret);
                made.map_err(|error| SendError::NotReached { reason: error.to_string() })
            }
        }
    }

    async fn secret(&self, sender: &SenderId) -> Result<Arc<SenderSecret>, SendError> {
        if sender.is_installations() {
            return self.own_secret.clone().ok_or_else(no_secret);
        }
        let secret = self.secrets.get_sender_secret(sender).await;
        let secret = secret.map_err(|error| SendError::NotReached { reason: error.to_string() })?;
        secret.ok_or_else(no_secret)
    }

    fn sender_of<'a>(&'a self, text: &'a Outbound) -> &'a Sender {
        text.sender.as_ref().unwrap_or(&self.own)
    }
}

fn no_secret() -> SendError {
    SendError::misconfigured("the credentials of the store's sender are missing; set the sender again")
}

#[async_trait]
impl SmsProvider for Senders {
    async fn send(&self, text: &Outbound) -> Result<Accepted, SendError> {
        let sender = self.sender_of(text);
        let sent = self.adapter(sender).await?.send(text).await;
        // Its token may have been replaced. The text comes again, and finds the new one.
        if matches!(sent, Err(SendError::Misconfigured { .. })) && !sender.id.is_installations() {
            drop(self.secrets.refresh_sender_secret(&sender.id).await);
        }
        sent
    }

    async fn look_up(&self, text: &Outbound, since: Timestamp) -> LookUp {
        match self.adapter(self.sender_of(text)).await {
            Ok(adapter) => adapter.look_up(text, since).await,
            Err(_) => LookUp::NoAnswer,
        }
    }
}
