//! From a webhook to what happened, to whom.

use std::sync::Arc;

use rechime_domain::{
    facts::{FactReport, Facts},
    job::{Proof, WebhookJob},
};
use rechime_platform::{job::JobError, secrets::RechargeSecrets};
use rechime_recharge::{
    client::ApiError,
    reading::{self, Reading},
    topic::{HandledTopic, Topic},
};
use rechime_store::configs::StoreConfig;
use serde_json::value::RawValue;

use crate::Evaluation;

/// What happened, and what else is known of its subject by now.
pub(crate) struct Understood {
    pub(crate) reading: Reading,
    pub(crate) facts: Facts,
    /// What is to be remembered once its messages are kept, and not before: it would make a redelivery of the
    /// same webhook mean nothing.
    pub(crate) afterwards: Option<FactReport>,
}

impl Evaluation {
    /// Reads a webhook, remembers what it reports, and says what happened, if that is anything to us.
    pub(crate) async fn understand(
        &self,
        job: &WebhookJob,
        config: &StoreConfig,
    ) -> Result<Option<Understood>, JobError> {
        let topic = match Topic::parse(&job.topic).map_err(JobError::fail)? {
            Topic::Handled(topic) => topic,
            Topic::Uninstalled => return self.uninstalled(job).await.map(|()| None),
            Topic::Known => return Ok(None),
        };
        let Some(reading) = self.read(job, topic, config).await? else { return Ok(None) };
        let before = match &reading.report {
            Some(report) => self.facts.record(&job.store, report).await.map_err(JobError::retry)?,
            None => Facts::default(),
        };
        let afterwards = reading.resumption();
        if afterwards.is_some() && !reading::resumed(&before, &reading) {
            return Ok(None);
        }
        let facts = reading.report.iter().fold(before, Facts::with);
        Ok(Some(Understood { reading, facts, afterwards }))
    }

    /// The payload as it came, or, where nothing but the path vouches for it, as Recharge itself tells it. `None`
    /// where it was deleted, and Recharge can tell nothing of it.
    async fn read(
        &self,
        job: &WebhookJob,
        topic: HandledTopic,
        config: &StoreConfig,
    ) -> Result<Option<Reading>, JobError> {
        let read = |payload: &RawValue| {
            reading::read(topic, payload, job.received_at, &config.settings.country).map_err(JobError::fail)
        };
        match job.proof {
            Proof::TimestampedSignature | Proof::LegacySignature => return read(&job.payload).map(Some),
            Proof::Backfill => return read(&job.payload).map(|reading| Some(reading.come_late())),
            Proof::PathKey => {}
        }
        let subject = reading::subject(topic, &job.payload).map_err(JobError::fail)?;
        let secrets = self.secrets_of(job).await?;
        match self.recharge.resource(&secrets.api_token, &subject).await {
            Ok(told) => read(&told).map(Some),
            Err(ApiError::NotFound { .. }) if topic == HandledTopic::SubscriptionDeleted => Ok(None),
            Err(error) => Err(job_error(error)),
        }
    }

    /// Asks Recharge for the phone and the name where the webhook has none.
    pub(crate) async fn complete(
        &self,
        job: &WebhookJob,
        config: &StoreConfig,
        reading: &mut Reading,
    ) -> Result<(), JobError> {
        let Some(customer) = reading.customer.clone().filter(|_| reading.lacks_contact()) else {
            return Ok(());
        };
        let secrets = self.secrets_of(job).await?;
        match self.recharge.customer(&secrets.api_token, &customer).await {
            Ok(profile) => reading.enrich(&profile, &config.settings.country),
            // Then there is no phone, and that is the reason why nothing is sent.
            Err(ApiError::NotFound { .. }) => {}
            Err(error) => return Err(job_error(error)),
        }
        Ok(())
    }

    async fn secrets_of(&self, job: &WebhookJob) -> Result<Arc<RechargeSecrets>, JobError> {
        let secrets = self.secrets.get(&job.store).await.map_err(JobError::retry)?;
        secrets.ok_or_else(|| JobError::fail(Unconnected))
    }
}

/// Trouble of the moment is tried again; anything else, such as a key that was revoked, is for a person.
fn job_error(error: ApiError) -> JobError {
    if error.is_retryable() { JobError::retry(error) } else { JobError::fail(error) }
}

#[derive(Debug, thiserror::Error)]
#[error("the store's Recharge key is missing; connect the store again")]
struct Unconnected;
