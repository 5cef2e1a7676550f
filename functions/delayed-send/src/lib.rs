//! Looks a last time, takes its turn, counts and claims the message, and hands it to the SMS provider once.
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
//! Calls go one way: handler, last look, turns, attempt, redelivery (where the claim is lost), one outcome, record
//! (`claimed.rs`). A text that the provider turns out to have goes on from `outcome/unknown.rs` to
//! `outcome/accepted.rs`.

mod attempt;
mod campaigns;
mod claimed;
mod last_look;
mod links;
mod look_up;
mod outcome;
mod redelivery;
mod test_text;
mod turns;

use std::{sync::Arc, time::Duration};

use attempt::Attempt;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use jiff::Timestamp;
use last_look::LastLook;
use rechime_domain::{
    decision::{Decision, Verdict},
    ids::StoreId,
    job::SendJob,
    link::{LinkBase, LinkKey},
    message::{ClaimKey, MessageState, PendingMessage},
    minute::Minute,
    occurrence::Phone,
    pace::Class,
    sender::Sender,
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
    campaigns::Campaigns,
    configs::Configs,
    consistency::Consistency,
    facts::FactLedger,
    links::Links,
    messages::Messages,
    paces::Paces,
    parked::ParkingLot,
    phones::Phones,
    sent_texts::SentTextLog,
    subscribers::Subscribers,
    waiting::{Place, WaitingMessages},
};

/// How long any call of AWS may take, but for that of the SMS provider.
pub const LONGEST_AWS_CALL: Duration = Duration::from_secs(3);

/// How long an invocation works: half a second less than the function has by `template.yaml`.
const WORKING_TIME: Duration = Duration::from_millis(35_500);

/// How often a message is looked at in one delivery, where its subscriber changes each time.
const LOOKS: usize = 12;

/// The function: its ports.
pub struct DelayedSend {
    /// Settings and flows of each store.
    pub configs: Arc<dyn Configs>,
    /// Campaigns, as they were a second ago at the latest.
    pub campaigns: Arc<dyn Campaigns>,
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
    /// Whose turn it is at each sender.
    pub paces: Arc<dyn Paces>,
    /// What stores without a sender of their own send from.
    pub sender: Sender,
    /// Where it queues up again, for a short wait or its turn; and where an outcome waits for the table.
    pub sends: Arc<dyn Queue<SendJob>>,
    /// The same for campaigns.
    pub bulk: Arc<dyn Queue<SendJob>>,
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

/// A text that may go, by its last look.
pub(crate) struct Ready {
    pub(crate) delivery: Delivery,
    pub(crate) message: PendingMessage,
    pub(crate) hold: Option<Minute>,
    pub(crate) look: LastLook,
    /// When its window closes.
    pub(crate) until: Option<Timestamp>,
    /// When its turn is; none before it was taken.
    pub(crate) turn: Timestamp,
}

impl Ready {
    /// How many parts its text has.
    pub(crate) fn parts(&self) -> u32 {
        self.look.decision.text.as_ref().map_or(1, |text| text.parts.count)
    }
}

/// What a last look came to.
enum Looked {
    /// The message was skipped, or waits.
    Ended,
    /// It may go, until its window closes.
    MayGo(Box<LastLook>, Option<Timestamp>),
}

impl DelayedSend {
    /// Sends a batch: last looks, turns for all that may go, and each when its turn has come. What could not be done
    /// comes again, what never can be is parked with its reason.
    pub async fn handle(&self, event: SqsEvent) -> SqsBatchResponse {
        let deadline = Deadline::after(WORKING_TIME);
        let looked = batch::lift(event, |record| self.look_at(Delivery { record, deadline })).await;
        let given = self.give_turns(looked).await;
        given.and_then(|text| self.go(text)).await.settle(&self.parking).await
    }

