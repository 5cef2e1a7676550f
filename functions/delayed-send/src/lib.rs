//! Looks a last time, claims the message, and hands it to the SMS provider once.
//!
//! Neither provider knows idempotency, so sending once is ours: a conditional write claims the message before the
//! provider is called. A process that dies between claim and record leaves a claim that the redelivery of the
//! very same queue message resolves: by asking the provider, and where that cannot tell, as `unknown`. Nothing
//! is ever sent again on a guess.

mod dispatch;
mod last_look;
mod redelivery;
mod settle;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use rechime_domain::{decision::Verdict, job::SendJob, message::MessageState};
use rechime_platform::{
    batch::{self, Record},
    clock::Clock,
    job::JobError,
    queue::{Outgoing, Queue},
    troubles::Troubles,
};
use rechime_sms::provider::SmsProvider;
use rechime_store::{
    configs::Configs, facts::FactLedger, messages::Messages, promotions::Promotions, subscribers::Subscribers,
};
use rechime_waiting::{Place, WaitingRoom};

/// The function: its ports.
pub struct DelayedSend {
    /// Settings and flows of each store.
    pub configs: Arc<dyn Configs>,
    /// What promotions each person got lately.
    pub promotions: Arc<dyn Promotions>,
    /// Consent, read consistently.
    pub subscribers: Arc<dyn Subscribers>,
    /// What is known of subscriptions and charges.
    pub facts: Arc<dyn FactLedger>,
    /// Claims and outcomes.
    pub messages: Arc<dyn Messages>,
    /// Where a message waits whose window has closed meanwhile.
    pub waiting: WaitingRoom,
    /// Where it queues up again, for a short wait or a slow provider.
    pub sends: Arc<dyn Queue<SendJob>>,
    /// The SMS provider.
    pub provider: Arc<dyn SmsProvider>,
    /// Where the operator hears of failed and unknown outcomes.
    pub troubles: Arc<dyn Troubles>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl DelayedSend {
    /// Sends a batch; the messages that must come again are named.
    pub async fn handle(&self, event: SqsEvent) -> SqsBatchResponse {
        batch::lift(event, |record| self.send(record)).await.into_response()
    }

    async fn send(&self, record: Record) -> Result<(), JobError> {
        // Only our functions write to this queue: what they did not write ends in the dead-letter queue, whole.
        let SendJob::V1 { message, held } = serde_json::from_str(&record.body).map_err(JobError::retry)?;
        if let Some(found) = self.earlier(&record, &message).await? {
            return self.resolve(&record, &message, &found).await;
        }
        let look = self.look(&message).await?;
        match look.decision.verdict {
            // It may be otherwise by its minute: a flow that is switched off for a moment, say.
            Verdict::Skip if held => Ok(()),
            Verdict::Skip => {
                let skipped = look.decision.record(&message, MessageState::Skipped { at: self.clock.now() });
                self.messages.skip(&skipped).await.map_err(JobError::retry)?;
                Ok(())
            }
            Verdict::Wait { until } => match self.waiting.place(until, self.clock.now()) {
                Place::Hold => {
                    let held = message.waiting_because(&look.decision.why);
                    self.waiting.hold(&[(held, until)], self.clock.now()).await.map_err(JobError::retry)
                }
                Place::Queue { delay_seconds } => {
                    let again = Outgoing { job: SendJob::new(message), delay_seconds };
                    self.sends.send(&[again]).await.map_err(JobError::retry)
                }
            },
            Verdict::Send { until } => self.dispatch(&record, &message, &look, until).await,
        }
    }
}

#[cfg(test)]
mod tests;
