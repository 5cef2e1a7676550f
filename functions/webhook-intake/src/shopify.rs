//! Shopify's webhooks of customers.

use lambda_http::Request;
use rechime_domain::job::ShopifyJob;
use rechime_shopify::TOPICS;

use crate::{Intake, address::ShopifyAddress, answer::Answer, bounded, enqueue, object, proof};

impl Intake {
    /// Takes a webhook of Shopify's as one of Recharge's is taken; the topic is in a header, which is not signed.
    pub(crate) async fn take_customer(
        &self,
        address: ShopifyAddress,
        request: &Request,
    ) -> Result<Answer, Answer> {
        let (headers, body) = (request.headers(), bounded(request)?);
        let prove = |secrets: &_| proof::prove_shopify(secrets, &address.key, headers, body);
        self.proven(&address.store, prove).await?;
        let topic = headers.get("x-shopify-topic").and_then(|topic| topic.to_str().ok()).unwrap_or_default();
        if !TOPICS.contains(&topic) {
            return Ok(Answer::Ignored);
        }
        let job = ShopifyJob::new(address.store, topic.to_owned(), self.clock.now(), object(body)?);
        enqueue(&*self.customers, job).await
    }
}
