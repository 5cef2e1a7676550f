//! Takes Recharge's webhooks, and Shopify's customer webhooks: proves the sender, enqueues the event as it came, answers.
//!
//! An address that this installation never issued is refused without asking anybody. The warm path reads only the store's
//! cached secrets, and reads them again if they do not fit. The answer is a 2xx only after the queue has the event. Recharge repeats a webhook without a 2xx for two days, Shopify for four hours.

mod answer;
mod proof;
mod webhook;
mod webhook_path;

use std::sync::Arc;

use jiff::Timestamp;
use rechime_domain::{ids::StoreId, job::EventJob, path_key::PathKeys};
use rechime_platform::{
    clock::Clock,
    http_api::{Request, Response},
    queue::{Outgoing, Queue},
    secrets::{SecretsError, SigningSecrets, SigningSecretsReader},
};
use secrecy::ExposeSecret;

use crate::{answer::Answer, proof::Origin, webhook::Webhook};

/// The function: its ports.
pub struct Intake {
    /// Tells the addresses that were issued from guesses.
    pub path_keys: PathKeys,
    /// The secrets that each store's webhooks are checked with.
    pub secrets: Arc<dyn SigningSecretsReader>,
    /// Where webhooks wait to be evaluated.
    pub events: Arc<dyn Queue<EventJob>>,
    /// The time of receipt.
    pub clock: Arc<dyn Clock>,
}

impl Intake {
    /// Answers one request. Every outcome is an HTTP answer.
    pub async fn handle(&self, request: Request) -> Response {
        self.take(&request).await.unwrap_or_else(|refusal| refusal).into_response()
    }

    async fn take(&self, request: &Request) -> Result<Answer, Answer> {
        let (webhook, now) = (Webhook::read(request)?, self.clock.now());
        self.check_issued(&webhook)?;
        // It is read before it is believed: the older signature also fits a longer body, which is no JSON.
        let payload = webhook.payload()?;
        let origin = self.prove(&webhook, now).await?;
        let job = webhook.job(origin, payload, now)?;
        self.enqueue(job).await?;
        Ok(Answer::Accepted)
    }

    /// Refuses an address that was never issued, before anything is asked of anybody.
    fn check_issued(&self, webhook: &Webhook<'_>) -> Result<(), Answer> {
        let path = &webhook.path;
        let is_issued = self.path_keys.has_issued(&path.store, path.key.expose_secret());
        if is_issued { Ok(()) } else { Err(Answer::Unauthorized) }
    }

    /// Proves the sender of a webhook by the store's secrets.
    async fn prove<'a>(&self, webhook: &'a Webhook<'_>, now: Timestamp) -> Result<Origin<'a>, Answer> {
        let store = &webhook.path.store;
        let origin = |secrets: Secrets| proof::origin(webhook, &*secrets?, now);
        match origin(known(store, self.secrets.get_signing(store).await)?) {
            Some(origin) if !origin.is_legacy() => return Ok(origin),
            // Recharge does not repeat a refused webhook, so a refusal must not rest on secrets of a while ago. Nor may
            // the older signature: the store may have been seen to sign the newer way since.
            _ => {}
        }
        let refreshed = self.secrets.refresh_signing(store).await;
        origin(known(store, refreshed)?).ok_or(Answer::Unauthorized)
    }

    async fn enqueue(&self, job: EventJob) -> Result<(), Answer> {
        self.events.send(&[Outgoing::now(job)]).await.map_err(|error| {
            tracing::error!(%error, "the events queue did not take a webhook; its sender will retry");
            Answer::Unavailable
        })
    }
}

/// A store's secrets; none if it is not connected.
type Secrets = Option<Arc<SigningSecrets>>;

/// A store's secrets, or the answer to give if they cannot be read.
fn known(store: &StoreId, secrets: Result<Secrets, SecretsError>) -> Result<Secrets, Answer> {
    secrets.map_err(|error| {
        tracing::error!(%store, %error, "the store's secrets cannot be read; the sender will retry");
        Answer::Unavailable
    })
}

#[cfg(test)]
mod tests;
