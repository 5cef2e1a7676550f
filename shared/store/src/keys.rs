//! The one place where keys are made and read.
//!
//! | partition key | sort key | what |
//! |---|---|---|
//! | `STORES` | `<store>` | a line of the list of stores |
//! | `STORE#<store>` | `PROFILE`, `SETTINGS`, `FLOW#<trigger>` | what a store is set up to do |
//! | `STORE#<store>#CHECKUP` | `CHECKUP` | what upkeep found when it last looked after the connection |
//! | `STORE#<store>#SUBSCRIBERS` | `<phone>` | a person on the store's list |
//! | `STORE#<store>#CONSENT#<phone>` | `<since>#<status>` | a consent that was given or ended; never deleted |
//! | `STORE#<store>#CUSTOMER#<customer>` | `CUSTOMER` | what Recharge told of a customer a while ago |
//! | `STORE#<store>#FACTS#<subject>` | `FACTS` | what is known of a subscription or charge |
//! | `STORE#<store>#MESSAGE#<message>` | `MESSAGE` | a message that was claimed or skipped |
//! | `STORE#<store>#JOURNAL` | `<at>#<uniq>` | what was planned in one batch |
//! | `STORE#<store>#PARKED` | `<received at>_<uniq>` | a webhook that could not be read |
//! | `PACE#<lane>` | `PACE` | how full Recharge's bucket of a token is |
//! | `REPLY#<reply>` | `REPLY` | a reply that came, and who answered it |
//! | `HOLD#<minute>#<shard>` | `<store>#<message>` | a message that waits |
//! | `BUCKETS` | `<minute>` | a minute with holds to release |
//!
//! A store id has no `#`, so that no store's key can be another's.

use jiff::{Timestamp, tz::TimeZone};
use rechime_domain::{
    ids::{MessageId, StoreId},
    minute::Minute,
    occurrence::Subject,
    phone::PhoneNumber,
    subscriber::{Consent, ConsentStatus},
    trigger::Trigger,
};
use rechime_recharge::client::Lane;

use crate::{holds::shard_of, parked::ParkedId};

#[cfg(test)]
mod tests;

/// The partition of the list of stores.
pub(crate) const STORES: &str = "STORES";

/// The partition of the registry of open buckets.
pub(crate) const BUCKETS: &str = "BUCKETS";

/// The sort key of a store's profile.
pub(crate) const PROFILE: &str = "PROFILE";

/// The sort key of a store's settings.
pub(crate) const SETTINGS: &str = "SETTINGS";

/// What the sort keys of a store's flows begin with.
pub(crate) const FLOW: &str = "FLOW#";

/// An item's primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The partition key.
    pub(crate) pk: String,
    /// The sort key.
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }
}

/// An instant as text of fixed width, so that text order is time order; to the nanosecond, so that nothing is lost.
pub(crate) fn sortable(instant: Timestamp) -> String {
    instant.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%9fZ").to_string()
}

pub(crate) fn store_line(store: &StoreId) -> Key {
    Key::new(STORES, store.as_str())
}

pub(crate) fn config(store: &StoreId) -> String {
    format!("STORE#{store}")
}

pub(crate) fn profile(store: &StoreId) -> Key {
    Key::new(config(store), PROFILE)
}

pub(crate) fn settings(store: &StoreId) -> Key {
    Key::new(config(store), SETTINGS)
}

pub(crate) fn flow(store: &StoreId, trigger: Trigger) -> Key {
    Key::new(config(store), format!("{FLOW}{trigger}"))
}

pub(crate) fn checkup(store: &StoreId) -> Key {
    Key::new(format!("STORE#{store}#CHECKUP"), "CHECKUP")
}

pub(crate) fn number_lists() -> Key {
    Key::new("NUMBER_LISTS", "NUMBER_LISTS")
}

pub(crate) fn subscribers(store: &StoreId) -> String {
    format!("STORE#{store}#SUBSCRIBERS")
}

pub(crate) fn subscriber(store: &StoreId, phone: &PhoneNumber) -> Key {
    Key::new(subscribers(store), phone.as_str())
}

pub(crate) fn consents(store: &StoreId, phone: &PhoneNumber) -> String {
    format!("STORE#{store}#CONSENT#{}", phone.as_str())
}

/// The status is part of it, so that a yes and a no of the same instant are both kept.
pub(crate) fn consent(store: &StoreId, phone: &PhoneNumber, consent: &Consent) -> Key {
    let status = match consent.status {
        ConsentStatus::Subscribed => "subscribed",
        ConsentStatus::Unsubscribed => "unsubscribed",
        ConsentStatus::Void => "void",
        ConsentStatus::Unknown => "unknown",
    };
    Key::new(consents(store, phone), format!("{}#{status}", sortable(consent.since)))
}

pub(crate) fn customer(store: &StoreId, id: &str) -> Key {
    Key::new(format!("STORE#{store}#CUSTOMER#{id}"), "CUSTOMER")
}

/// A token is nobody's but its own: stores that share one share its lane.
pub(crate) fn pace(lane: &Lane) -> Key {
    Key::new(format!("PACE#{}", lane.name), "PACE")
}

pub(crate) fn facts(store: &StoreId, subject: &Subject) -> Key {
    Key::new(format!("STORE#{store}#FACTS#{}", subject.key()), "FACTS")
}

pub(crate) fn message(store: &StoreId, id: &MessageId) -> Key {
    Key::new(format!("STORE#{store}#MESSAGE#{id}"), "MESSAGE")
}

pub(crate) fn journal(store: &StoreId) -> String {
    format!("STORE#{store}#JOURNAL")
}

pub(crate) fn batch(store: &StoreId, at: Timestamp, uniq: &str) -> Key {
    Key::new(journal(store), format!("{}#{uniq}", sortable(at)))
}

/// When the batch with this sort key was written.
pub(crate) fn batch_at(sk: &str) -> Option<Timestamp> {
    sk.split_once('#')?.0.parse().ok()
}

pub(crate) fn parking(store: &StoreId) -> String {
    format!("STORE#{store}#PARKED")
}

pub(crate) fn parked(store: &StoreId, id: &ParkedId) -> Key {
    Key::new(parking(store), id.as_str())
}

/// Not below a store: which of them a reply is for is known only later.
pub(crate) fn reply(id: &str) -> Key {
    Key::new(format!("REPLY#{id}"), "REPLY")
}

pub(crate) fn holds(minute: Minute, shard: u8) -> String {
    format!("HOLD#{minute}#{shard}")
}

pub(crate) fn hold(until: Minute, id: &MessageId, store: &StoreId) -> Key {
    Key::new(holds(until, shard_of(id)), format!("{store}#{id}"))
}

/// What the sort keys of a store's holds begin with.
pub(crate) fn held_of(store: &StoreId) -> String {
    format!("{store}#")
}

/// The store and the message of the hold with this sort key.
pub(crate) fn held(sk: &str) -> Option<(StoreId, MessageId)> {
    let (store, id) = sk.split_once('#')?;
    Some((StoreId::parse(store).ok()?, MessageId::parse(id).ok()?))
}

pub(crate) fn bucket(minute: Minute) -> Key {
    Key::new(BUCKETS, minute.to_string())
}
