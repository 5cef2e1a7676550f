//! One thing that happened to one customer, as read from a webhook.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{phone::PhoneNumber, trigger::Trigger};

/// What makes two reports the same occurrence: built from ids and dates of the payload only, so that a
/// redelivery of any kind makes the same key. For instance `charge:91965724:failed`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OccurrenceKey(String);

impl OccurrenceKey {
    /// Takes the parts as the reader of the webhook joined them.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key of one of several tries, where each counts for itself: `charge:91965724:retry:2`.
    #[must_use]
    pub fn of_try(&self, number: u64) -> Self {
        Self(format!("{}:{number}", self.0))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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

/// Where a customer seems to be, in the words of an address. Any part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// ISO 3166 code, upper case: `US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// State or province, as a code or a name: `CA`, `California`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
}

/// Values for a template's merge tags, by tag name. Only text, numbers and booleans; null counts as missing.
pub type Tags = BTreeMap<String, serde_json::Value>;

/// One thing that happened to one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// What happened.
    pub trigger: Trigger,
    /// What makes it this one and no other.
    pub key: OccurrenceKey,
    /// The object it is about.
    pub subject: Subject,
    /// When it happened, by the payload; the time of receipt where the payload has none that can be relied on.
    pub at: Timestamp,
    /// When we learnt of it.
    pub received_at: Timestamp,
    /// From when on it is no longer worth saying, where the payload tells (an upcoming order's own date).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_from: Option<Timestamp>,
    /// The next charge date that it announces, of the subscription it is about: when that is another by now, the
    /// message is untrue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_on: Option<Date>,
    /// The customer's phone.
    pub phone: Phone,
    /// The customer's address: shipping, else billing.
    #[serde(default)]
    pub address: Address,
    /// Values for the template, without those of the store (see [`crate::template`]).
    pub tags: Tags,
}
