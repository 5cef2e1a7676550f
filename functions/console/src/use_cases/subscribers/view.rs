//! A subscriber as they are shown.

use jiff::{Timestamp, civil::Date};
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus},
    phone::PhoneNumber,
    profile::Profile,
    subscriber::Subscriber,
};
use serde::Serialize;

/// A subscriber of the list. The phone is not masked: it is the merchant's own list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct SubscriberView {
    pub(crate) phone: PhoneNumber,
    pub(crate) consent: ConsentStatus,
    pub(crate) consent_source: Option<ConsentSource>,
    pub(crate) consent_since: Option<Timestamp>,
    #[serde(flatten)]
    pub(crate) profile: Profile,
    pub(crate) received_recharge_on: Option<Date>,
}

impl From<Subscriber> for SubscriberView {
    fn from(subscriber: Subscriber) -> Self {
        Self {
            consent: subscriber.consent_status(),
            consent_source: subscriber.consent.map(|consent| consent.source),
            consent_since: subscriber.consent.map(|consent| consent.since),
            phone: subscriber.phone,
            profile: subscriber.profile,
            received_recharge_on: subscriber.received_recharge_on,
        }
    }
}
