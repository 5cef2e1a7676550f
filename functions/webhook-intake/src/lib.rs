//! Takes Recharge's webhooks, and Shopify's of customers: checks who sent them, enqueues the event as it came, answers.
//!
//! Nothing is read on the warm path but the cached secrets of the store (again, where they do not fit), and the answer is a 2xx only once the
//! queue has the event: Recharge retries whatever is not, for two days, Shopify for four hours.

mod address;
mod answer;
mod proof;
mod shopify;

use std::{convert::Infallible, sync::Arc};

use address::{Address, ShopifyAddress};
use answer::Answer;
use lambda_http::{Body, Request, Response};
use rechime_domain::{
    ids::StoreId,
    job::{Proof, ShopifyJob, WebhookJob},
};
use rechime_platform::{
    clock::Clock,
    queue::{Outgoing, Queue},
    secrets::{RechargeSecrets, SecretsError, StoreSecrets},
};
use rechime_recharge::topic::Topic;
use serde::Serialize;
use serde_json::value::RawValue;

/// The largest body taken. Recharge's are 1 to 12 KB; ten of these must fit one invocation's 6 MB.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// The function: its ports.
pub struct Intake {
    /// What each store's webhooks are checked with.
    pub secrets: Arc<dyn StoreSecrets>,
    /// Where events go.
    pub events: Arc<dyn Queue<WebhookJob>>,
    /// The same queue, for what Shopify tells of customers.
    pub customers: Arc<dyn Queue<ShopifyJob>>,
    /// The time of receipt.
    pub clock: Arc<dyn Clock>,
}

impl Intake {
    /// Answers one request. Every outcome is an HTTP answer.
    pub async fn handle(&self, request: Request) -> Result<Response<Body>, Infallible> {
        Ok(self.take(&request).await.unwrap_or_else(|refusal| refusal).into_response())
    }

    async fn take(&self, request: &Request) -> Result<Answer, Answer> {
        let path = request.uri().path();
        if let Some(address) = ShopifyAddress::parse(path) {
            return self.take_customer(address, request).await;
        }
        let address = Address::parse(path).ok_or(Answer::NotFound)?;
        let body = bounded(request)?;
        let proof = self.prove(&address, request, body).await?;
        match Topic::parse(&address.topic) {
            Err(_) => Err(Answer::UnknownTopic),
            Ok(Topic::Known) => Ok(Answer::Ignored),
            Ok(Topic::Handled(_) | Topic::Uninstalled) => self.enqueue(address, proof, body).await,
        }
    }

    async fn prove(&self, address: &Address, request: &Request, body: &[u8]) -> Result<Proof, Answer> {
        let headers = request.headers();
        let prove = |secrets: &_| proof::prove(secrets, &address.key, headers, body, self.clock.now());
        self.proven(&address.store, prove).await
    }

    /// What the store's secrets prove of a webhook; refused where that is nothing.
    async fn proven<P>(
        &self,
        store: &StoreId,
        prove: impl Fn(&RechargeSecrets) -> Option<P>,
    ) -> Result<P, Answer> {
        let prove = |secrets: Secrets| prove(&*secrets?);
        if let Some(proof) = prove(known(store, self.secrets.get(store).await)?) {
            return Ok(proof);
        }
        // A refusal is final, for Recharge repeats nothing after it. So it must not rest on secrets of a minute ago.
        let refreshed = self.secrets.refresh(store).await;
        prove(known(store, refreshed)?).ok_or(Answer::Unauthorized)
    }

    async fn enqueue(&self, address: Address, proof: Proof, body: &[u8]) -> Result<Answer, Answer> {
        let payload = object(body)?;
        let job = WebhookJob::new(address.store, address.topic, proof, self.clock.now(), payload);
        enqueue(&*self.events, job).await
    }
}

/// The body, if it is none too large.
fn bounded(request: &Request) -> Result<&[u8], Answer> {
    let body = request.body().as_ref();
    if body.len() > MAX_BODY_BYTES { Err(Answer::TooLarge) } else { Ok(body) }
}

/// The body as the JSON object that it must be, byte for byte.
fn object(body: &[u8]) -> Result<Box<RawValue>, Answer> {
    let payload: Box<RawValue> = serde_json::from_slice(body).map_err(|_| Answer::NotJson)?;
    if payload.get().starts_with('{') { Ok(payload) } else { Err(Answer::NotJson) }
}

async fn enqueue<J: Serialize + Send + Sync>(queue: &dyn Queue<J>, job: J) -> Result<Answer, Answer> {
    match queue.send(&[Outgoing::now(job)]).await {
        Ok(()) => Ok(Answer::Accepted),
        Err(error) => {
            tracing::error!(%error, "the events queue did not take a webhook; its sender will retry");
            Err(Answer::Unavailable)
        }
    }
}

/// A store's secrets; none where it is not connected.
type Secrets = Option<Arc<RechargeSecrets>>;

/// What is known of a store's secrets, if they are within reach.
fn known(store: &StoreId, secrets: Result<Secrets, SecretsError>) -> Result<Secrets, Answer> {
    secrets.map_err(|error| {
        tracing::error!(%store, %error, "the store's secrets cannot be read; the sender will retry");
        Answer::Unavailable
    })
}

#[cfg(test)]
mod tests;
