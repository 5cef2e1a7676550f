//! What a webhook means: the occurrence it tells of, and what is to be remembered of it.
//!
//! Which topic under which conditions is which trigger follows Recharge's topic list and recorded payloads, not
//! the names alone: there is no topic for a resumption or an expiry, a paused subscription is still `active`,
//! and a failed charge says in its `error_type` whether anything can be hoped for.

mod charge;
mod contact;
mod customer;
mod enrichment;
mod lateness;
mod order;
mod payload_context;
mod resumption;
mod same_event;
mod subscription;
mod tags;
mod why;

use jiff::Timestamp;
use rechime_domain::{
    facts::FactReport,
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
        | HandledTopic::ChargePaid => charge::read(topic, context),
        HandledTopic::OrderUpcoming | HandledTopic::OrderProcessed => order::read(topic, context),
        HandledTopic::CustomerActivated => customer::read(context),
        _ => subscription::read(topic, context),
    }
}

/// Which object a payload is about, and nothing else of it: enough to ask Recharge what is true of it.
pub fn subject(topic: HandledTopic, payload: &RawValue) -> Result<Subject, PayloadError> {
    let (resource, id) = about(topic);
    let envelope = Envelope::parse(payload)?;
    Ok(id(envelope.resource(resource)?.needed("id", Fields::id)?))
}

/// The name of a topic's object in its payload, and what its id names.
fn about(topic: HandledTopic) -> (&'static str, fn(String) -> Subject) {
    match topic {
        HandledTopic::ChargeUpcoming
        | HandledTopic::ChargeFailed
        | HandledTopic::ChargeMaxRetriesReached
        | HandledTopic::ChargePaid => ("charge", Subject::Charge),
        HandledTopic::OrderUpcoming | HandledTopic::OrderProcessed => ("order", Subject::Order),
        HandledTopic::CustomerActivated => ("customer", Subject::Customer),
        _ => ("subscription", Subject::Subscription),
    }
}

#[cfg(test)]
mod tests;
