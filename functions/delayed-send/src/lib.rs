//! Looks a last time, counts and claims the message, and hands it to the SMS provider once.
//!
//! No provider's API is idempotent, so sending once is ours: a conditional write claims the message before the
//! provider is called. A process that dies between claim and record leaves a claim that the redelivery of the
//! very same queue message resolves: by asking the provider, and where that cannot tell, as `unknown`. Nothing
//! is ever sent again on a guess.
//!
//! A process that lives knows more than the table does: that it never called the provider, or what the provider
//! answered. Where the table does not take that, it travels on the queue as [`SendJob::Outcome`] until it does. And no
//! claim is made without the time to finish it.
//!
//! Calls go one way: handler, last look, attempt, redelivery (where the claim is lost), one outcome, record
//! (`claimed.rs`). A text that the provider turns out to have goes on from `outcome/unknown.rs` to
//! `outcome/accepted.rs`.

mod attempt;
mod claimed;
mod last_look;
mod links;
mod look_up;
mod outcome;
mod redelivery;
mod test_text;

use std::{sync::Arc, time::Duration};

use attempt::Attempt;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use last_look::LastLook;
use rechime_domain::{
    decision::{Decision, Verdict},
    job::SendJob,
    link::{LinkBase, LinkKey},
    message::{ClaimKey, MessageState, PendingMessage},
    minute::Minute,
    occurrence::Phone,
};
use rechime_platform::{
    batch::{self, Record},
    clock::Clock,
    deadline::Deadline,
    job::JobError,
    operator_alerts::OperatorAlerts,
    queue::{Outgoing, Queue},
};
use rechime_sms::provider::SmsProvider;
use rechime_store::{
    configs::Configs,
    consistency::Consistency,
    facts::FactLedger,
    links::Links,
    messages::Messages,
    parked::ParkingLot,
    phones::Phones,
    sent_texts::SentTextLog,
    subscribers::Subscribers,
    waiting::{Place, WaitingMessages},
};

/// How long any call of AWS may take, but for that of the SMS provider.
pub const LONGEST_AWS_CALL: Duration = Duration::from_secs(3);

/// How long an invocation works: half a second less than the function has by `template.yaml`.
const WORKING_TIME: Duration = Duration::from_millis(32_500);

/// How often a message is looked at in one delivery, where its subscriber changes each time.
const LOOKS: usize = 12;

/// The function: its ports.
pub struct DelayedSend {
    /// Settings and flows of each store.
    pub configs: Arc<dyn Configs>,
    /// What each subscriber got lately.
    pub sent_texts: Arc<dyn SentTextLog>,
    /// Consent.
    pub subscribers: Arc<dyn Subscribers>,
    /// Which stores know a phone, each of which may have texted it.
    pub phones: Arc<dyn Phones>,
    /// What is known of subscriptions and charges.
    pub facts: Arc<dyn FactLedger>,
    /// Claims and outcomes.
    pub messages: Arc<dyn Messages>,
    /// Where short links lead.
    pub links: Arc<dyn Links>,
    /// Names the short links of each message.
    pub link_key: LinkKey,
    /// The installation's address of short links.
    pub link_base: LinkBase,
    /// Where a message waits whose window has closed meanwhile.
    pub waiting: WaitingMessages,
    /// Where it queues up again, for a short wait or a slow provider; and where an outcome waits for the table.
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

/// A queue message, and until when there is time for it.
pub(crate) struct Delivery {
    pub(crate) record: Record,
    pub(crate) deadline: Deadline,
}

impl DelayedSend {
    /// Sends a batch. What could not be done comes again, what never can be is parked with its reason.
    pub async fn handle(&self, event: SqsEvent) -> SqsBatchResponse {
        let deadline = Deadline::after(WORKING_TIME);
        let handle = |record| self.one(Delivery { record, deadline });
        batch::lift(event, handle).await.settle(&self.parking).await
    }

    async fn one(&self, delivery: Delivery) -> Result<(), JobError> {
        match serde_json::from_str(&delivery.record.body).map_err(JobError::park)? {
            SendJob::V1 { message, hold } => self.send(&delivery, message, hold).await,
            SendJob::Outcome { message, claim, outcome } => {
                self.put_kept_outcome(&delivery, message, &claim, &outcome).await
            }
            SendJob::LookUp(unknown) => self.look_again(&delivery, unknown).await,
            SendJob::Test { store, to, body, id, links } => {
                self.send_test(store, to, &body, &links, &id).await
            }
        }
    }

    /// Puts the outcome that the table did not take before. A message that was given back is sent now.
    async fn put_kept_outcome(
        &self,
        delivery: &Delivery,
        message: PendingMessage,
        claim: &ClaimKey,
        outcome: &MessageState,
    ) -> Result<(), JobError> {
        let put = self.messages.put_outcome(&message.store, &message.id, claim, outcome).await;
        put.map_err(JobError::retry)?;
        if outcome.waits() { self.send(delivery, message, None).await } else { Ok(()) }
    }

    async fn send(
        &self,
        delivery: &Delivery,
        message: PendingMessage,
        hold: Option<Minute>,
    ) -> Result<(), JobError> {
        if let Some(found) = self.earlier(&delivery.record, &message).await? {
            return self.resolve(delivery, &message, &found).await;
        }
        // The first look may miss what was written within the last second. It costs half, and nothing rests on it alone: a
        // text is counted only if the subscriber is as they were seen, and a skip is looked at again.
        let mut consistency = Consistency::Eventual;
        for _ in 0..LOOKS {
            let look = self.take_last_look(&message, consistency).await?;
            match look.decision.verdict {
                // It may be otherwise by its minute: a flow that is switched off for a moment, say.
                Verdict::Skip if hold.is_some() => return Ok(()),
                Verdict::Skip if consistency == Consistency::Eventual => {}
                Verdict::Skip => return self.skip(&message, &look).await,
                Verdict::Wait { until } if hold == Some(until) => return Ok(()),
                Verdict::Wait { until } => return self.wait(message, &look.decision, until).await,
                Verdict::Send { until } => match self.attempt(delivery, &message, &look, until).await? {
                    Attempt::Ended => return Ok(()),
                    Attempt::LookedTooEarly => {}
                },
            }
            consistency = Consistency::Strong;
        }
        Err(JobError::retry(ChangesEachTime))
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
        let message = message.waiting(now, until, &decision.why);
        let held = decision.record(&message, MessageState::Held { until, at: now });
        match self.waiting.place(until, now) {
            Place::Hold => {
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

/// The next delivery looks again.
#[derive(Debug, thiserror::Error)]
#[error("the subscriber changed after each look")]
struct ChangesEachTime;

#[cfg(test)]
mod tests;
