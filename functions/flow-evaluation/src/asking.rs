//! What Recharge is asked: what an unsigned webhook is about, and whom a text goes to where the webhook does not say.
//!
//! Recharge's reads may lag behind its webhooks. While a webhook is young, what cannot be all yet is asked again when the
//! queue brings it again; after that, what there is counts.

use std::sync::Arc;

use jiff::SignedDuration;
use rechime_domain::{
    job::{Proof, WebhookJob},
    occurrence::Subject,
};
use rechime_platform::{job::JobError, secrets::RechargeSecrets};
use rechime_recharge::{
    client::{ApiError, CustomerProfile, lags},
    reading::{self, Reading},
    topic::HandledTopic,
};
use rechime_store::configs::StoreConfig;
use serde_json::value::RawValue;

use crate::Evaluation;

/// How long Recharge's reads are given to catch up with a webhook: two or three deliveries by the queue.
const YOUNG: SignedDuration = SignedDuration::from_mins(2);

/// A customer made so shortly before a webhook may be yet to get the phone that the checkout took.
const NEW: SignedDuration = SignedDuration::from_mins(10);

impl Evaluation {
    /// The payload as it came, or, where nothing but the path vouches for it, as Recharge itself tells it. `None`
    /// where it was deleted, and Recharge can tell nothing of it.
    pub(crate) async fn read(
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
        match self.resource(job, &subject).await {
            Ok(told) => read(&told).map(Some),
            Err(Unanswered::Unknown(_)) if topic == HandledTopic::SubscriptionDeleted => Ok(None),
            Err(unanswered) => Err(unanswered.job_error(self.is_young(job))),
        }
    }

    async fn resource(&self, job: &WebhookJob, subject: &Subject) -> Result<Box<RawValue>, Unanswered> {
        let secrets = self.secrets_of(job).await?;
        let told = self.recharge.resource(&secrets.api_token, subject).await?;
        let is_behind = self.is_young(job) && lags(subject, &told, &job.payload);
        if is_behind { Err(Unanswered::Job(JobError::retry(Behind))) } else { Ok(told) }
    }

    /// Completes a reading by the phone and the name where the webhook has none.
    pub(crate) async fn complete(
        &self,
        job: &WebhookJob,
        config: &StoreConfig,
        reading: &mut Reading,
    ) -> Result<(), JobError> {
        let Some(id) = reading.customer.clone().filter(|_| reading.lacks_contact()) else { return Ok(()) };
        let known = self.customers.get(&job.store, &id).await.map_err(JobError::retry)?;
        if let Some(profile) = known {
            reading.enrich(&profile, &config.settings.country);
            return Ok(());
        }
        match self.customer(job, &id).await {
            Ok(profile) => {
                reading.enrich(&profile, &config.settings.country);
                self.keep_customer(job, &id, &profile, reading.lacks_contact()).await
            }
            // Then there is no phone, and that is the reason why nothing is sent.
            Err(Unanswered::Unknown(_)) if !self.is_young(job) => Ok(()),
            Err(unanswered) => Err(unanswered.job_error(true)),
        }
    }

    async fn customer(&self, job: &WebhookJob, id: &str) -> Result<CustomerProfile, Unanswered> {
        let secrets = self.secrets_of(job).await?;
        Ok(self.recharge.customer(&secrets.api_token, id).await?)
    }

    /// Keeps a customer for their next event. One who is new and has no phone is asked for again instead.
    async fn keep_customer(
        &self,
        job: &WebhookJob,
        id: &str,
        profile: &CustomerProfile,
        is_out_of_reach: bool,
    ) -> Result<(), JobError> {
        let is_new = profile.created_at.is_some_and(|made| job.received_at.duration_since(made) < NEW);
        if is_out_of_reach && is_new && self.is_young(job) {
            return Err(JobError::retry(NoPhoneYet));
        }
        if let Err(error) = self.customers.keep(&job.store, id, profile, self.clock.now()).await {
            tracing::warn!(%error, "a customer cannot be kept; the next event asks Recharge again");
        }
        Ok(())
    }

    fn is_young(&self, job: &WebhookJob) -> bool {
        self.clock.now().duration_since(job.received_at) < YOUNG
    }

    async fn secrets_of(&self, job: &WebhookJob) -> Result<Arc<RechargeSecrets>, JobError> {
        let secrets = self.secrets.get(&job.store).await.map_err(JobError::retry)?;
        secrets.ok_or_else(|| JobError::fail(Unconnected))
    }
}

/// Why Recharge told nothing.
enum Unanswered {
    /// It knows of no such thing, or not yet.
    Unknown(ApiError),
    /// Anything else.
    Job(JobError),
}

impl Unanswered {
    fn job_error(self, may_come_to_know: bool) -> JobError {
        match self {
            Self::Unknown(error) if may_come_to_know => JobError::retry(error),
            Self::Unknown(error) => JobError::fail(error),
            Self::Job(error) => error,
        }
    }
}

/// Trouble of the moment is tried again; anything else, such as a key that was revoked, is for a person.
impl From<ApiError> for Unanswered {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::NotFound { .. } => Self::Unknown(error),
            error if error.is_retryable() => Self::Job(JobError::retry(error)),
            error => Self::Job(JobError::fail(error)),
        }
    }
}

impl From<JobError> for Unanswered {
    fn from(error: JobError) -> Self {
        Self::Job(error)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("Recharge still tells of it as it was before the webhook")]
struct Behind;

#[derive(Debug, thiserror::Error)]
#[error("the customer is new, and Recharge has no phone of theirs yet")]
struct NoPhoneYet;

#[derive(Debug, thiserror::Error)]
#[error("the store's Recharge key is missing; connect the store again")]
struct Unconnected;
