//! One thing that happened to one customer, as read from a webhook; or that a campaign has for them.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{OccurrenceKey, PersonId, StoreId},
    phone::PhoneNumber,
    place::Address,
    trigger::Trigger,
    truth::Doubt,
};

/// The Recharge object an occurrence is about; its id as Recharge writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum Subject {
    /// A subscription (one product line).
    Subscription(String),
    /// A charge: one attempt to bill, or the plan of one.
    Charge(String),
    /// An order that the shop ships.
    Order(String),
    /// A customer.
    Customer(String),
}

impl Subject {
    /// `subscription:47514488`.
    #[must_use]
    pub fn key(&self) -> String {
        let (kind, id) = match self {
            Self::Subscription(id) => ("subscription", id),
            Self::Charge(id) => ("charge", id),
            Self::Order(id) => ("order", id),
            Self::Customer(id) => ("customer", id),
        };
        format!("{kind}:{id}")
    }
}

/// What the webhook, or Recharge when asked, says of the customer's phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phone {
    /// A number that can be texted.
    Known(PhoneNumber),
    /// There is a value, and it is no phone number (the value itself is not kept).
    Unusable,
    /// There is none.
    Missing,
}

/// Values for a template's merge tags, by tag name. Only text, numbers and booleans; null counts as missing.
pub type Tags = BTreeMap<String, serde_json::Value>;

/// One thing that happened to one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// What happened; `None` where nothing did, and a campaign has its text for somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    /// What makes it this one and no other.
    pub key: OccurrenceKey,
    /// The object it is about; `None` where nothing happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Recharge's id of the customer, by the payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Of a charge: Recharge's ids of the subscriptions that it bills.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<String>,
    /// Of a charge that will be tried again: how often it was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u64>,
    /// When it happened, by the payload; the time of receipt where the payload has none. A skip leaves no time of its
    /// own: this is then when the subscription was last changed before it.
    pub at: Timestamp,
    /// When we learnt of it.
    pub received_at: Timestamp,
    /// From when on it is no longer worth saying, where the payload tells (an upcoming order's own date).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_from: Option<Timestamp>,
    /// From when on it is old news, unless we heard of it before (see [`truth::old_from`](crate::truth::old_from)). A
    /// message that was to be sent by then, its step's delay counted, is still sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_from: Option<Timestamp>,
    /// The day that came with it: the next charge date of a subscription, the day of an announced order, the day of a
    /// failed charge's next try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// What stands against it. It is skipped, and said why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// The customer's phone.
    pub phone: Phone,
    /// The customer's address: shipping, else billing.
    #[serde(default)]
    pub address: Address,
    /// Values for the template, without those of the store (see [`crate::template`]).
    pub tags: Tags,
}

impl Occurrence {
    /// To whom it happened, by the payload alone: the customer, or whoever the object belongs to. Where nothing happened,
    /// the owner of the phone.
    #[must_use]
    pub fn person(&self, store: &StoreId) -> PersonId {
        match (&self.customer, &self.subject, &self.phone) {
            (Some(customer), _, _) => PersonId::of_customer(store, customer),
            (None, Some(subject), _) => PersonId::of_subject(store, &subject.key()),
            (None, None, Phone::Known(phone)) => PersonId::of_phone(store, phone),
            (None, None, Phone::Unusable | Phone::Missing) => PersonId::of_subject(store, ""),
        }
    }

    /// All that it is about: its object, and of a charge the subscriptions.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> + '_ {
        self.subject.iter().cloned().chain(self.subscriptions())
    }

    /// The subscriptions that a charge bills.
    pub fn subscriptions(&self) -> impl Iterator<Item = Subject> + '_ {
        self.subscriptions.iter().cloned().map(Subject::Subscription)
    }

    /// The same without the values of some tags.
    #[must_use]
    pub fn without_tags(&self, names: &[&str]) -> Self {
        let mut without = self.clone();
        without.tags.retain(|name, _| !names.contains(&name.as_str()));
        without
    }

    /// The same with something that stands against it. It gets a key of its own, so that its skip is not in the way of
    /// the same event once that is true. The first doubt stays.
    #[must_use]
    pub fn doubted(self, doubt: Doubt) -> Self {
        match self.doubt {
            Some(_) => self,
            None => Self { key: self.key.doubted(), doubt: Some(doubt), ..self },
        }
    }
}
