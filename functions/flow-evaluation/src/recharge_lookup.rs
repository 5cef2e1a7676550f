//! Questions to Recharge: what is true of the object of an unsigned webhook, and the customer's phone and name where
//! a webhook does not carry them.
//!
//! Recharge's reads may lag behind its webhooks. While a webhook is young, an answer that seems too old or incomplete
//! makes the queue bring the webhook again, and Recharge is asked again. After that the answer counts as it is.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use rechime_domain::{
    job::{Proof, WebhookJob},
    occurrence::Subject,
};
use rechime_platform::job::JobError;
use rechime_recharge::{
    client::{ApiError, CustomerProfile, is_stale_answer},
    reading::{self, Reading},
    topic::HandledTopic,
};
use rechime_store::configs::StoreConfig;
use secrecy::SecretString;
use serde_json::value::RawValue;

use crate::Evaluation;

/// How long Recharge's reads are given to catch up with a webhook: two or three deliveries by the queue.
const YOUNG: SignedDuration = SignedDuration::from_mins(2);

/// A customer who was created less than this before a webhook may not have the phone of the checkout yet.
const NEW: SignedDuration = SignedDuration::from_mins(10);

impl Evaluation {
    /// Reads the payload as it came or, where only the key in the path vouches for it, the object as Recharge has it.
    pub(crate) async fn read_webhook(
        &self,
        job: &WebhookJob,
        topic: HandledTopic,
        store_config: &StoreConfig,
    ) -> Result<Reading, JobError> {
        let (at, country) = (job.received_at, &store_config.settings.country);
        let vouched = |reading: Reading| reading.vouched_by(job.proof);
        if job.proof != Proof::PathKey {
            return reading::read(topic, &job.payload, at, country).map(vouched).map_err(JobError::park);
        }
        let subject = reading::subject(topic, &job.payload).map_err(JobError::park)?;
        match self.look_up_object(job, &subject).await {
            Ok(object) => {
                let read = reading::read_answer(topic, &object, &job.payload, at, country);
                read.map(vouched).map_err(JobError::park)
            }
            Err(LookUpError::Unknown(_)) if topic.tells_of_deletion() => {
                Ok(reading::gone(subject, job.received_at))
            }
            Err(LookUpError::InLine(wait)) => Err(self.in_line(job, wait)),
            Err(unanswered) => Err(unanswered.job_error(self.is_young(job))),
        }
    }

    async fn look_up_object(
        &self,
        job: &WebhookJob,
        subject: &Subject,
    ) -> Result<Box<RawValue>, LookUpError> {
        let token = self.token_of(job).await?;
        let object = self.recharge.get_object(&token, subject).await?;
        let is_stale = self.is_young(job) && is_stale_answer(subject, &object, &job.payload);
        if is_stale { Err(LookUpError::Job(JobError::retry(Behind))) } else { Ok(object) }
    }

    /// Adds the customer's phone and name to a reading that lacks them.
    pub(crate) async fn complete_contact(
        &self,
        job: &WebhookJob,
        store_config: &StoreConfig,
        mut reading: Reading,
    ) -> Result<Reading, JobError> {
        let Some(id) = reading.customer_to_look_up() else { return Ok(reading) };
        let known = self.customer_cache.get_customer(&job.store, &id).await.map_err(JobError::retry)?;
        if let Some(profile) = known {
            reading.enrich(&profile, &store_config.settings.country);
            return Ok(reading);
        }
        match self.look_up_customer(job, &id).await {
            Ok(profile) => {
                reading.enrich(&profile, &store_config.settings.country);
                self.keep_customer(job, &id, &profile, reading.lacks_contact()).await?;
                Ok(reading)
            }
            // The text then has no phone, and is skipped for that reason.
            Err(LookUpError::Unknown(_)) if !self.is_young(job) => Ok(reading),
            Err(LookUpError::InLine(wait)) => Err(self.in_line(job, wait)),
            Err(unanswered) => Err(unanswered.job_error(true)),
        }
    }

    async fn look_up_customer(&self, job: &WebhookJob, id: &str) -> Result<CustomerProfile, LookUpError> {
        let token = self.token_of(job).await?;
        Ok(self.recharge.get_customer(&token, id).await?)
    }

    /// Keeps a customer for their next event. A new customer without a phone is not kept: Recharge is asked again.
    async fn keep_customer(
        &self,
        job: &WebhookJob,
        id: &str,
        profile: &CustomerProfile,
        lacks_contact: bool,
    ) -> Result<(), JobError> {
        let is_new = profile.created_at.is_some_and(|made| job.received_at.duration_since(made) < NEW);
        if lacks_contact && is_new && self.is_young(job) {
            return Err(JobError::retry(NoPhoneYet));
        }
        if let Err(error) = self.customer_cache.put_customer(&job.store, id, profile, self.clock.now()).await
        {
            tracing::warn!(%error, "a customer cannot be kept; the next event asks Recharge again");
        }
        Ok(())
    }

    fn in_line(&self, job: &WebhookJob, wait: Duration) -> JobError {
        let cause = ApiError::InLine { wait };
        if self.may_wait(job) { JobError::put_off(cause, wait) } else { JobError::retry(cause) }
    }

    pub(crate) fn is_young(&self, job: &WebhookJob) -> bool {
        self.clock.now().duration_since(job.received_at) < YOUNG
    }

    pub(crate) async fn token_of(&self, job: &WebhookJob) -> Result<Arc<SecretString>, JobError> {
        let token = self.tokens.get_token(&job.store).await.map_err(JobError::retry)?;
        token.ok_or_else(|| JobError::park(Unconnected))
    }
}

/// Why Recharge told nothing.
enum LookUpError {
    /// It does not know the object, or not yet.
    Unknown(ApiError),
    /// It is asked too much already.
    InLine(Duration),
    /// Anything else.
    Job(JobError),
}

impl LookUpError {
    fn job_error(self, may_come_to_know: bool) -> JobError {
        match self {
            Self::Unknown(error) if may_come_to_know => JobError::retry(error),
            Self::Unknown(error) => JobError::park(error),
            Self::InLine(wait) => JobError::retry(ApiError::InLine { wait }),
            Self::Job(error) => error,
        }
    }
}

/// A passing error is tried again. Any other, such as a revoked key, needs a person.
impl From<ApiError> for LookUpError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::NotFound { .. } => Self::Unknown(error),
            ApiError::InLine { wait } => Self::InLine(wait),
            error if error.is_retryable() => Self::Job(JobError::retry(error)),
            error => Self::Job(JobError::park(error)),
        }
    }
}

impl From<JobError> for LookUpError {
    fn from(error: JobError) -> Self {
        Self::Job(error)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("Recharge still answers with the object as it was before the webhook")]
struct Behind;

#[derive(Debug, thiserror::Error)]
#[error("the customer is new, and Recharge has no phone of theirs yet")]
struct NoPhoneYet;

#[derive(Debug, thiserror::Error)]
#[error("the store's Recharge key is missing; connect the store again")]
struct Unconnected;
