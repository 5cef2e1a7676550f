//! Takes Recharge's webhooks, and Shopify's customer webhooks: proves the sender, enqueues the event as it came, answers.
//!
//! The warm path reads only the store's cached secrets, and reads them again if they do not fit. The answer is a 2xx only
//! after the queue has the event. Recharge repeats a webhook without a 2xx for two days, Shopify for four hours.

mod answer;
mod proof;
mod webhook;
mod webhook_path;

use std::{convert::Infallible, sync::Arc};

use lambda_http::{Body, Request, Response};
use rechime_domain::{ids::StoreId, job::EventJob};
use rechime_platform::{
    clock::Clock,
    queue::{Outgoing, Queue},
    secrets::{RechargeSecrets, SecretsError, StoreSecrets},
};

use crate::{answer::Answer, proof::Origin, webhook::Webhook};

/// The function: its ports.
pub struct Intake {
    /// The secrets that each store's webhooks are checked with.
    pub secrets: Arc<dyn StoreSecrets>,
    /// Where webhooks wait to be evaluated.
    pub events: Arc<dyn Queue<EventJob>>,
    /// The time of receipt.
    pub clock: Arc<dyn Clock>,
}

impl Intake {
    /// Answers one request. Every outcome is an HTTP answer.
    pub async fn handle(&self, request: Request) -> Result<Response<Body>, Infallible> {
        Ok(self.take(&request).await.unwrap_or_else(|refusal| refusal).into_response())
    }

    async fn take(&self, request: &Request) -> Result<Answer, Answer> {
        let webhook = Webhook::read(request)?;
        let origin = self.prove(&webhook).await?;
        let job = webhook.job(origin, self.clock.now())?;
        self.enqueue(job).await?;
        Ok(Answer::Accepted)
    }

    /// Proves the sender of a webhook by the store's secrets.
    async fn prove<'a>(&self, webhook: &'a Webhook<'_>) -> Result<Origin<'a>, Answer> {
        let store = &webhook.path.store;
        let origin = |secrets: Secrets| proof::origin(webhook, &*secrets?, self.clock.now());
        if let Some(origin) = origin(known(store, self.secrets.get(store).await)?) {
            return Ok(origin);
        }
        // Recharge does not repeat a refused webhook. So a refusal must not rest on secrets of a minute ago.
        let refreshed = self.secrets.refresh(store).await;
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
type Secrets = Option<Arc<RechargeSecrets>>;

/// A store's secrets, or the answer to give if they cannot be read.
fn known(store: &StoreId, secrets: Result<Secrets, SecretsError>) -> Result<Secrets, Answer> {
    secrets.map_err(|error| {
        tracing::error!(%store, %error, "the store's secrets cannot be read; the sender will retry");
        Answer::Unavailable
    })
}

#[cfg(test)]
mod tests;
