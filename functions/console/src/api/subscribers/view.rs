//! A subscriber as the API shows them.

use jiff::{Timestamp, civil::Date};
use rechime_domain::{
    occurrence::Address,
    phone::PhoneNumber,
    subscriber::{ConsentSource, ConsentStatus, Subscriber},
};
use serde::Serialize;

/// A person of the list. Phones are whole here: it is the merchant's own list.
#[derive(Serialize)]
pub(super) struct SubscriberView {
    phone: PhoneNumber,
    consent: ConsentStatus,
    consent_source: Option<ConsentSource>,
    consent_since: Option<Timestamp>,
    time_zone: Option<String>,
    address: Address,
    received_recharge_on: Option<Date>,
}

impl From<Subscriber> for SubscriberView {
    fn from(person: Subscriber) -> Self {
        Self {
            consent: person.consent_status(),
            consent_source: person.consent.map(|consent| consent.source),
            consent_since: person.consent.map(|consent| consent.since),
            phone: person.phone,
            time_zone: person.time_zone,
            address: person.address,
            received_recharge_on: person.received_recharge_on,
        }
    }
}
