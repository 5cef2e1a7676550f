//! What a webhook means: the occurrence it tells of, and what is to be remembered of it.
//!
//! Which topic under which conditions is which trigger follows Recharge's topic list and recorded payloads, not
//! the names alone: there is no topic for a resumption or an expiry, a paused subscription is still `active`,
//! and a failed charge says in its `error_type` whether anything can be hoped for. What bears a trigger out is said in
//! [`truth`](rechime_domain::truth).

mod charge;
mod contact;
mod customer;
mod enrichment;
mod order;
mod payload_context;
mod proof;
mod resumption;
mod same_event;
mod subscription;
mod tags;
mod why;

use jiff::Timestamp;
use rechime_domain::{
    facts::{FactKind, FactReport, Moment},
    occurrence::{Occurrence, Subject},
};
use serde_json::value::RawValue;

use self::payload_context::PayloadContext;
pub use self::{resumption::resumed, why::Why};
use crate::{
    payload::{PayloadError, envelope::Envelope, fields::Fields},
    topic::HandledTopic,
};

/// What one webhook tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The object it is about.
    pub subject: Subject,
    /// What to remember of it, whether or not anything is sent.
    pub report: Option<FactReport>,
    /// What it means to the customer.
    pub meaning: Meaning,
    /// Whether the object shows it by itself. What does not is taken from the topic, where a signature vouches for the
    /// webhook.
    is_shown: bool,
}

/// What a webhook means to the customer.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// Something happened.
    Occurred(Occurrence),
    /// Something happened if the subscription was paused by all we knew before: see [`resumed`].
    IfPaused(Occurrence),
    /// Nothing to tell a customer.
    Nothing(Why),
}

/// Reads a webhook's payload. `country` (ISO 3166) is the store's, for phones of customers whose own is
/// unknown.
pub fn read(
    topic: HandledTopic,
    payload: &RawValue,
    received_at: Timestamp,
    country: &str,
) -> Result<Reading, PayloadError> {
    let envelope = Envelope::parse(payload)?;
    let (resource, id) = about(topic);
    let context = PayloadContext::read(&envelope, resource, id, received_at, country)?;
    match topic {
        HandledTopic::ChargeUpcoming
        | HandledTopic::ChargeFailed
        | HandledTopic::ChargeMaxRetriesReached
        | HandledTopic::ChargePaid
        | HandledTopic::ChargeRefunded
        | HandledTopic::ChargeDeleted => charge::read(topic, context),
        HandledTopic::OrderUpcoming | HandledTopic::OrderProcessed | HandledTopic::OrderCancelled => {
            order::read(topic, context)
        }
        HandledTopic::CustomerActivated | HandledTopic::CustomerDeactivated => customer::read(topic, context),
        _ => subscription::read(topic, context),
    }
}

/// Reads what Recharge answers about the object of an unsigned webhook. What only the topic tells of a subscription it
/// tells of the version in its body: once that has changed, the topic is of something else.
pub fn read_answer(
    topic: HandledTopic,
    answer: &RawValue,
    webhook: &RawValue,
    received_at: Timestamp,
    country: &str,
) -> Result<Reading, PayloadError> {
    let reading = read(topic, answer, received_at, country)?;
    let is_shown = reading.is_shown && (!topic.tells_by_itself() || subscription::is_same(answer, webhook));
    Ok(reading.shown_by_object(is_shown))
}

/// Which object a payload is about, and nothing else of it: enough to ask Recharge what is true of it.
pub fn subject(topic: HandledTopic, payload: &RawValue) -> Result<Subject, PayloadError> {
    let (resource, id) = about(topic);
    let envelope = Envelope::parse(payload)?;
    Ok(id(envelope.resource(resource)?.needed("id", Fields::id)?))
}

/// What a webhook about a deleted object means, where Recharge knows nothing of the object any more and the payload need
/// not be believed: that it is gone.
#[must_use]
pub fn gone(subject: Subject, received_at: Timestamp) -> Reading {
    let kind = match subject {
        Subject::Charge(_) => FactKind::Deleted,
        Subject::Subscription(_) | Subject::Order(_) | Subject::Customer(_) => FactKind::Canceled,
    };
    let moment = Moment { at: received_at, received_at };
    let report = FactReport { subject: subject.clone(), kind, moment, day: None };
    Reading { subject, report: Some(report), meaning: Meaning::Nothing(Why::Deleted), is_shown: true }
}

/// The name of a topic's object in its payload, and what its id names.
fn about(topic: HandledTopic) -> (&'static str, fn(String) -> Subject) {
    match topic {
        HandledTopic::ChargeUpcoming
        | HandledTopic::ChargeFailed
        | HandledTopic::ChargeMaxRetriesReached
        | HandledTopic::ChargePaid
        | HandledTopic::ChargeRefunded
        | HandledTopic::ChargeDeleted => ("charge", Subject::Charge),
        HandledTopic::OrderUpcoming | HandledTopic::OrderProcessed | HandledTopic::OrderCancelled => {
            ("order", Subject::Order)
        }
        HandledTopic::CustomerActivated | HandledTopic::CustomerDeactivated => {
            ("customer", Subject::Customer)
        }
        _ => ("subscription", Subject::Subscription),
    }
}

#[cfg(test)]
mod tests;
