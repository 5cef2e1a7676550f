//! Consent that Shopify tells of.

use rechime_domain::job::ShopifyJob;
use rechime_platform::job::JobError;
use rechime_store::subscribers::Consistency;

use crate::Evaluation;

impl Evaluation {
    /// Enters the consent, or its end, unless it is known or may not take the place of what stands. Nothing is
    /// planned: a message that waits meets the consent at its last look. A STOP that is first heard
    /// while this runs is later than anything the webhook can tell of, and stands.
    ///
    /// What cannot be read comes again until it is in the dead-letter queue, whole: it may be somebody's opt-out, and
    /// only Recharge's webhooks can be parked and tried again.
    pub(crate) async fn consent(&self, job: &ShopifyJob) -> Result<(), JobError> {
        let config = self.configs.load(&job.store).await.map_err(JobError::retry)?;
        let config = config.ok_or_else(|| JobError::retry(NoSettings))?;
        let country = &config.settings.country;
        let told = rechime_shopify::consent::read(job.payload.get(), job.received_at, country);
        let Some(told) = told.map_err(JobError::retry)? else { return Ok(()) };
        let person = self.subscribers.get(&job.store, &told.phone, Consistency::Strong).await;
        let standing = person.map_err(JobError::retry)?.and_then(|person| person.consent);
        if !told.counts_after(standing) {
            return Ok(());
        }
        self.subscribers.set_consent(&job.store, &told.phone, told.entry).await.map_err(JobError::retry)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the store of a customer's consent is not there")]
struct NoSettings;
