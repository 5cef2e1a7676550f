//! Looks a last time, claims the message, and hands it to the SMS provider once.
//!
//! No provider's API is idempotent, so sending once is ours: a conditional write claims the message before the
//! provider is called. A process that dies between claim and record leaves a claim that the redelivery of the
//! very same queue message resolves: by asking the provider, and where that cannot tell, as `unknown`. Nothing
//! is ever sent again on a guess.
//!
//! Calls go one way: handler, last look, attempt, redelivery (where the claim is lost), one outcome, record
//! (`claimed.rs`). A text that the provider turns out to have goes on from `outcome/unknown.rs` to
//! `outcome/accepted.rs`.

mod attempt;
mod claimed;
mod last_look;
mod outcome;
mod redelivery;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use last_look::LastLook;
use rechime_domain::{
    decision::{Decision, Verdict},
    job::SendJob,
    message::{MessageState, PendingMessage},
    minute::Minute,
    occurrence::Phone,
};
use rechime_platform::{
    batch::{self, Record},
    clock::Clock,
    job::JobError,
    operator_alerts::OperatorAlerts,
    queue::{Outgoing, Queue},
};
use rechime_sms::provider::SmsProvider;
use rechime_store::{
    configs::Configs,
    facts::FactLedger,
    messages::Messages,
    parked::ParkingLot,
    phones::Phones,
    promotions::Promotions,
    subscribers::Subscribers,
    waiting::{Place, WaitingMessages},
};

/// The function: its ports.
pub struct DelayedSend {
    /// Settings and flows of each store.
    pub configs: Arc<dyn Configs>,
    /// What promotions each person got lately.
    pub promotions: Arc<dyn Promotions>,
    /// Consent, read consistently.
    pub subscribers: Arc<dyn Subscribers>,
    /// Which stores know a phone.
    pub phones: Arc<dyn Phones>,
    /// What is known of subscriptions and charges.
    pub facts: Arc<dyn FactLedger>,
    /// Claims and outcomes.
    pub messages: Arc<dyn Messages>,
    /// Where a message waits whose window has closed meanwhile.
    pub waiting: WaitingMessages,
    /// Where it queues up again, for a short wait or a slow provider.
    pub sends: Arc<dyn Queue<SendJob>>,
    /// The SMS provider.
    pub provider: Arc<dyn SmsProvider>,
    /// Where messages go that can never be sent.
    pub parking: ParkingLot,
    /// Where the operator hears of failed and unknown outcomes.
    pub operator_alerts: Arc<dyn OperatorAlerts>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl DelayedSend {
    /// Sends a batch. What could not be done comes again, what never can be is parked with its reason.
    pub async fn handle(&self, event: SqsEvent) -> SqsBatchResponse {
        batch::lift(event, |record| self.send(record)).await.settle(&self.parking).await
    }

    async fn send(&self, record: Record) -> Result<(), JobError> {
        let SendJob::V1 { message, hold } = serde_json::from_str(&record.body).map_err(JobError::park)?;
        if let Some(found) = self.earlier(&record, &message).await? {
            return self.resolve(&record, &message, &found).await;
        }
        let look = self.take_last_look(&message).await?;
        match look.decision.verdict {
            // It may be otherwise by its minute: a flow that is switched off for a moment, say.
            Verdict::Skip if hold.is_some() => Ok(()),
            Verdict::Skip => self.skip(&message, &look).await,
            Verdict::Wait { until } if hold == Some(until) => Ok(()),
            Verdict::Wait { until } => self.wait(message, &look.decision, until).await,
            Verdict::Send { until } => self.attempt(&record, &message, &look, until).await,
        }
    }

    /// The person is listed first, so that a row is never without the way to it.
    async fn skip(&self, message: &PendingMessage, look: &LastLook) -> Result<(), JobError> {
        if let Phone::Known(phone) = &message.occurrence.phone
            && !look.lists_person(message)
        {
            let listed = self.subscribers.add_person(&message.store, phone, &message.id.person()).await;
            listed.map_err(JobError::retry)?;
        }
        let skipped = look.decision.record(message, MessageState::Skipped { at: self.clock.now() });
        self.messages.put_skip(&skipped).await.map(drop).map_err(JobError::retry)
    }

    /// Has a message wait for another minute than it was planned for. Its row says so: the journal has the plan.
    async fn wait(
        &self,
        message: PendingMessage,
        decision: &Decision,
        until: Minute,
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        let held = decision.record(&message, MessageState::Held { until, at: now });
        match self.waiting.place(until, now) {
            Place::Hold => {
                let message = message.waiting_because(&decision.why);
                self.waiting.hold(&[(message, until)], now).await.map_err(JobError::retry)?;
            }
            Place::Queue { delay_seconds } => {
                let again = Outgoing { job: SendJob::new(message), delay_seconds };
                self.sends.send(&[again]).await.map_err(JobError::retry)?;
            }
        }
        self.messages.put_held(&held).await.map(drop).map_err(JobError::retry)
    }
}

#[cfg(test)]
mod tests;
