//! Decides what each event means: send now, wait, or skip, and why.
//!
//! Three steps: *understand* a webhook (what happened, to whom), *plan* each message of its flow (one pure decision
//! each), and *commit* the whole batch (journal, holds and schedules, then the sends queue). Every step can be
//! repeated: ids are deterministic, and the sender's claim is the only gate.

mod asking;
mod commit;
mod consent;
mod parking;
mod plan;
mod understand;
mod uninstalled;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use plan::Plans;
use rechime_domain::job::{EventJob, SendJob, WebhookJob};
use rechime_platform::{
    batch::{self, Record},
    clock::Clock,
    job::JobError,
    queue::Queue,
    secrets::StoreSecrets,
    troubles::Troubles,
};
use rechime_recharge::client::RechargeApi;
use rechime_store::{
    checkups::Checkups, configs::Configs, customers::CustomerCache, facts::FactLedger, journal::Journal,
    messages::Messages, parked::Parking, subscribers::Subscribers,
};
use rechime_waiting::WaitingRoom;

/// The function: its ports.
pub struct Evaluation {
    /// Settings and flows of each store.
    pub configs: Arc<dyn Configs>,
    /// How stores' connections are.
    pub checkups: Arc<dyn Checkups>,
    /// Consent and stated zones.
    pub subscribers: Arc<dyn Subscribers>,
    /// What is known of subscriptions and charges.
    pub facts: Arc<dyn FactLedger>,
    /// Rows of messages that are skipped here.
    pub messages: Arc<dyn Messages>,
    /// The store's activity.
    pub journal: Arc<dyn Journal>,
    /// Webhooks that cannot be read.
    pub parking: Arc<dyn Parking>,
    /// Where messages wait.
    pub waiting: WaitingRoom,
    /// Where messages that are due go.
    pub sends: Arc<dyn Queue<SendJob>>,
    /// Tokens for questions to Recharge.
    pub secrets: Arc<dyn StoreSecrets>,
    /// Recharge, for what a webhook does not carry.
    pub recharge: Arc<dyn RechargeApi>,
    /// What Recharge told of customers a while ago.
    pub customers: Arc<dyn CustomerCache>,
    /// Where the operator hears of parked webhooks.
    pub troubles: Arc<dyn Troubles>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl Evaluation {
    /// Evaluates a batch of events; those that could not be kept are named for redelivery.
    pub async fn handle(&self, event: SqsEvent) -> SqsBatchResponse {
        let mut lifted = batch::lift(event, |record| self.evaluate(record)).await;
        let failed = self.commit(&lifted.done).await;
        for id in failed {
            lifted.fail(id);
        }
        lifted.into_response()
    }

    async fn evaluate(&self, record: Record) -> Result<Plans, JobError> {
        // Only intake writes to this queue: what it did not write ends in the dead-letter queue, whole.
        match EventJob::read(&record.body).map_err(JobError::retry)? {
            EventJob::Recharge(job) => self.planned(&record, &job).await,
            EventJob::Shopify(job) => self.consent(&job).await.map(|()| Plans::default()),
        }
    }

    async fn planned(&self, record: &Record, job: &WebhookJob) -> Result<Plans, JobError> {
        match self.plan(job).await {
            Err(JobError::Fail(reason)) => self.park(record, job, &reason.to_string()).await,
            planned => planned,
        }
    }
}

#[cfg(test)]
mod tests;