    async fn look_at(&self, delivery: Delivery) -> Result<Option<Ready>, JobError> {
        match serde_json::from_str(&delivery.record.body).map_err(JobError::park)? {
            SendJob::V1 { message, hold } => self.prepare(delivery, message, hold).await,
            SendJob::Outcome { message, claim, outcome } => {
                self.put_kept_outcome(delivery, message, &claim, &outcome).await
            }
            SendJob::LookUp(unknown) => self.look_again(&delivery, unknown).await.map(|()| None),
            SendJob::Test { store, to, body, id, links } => {
                self.send_test(store, to, &body, &links, &id).await.map(|()| None)
            }
        }
    }

    /// Puts the outcome that the table did not take before. A message that was given back is sent now.
    async fn put_kept_outcome(
        &self,
        delivery: Delivery,
        message: PendingMessage,
        claim: &ClaimKey,
        outcome: &MessageState,
    ) -> Result<Option<Ready>, JobError> {
        let put = self.messages.put_outcome(&message.store, &message.id, claim, outcome).await;
        put.map_err(JobError::retry)?;
        if outcome.waits() { self.prepare(delivery, message, None).await } else { Ok(None) }
    }

    async fn prepare(
        &self,
        delivery: Delivery,
        message: PendingMessage,
        hold: Option<Minute>,
    ) -> Result<Option<Ready>, JobError> {
        if let Some(found) = self.earlier(&delivery.record, &message).await? {
            return self.resolve(&delivery, &message, &found).await.map(|()| None);
        }
        if self.is_left(&message).await? {
            return Ok(None);
        }
        // The first look may miss what was written within the last second. It costs half, and nothing rests on it alone: a
        // text is counted only if the subscriber is as they were seen, and a skip is looked at again.
        Ok(match self.look(&message, hold, Consistency::Eventual).await? {
            Looked::Ended => None,
            Looked::MayGo(look, until) => {
                Some(Ready { delivery, message, hold, look: *look, until, turn: Timestamp::MIN })
            }
        })
    }

    /// Looks a last time, and ends what may not go.
    async fn look(
        &self,
        message: &PendingMessage,
        hold: Option<Minute>,
        consistency: Consistency,
    ) -> Result<Looked, JobError> {
        let mut look = self.take_last_look(message, consistency).await?;
        if look.decision.verdict == Verdict::Skip && hold.is_none() && consistency == Consistency::Eventual {
            look = self.take_last_look(message, Consistency::Strong).await?;
        }
        match look.decision.verdict {
            // It may be otherwise by its minute: a flow that is switched off for a moment, say.
            Verdict::Skip if hold.is_some() => {}
            Verdict::Skip => self.skip(message, &look).await?,
            Verdict::Wait { until } if hold == Some(until) => {}
            Verdict::Wait { until } => self.wait(message.clone(), &look.decision, until).await?,
            Verdict::Send { until } => return Ok(Looked::MayGo(Box::new(look), until)),
        }
        Ok(Looked::Ended)
    }

    /// Sends a text when its turn has come.
    async fn go(&self, text: Option<Ready>) -> Result<(), JobError> {
        let Some(Ready { delivery, message, hold, mut look, mut until, turn }) = text else { return Ok(()) };
        self.await_turn(turn).await;
        if self.is_left(&message).await? {
            return Ok(());
        }
        for _ in 0..LOOKS {
            match self.attempt(&delivery, &message, &look, until).await? {
                Attempt::Ended => return Ok(()),
                Attempt::LookedTooEarly => match self.look(&message, hold, Consistency::Strong).await? {
                    Looked::Ended => return Ok(()),
                    Looked::MayGo(again, closes) => (look, until) = (*again, closes),
                },
            }
        }
        Err(JobError::retry(ChangesEachTime))
    }

    /// What a store's texts are sent from, if it is not the installation's own sender.
    pub(crate) async fn own_sender_of(&self, store: &StoreId) -> Result<Option<Sender>, JobError> {
        let store_config = self.configs.get_config(store).await.map_err(JobError::retry)?;
        Ok(store_config.and_then(|store_config| store_config.sender.clone()))
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
                let queue = self.queue_of(Class::of(&message));
                let again = Outgoing { job: SendJob::new(message), delay_seconds };
                queue.send(&[again]).await.map_err(JobError::retry)?;
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
