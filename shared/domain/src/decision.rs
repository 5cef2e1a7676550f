//! The one question: may this message go now, must it wait, or must it not be sent?

use jiff::Timestamp;

use crate::{
    facts::Known,
    hour::Hour,
    link::LinkBase,
    message::{MessageRecord, MessageState, PendingMessage},
    minute::Minute,
    occurrence::Phone,
    reason::Reason,
    segment::Segments,
    settings::StoreSettings,
    source::Source,
    subscriber::Subscriber,
    template::Text,
    zone::ZoneEvidence,
};

mod checks;
mod location;
mod timing;

pub use timing::SPREAD_MINUTES;

/// What is known of the subscriber when the question is asked.
#[derive(Clone, Copy, Debug)]
pub enum Knowledge<'a> {
    /// Not looked up yet: whoever sends will, and asks again.
    NotRead,
    /// Looked up; there may be no row.
    Read(Option<&'a Subscriber>),
}

impl<'a> Knowledge<'a> {
    /// The subscriber, where there is a row and it was read.
    const fn subscriber(self) -> Option<&'a Subscriber> {
        match self {
            Self::Read(subscriber) => subscriber,
            Self::NotRead => None,
        }
    }
}

/// Everything the decision rests on.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The store's settings.
    pub settings: &'a StoreSettings,
    /// What the message comes from. Where that was deleted, see [`Decision::flow_deleted`].
    pub source: Source<'a>,
    /// The message.
    pub message: &'a PendingMessage,
    /// The subscriber.
    pub subscriber: Knowledge<'a>,
    /// The store's own segments, which conditions may name.
    pub segments: &'a Segments,
    /// What else was heard of what it is about.
    pub known: &'a Known,
    /// The installation's address of short links.
    pub links: &'a LinkBase,
    /// Now.
    pub now: Timestamp,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Send it now. The provider must give up by `until`.
    Send {
        /// The end of the window, where there is one.
        until: Option<Timestamp>,
    },
    /// Keep it until then.
    Wait {
        /// The release minute.
        until: Minute,
    },
    /// Do not send it.
    Skip,
}

/// What is to be done, with everything needed to say why.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What is to be done.
    pub verdict: Verdict,
    /// The text, where one could be made.
    pub text: Option<Text>,
    /// Where the customer seems to be; absent where it did not come to that.
    pub zone: Option<ZoneEvidence>,
    /// Why, in the order it was found. For a skip, the last one is the cause.
    pub why: Vec<Reason>,
}

impl Decision {
    /// What is decided about a message whose flow was deleted while it waited.
    #[must_use]
    pub fn flow_deleted() -> Self {
        Self { verdict: Verdict::Skip, text: None, zone: None, why: vec![Reason::FlowDeleted] }
    }

    /// What is decided about a message of a campaign that was canceled.
    #[must_use]
    pub fn campaign_canceled() -> Self {
        Self { verdict: Verdict::Skip, text: None, zone: None, why: vec![Reason::CampaignCanceled] }
    }

    /// The message's row: what was decided, and where the message stands by it.
    #[must_use]
    pub fn record(&self, message: &PendingMessage, state: MessageState) -> MessageRecord {
        let occurrence = &message.occurrence;
        let phone = match &occurrence.phone {
            Phone::Known(number) => Some(number.clone()),
            Phone::Unusable | Phone::Missing => None,
        };
        MessageRecord {
            id: message.id.clone(),
            store: message.store.clone(),
            source: message.source.clone(),
            step: message.step,
            phone,
            body: self.text.as_ref().map(|text| text.body.clone()),
            parts: self.text.as_ref().map_or(0, |text| text.parts.count),
            price_micros: None,
            hour: Hour::containing(state.at()),
            received_at: occurrence.received_at,
            occurrence: occurrence.key.clone(),
            held_until: message.held_until,
            state,
            links: Vec::new(),
            clicked_at: None,
            why: self.why.clone(),
            decided_at: message.decided_at,
            waits: message.waits_in_brief(),
            history: Vec::new(),
        }
    }

    /// The code of the last reason: for a skip, the cause.
    #[must_use]
    pub fn cause(&self) -> Option<&Reason> {
        self.why.last()
    }
}

/// Decides. The same function serves evaluation, the last look and the console's dry run.
#[must_use]
pub fn decide(situation: &Situation<'_>) -> Decision {
    let mut decision = Decision { verdict: Verdict::Skip, text: None, zone: None, why: Vec::new() };
    match checks::run_checks(situation, &mut decision) {
        Ok(verdict) => decision.verdict = verdict,
        Err(cause) => decision.why.push(cause),
    }
    decision
}

#[cfg(test)]
mod tests;
