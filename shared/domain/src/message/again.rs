//! Sending a failed text once more.
//!
//! A row keeps the text and not the values that it was made of. So what is sent is the text as it was, with the links that
//! it had, and every rule of the last look applies to it as it is now. Two things cannot be told of it any more: the
//! conditions on what its event said, which held when it was made, and what belongs to the object but is not in its key.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{MessageRecord, MessageState, PendingMessage};
use crate::{
    flow::Flow,
    ids::{MessageId, OccurrenceKey},
    occurrence::{Occurrence, Phone, Subject, Tags},
    place::Address,
    reason::Reason,
};

/// What is sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// The message that failed.
    pub of: MessageId,
    /// Its text, as it was sent.
    pub body: String,
}

/// Why a message is not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAgain {
    /// It arrived.
    #[error("The text arrived, so it is not sent again.")]
    Arrived,
    /// It is not known to have failed.
    #[error("The text is on its way. It can be sent again only once it is known to have failed.")]
    OnItsWay,
    /// Nobody knows.
    #[error("The SMS provider may have this text, so it is not sent again: the customer could get it twice.")]
    MayHaveGone,
    /// It never was to be sent.
    #[error("This message was skipped for a reason, and there is no text to send again.")]
    Skipped,
    /// Its words may be wrong by now.
    #[error("The text is more than a day old. What it says, such as a day, may be wrong by now.")]
    TooOld,
    /// It is a text that was sent again.
    #[error("This text was already the second try. It is not tried a third time.")]
    SecondTry,
    /// It is a campaign's.
    #[error(
        "This is the text of a campaign, which goes to each person once. Only texts of flows are sent again."
    )]
    Campaign,
    /// Its flow is gone.
    #[error("The flow of this text was deleted, so nothing more is sent for it.")]
    FlowGone,
    /// Its flow sends nothing.
    #[error("The flow of this text is not active. Activate it, then send the text again.")]
    FlowOff,
    /// There is nothing to send, or nobody to send it to.
    #[error("What was kept of this message has no text or no phone number.")]
    Incomplete,
}

/// So long after its claim a text may be sent again: it may say "today" or "tomorrow", and did so for the day of its claim.
const SENT_AGAIN_WITHIN: SignedDuration = SignedDuration::from_hours(24);

impl MessageRecord {
    /// The message that sends this one again. Its id is made of this one's, so that asking twice sends once. `flow` is the
    /// one that it comes from.
    pub fn again(&self, flow: Option<&Flow>, now: Timestamp) -> Result<PendingMessage, NotAgain> {
        self.check_again(now)?;
        let flow = flow.ok_or(NotAgain::FlowGone)?;
        if !flow.is_active() {
            return Err(NotAgain::FlowOff);
        }
        let (phone, body) = self.phone.clone().zip(self.body.clone()).ok_or(NotAgain::Incomplete)?;
        let message = PendingMessage {
            id: self.second_try_id(),
            store: self.store.clone(),
            source: self.source.clone(),
            step: self.step,
            occurrence: Arc::new(self.occurrence_of(flow, Phone::Known(phone))),
            held_until: None,
            decided_at: None,
            waits: Vec::new(),
            ready_at: None,
            again: Some(Again { of: self.id.clone(), body }),
        };
        Ok(message.decided(now))
    }

    /// The id of the message that sends this one again.
    #[must_use]
    pub fn second_try_id(&self) -> MessageId {
        let (person, about) = (self.id.person(), self.id.second_try());
        MessageId::derive(&self.store, &person, &self.source, self.step, &about)
    }

    /// The message that this one is the second try of, if it is one.
    #[must_use]
    pub fn second_try_of(&self) -> Option<&MessageId> {
        self.why.iter().find_map(|reason| match reason {
            Reason::SentAgain { of } => Some(of),
            _ => None,
        })
    }

    /// Whether it may be sent again, as far as this row tells: a flow that was deleted or paused refuses it as well.
    pub fn check_again(&self, now: Timestamp) -> Result<(), NotAgain> {
        match self.state {
            MessageState::Failed { .. } | MessageState::Undelivered { .. } => {}
            MessageState::Delivered { .. } => return Err(NotAgain::Arrived),
            MessageState::Unknown { .. } => return Err(NotAgain::MayHaveGone),
            MessageState::Skipped { .. } => return Err(NotAgain::Skipped),
            MessageState::Held { .. }
            | MessageState::Due { .. }
            | MessageState::Sending { .. }
            | MessageState::Accepted { .. } => return Err(NotAgain::OnItsWay),
        }
        if self.second_try_of().is_some() {
            return Err(NotAgain::SecondTry);
        }
        if self.source.is_campaign() {
            return Err(NotAgain::Campaign);
        }
        if now.duration_since(self.hour.start()) > SENT_AGAIN_WITHIN {
            return Err(NotAgain::TooOld);
        }
        Ok(())
    }

    /// What is still known of its event. What was heard before the text was first sent did not speak against it, so only
    /// later news counts: the event is taken to be a second younger than its webhook.
    fn occurrence_of(&self, flow: &Flow, phone: Phone) -> Occurrence {
        let received_at = self.received_at;
        Occurrence {
            trigger: Some(flow.trigger),
            key: self.occurrence.clone(),
            subject: subject_of(&self.occurrence),
            customer: None,
            subscriptions: Vec::new(),
            attempt: None,
            at: received_at.saturating_add(SignedDuration::from_secs(1)).unwrap_or(received_at),
            received_at,
            stale_from: None,
            old_from: None,
            day: None,
            doubt: None,
            phone,
            address: Address::default(),
            tags: Tags::new(),
        }
    }
}

/// The object that a key begins with: `charge:91965724:failed`. Of some events the key names something else.
fn subject_of(key: &OccurrenceKey) -> Option<Subject> {
    let (kind, rest) = key.as_str().split_once(':')?;
    let id = rest.split(':').next().filter(|id| !id.is_empty())?.to_owned();
    match kind {
        "subscription" => Some(Subject::Subscription(id)),
        "charge" => Some(Subject::Charge(id)),
        "order" => Some(Subject::Order(id)),
        "customer" => Some(Subject::Customer(id)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
