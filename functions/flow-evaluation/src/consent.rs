//! Consents from Shopify.

use rechime_domain::job::ShopifyJob;
use rechime_platform::job::JobError;

use crate::Evaluation;

impl Evaluation {
    /// Enters a consent, or the end of one. No message is planned again: the sender's last look reads the consent.
    pub(crate) async fn put_consent(&self, job: &ShopifyJob) -> Result<(), JobError> {
        let store_config = self.store_config(&job.store).await?;
        let country = &store_config.settings.country;
        let told = rechime_shopify::consent::read(job.payload.get(), job.received_at, country);
        let Some(told) = told.map_err(JobError::park)? else { return Ok(()) };
        let entered = self.subscribers.put_consent(&job.store, &told.phone, &told.statement).await;
        entered.map(drop).map_err(JobError::retry)
    }
}
