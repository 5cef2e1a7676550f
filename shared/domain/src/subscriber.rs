//! A person with a phone, as one store knows them.

mod ledger;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use self::ledger::{ConsentEntry, InvalidWording, Wording};
use crate::{frequency::Promotion, occurrence::Address, phone::PhoneNumber};

/// Whether a person agreed to be texted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentStatus {
    /// Agreed.
    Subscribed,
    /// Said stop. Kept for ever.
    Unsubscribed,
    /// The number was given up, or cannot get texts: whatever was agreed to before counts no more, nor does a phone
    /// given at checkout. Nobody said stop, so a new consent is welcome.
    Void,
    /// Never said either; the store's [`ConsentMode`](crate::settings::ConsentMode) decides.
    Unknown,
}

/// Where a consent, or its end, came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentSource {
    /// Set by the merchant in the console.
    Merchant,
    /// Told through the API by another system, such as a sign-up form.
    Api,
    /// Imported from a list.
    Import,
    /// A reply such as STOP or START.
    Reply,
    /// Told by Shopify: a customer's consent to SMS marketing there.
    Shopify,
    /// The SMS provider knows the number as opted out, given up, or unable to get texts.
    Provider,
}

/// A person's consent, with its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Yes, no or unknown.
    pub status: ConsentStatus,
    /// Where that came from.
    pub source: ConsentSource,
    /// Since when.
    pub since: Timestamp,
}

/// A person with a phone, as one store knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    /// The phone: a person is their number.
    pub phone: PhoneNumber,
    /// Consent, where it was ever given or taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// IANA zone stated by the person or the merchant: the strongest evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Address on the store's own list.
    #[serde(default)]
    pub address: Address,
    /// The day (UTC) on which a message of a Recharge flow last reached the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_recharge_on: Option<Date>,
    /// The day (UTC) on which a link in one was last clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clicked_recharge_on: Option<Date>,
    /// The promotional messages of the last week, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promotions: Vec<Promotion>,
}

impl Subscriber {
    /// A person of whom only the phone is known.
    #[must_use]
    pub fn new(phone: PhoneNumber) -> Self {
        Self {
            phone,
            consent: None,
            time_zone: None,
            address: Address::default(),
            received_recharge_on: None,
            clicked_recharge_on: None,
            promotions: Vec::new(),
        }
    }

    /// The status of consent; unknown where nothing was ever said.
    #[must_use]
    pub fn consent_status(&self) -> ConsentStatus {
        self.consent.map_or(ConsentStatus::Unknown, |consent| consent.status)
    }
}
