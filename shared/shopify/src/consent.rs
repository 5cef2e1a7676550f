//! The consent to texts that a customer webhook tells of.
//!
//! All three topics have it in one shape: `phone`, and `sms_marketing_consent: {state, opt_in_level,
//! consent_updated_at, consent_collected_from}`, any of which may be null.

use jiff::Timestamp;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    phone::PhoneNumber,
    place::named_country,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

/// How a customer confirmed an opt-in by a second act, such as a reply to a text.
const CONFIRMED: &str = "confirmed_opt_in";

/// What counts of a webhook's body; everything else is left alone. What only tells something counts as missing where it
/// cannot be read: an opt-out must not be lost for it.
#[derive(Debug, Deserialize)]
struct Customer {
    phone: Option<Written>,
    sms_marketing_consent: Option<SmsConsent>,
    #[serde(default, deserialize_with = "told")]
    default_address: Option<DefaultAddress>,
}

#[derive(Debug, Deserialize)]
struct DefaultAddress {
    #[serde(default, deserialize_with = "told")]
    country_code: Option<String>,
    #[serde(default, deserialize_with = "told")]
    country: Option<String>,
}

impl DefaultAddress {
    fn country(&self) -> Option<String> {
        named_country([&self.country_code, &self.country].into_iter().flatten().map(String::as_str))
    }
}

#[derive(Debug, Deserialize)]
struct SmsConsent {
    state: Option<State>,
    #[serde(default, deserialize_with = "told")]
    opt_in_level: Option<String>,
    #[serde(default, deserialize_with = "told")]
    consent_updated_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "told")]
    consent_collected_from: Option<String>,
}

/// A value as it is written: a text, or a number.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Number(serde_json::Number),
}

impl Written {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A value that only tells something.
fn told<'de, T: DeserializeOwned, D: Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_str(Box::<RawValue>::deserialize(value)?.get()).ok())
}

/// In lower case in webhooks, in capitals in Shopify's GraphQL API, whose payloads apps hand on.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(from = "String")]
enum State {
    Subscribed,
    Unsubscribed,
    Redacted,
    /// `not_subscribed`, `pending`, and whatever Shopify may add: neither yes nor no.
    Neither,
}

impl From<String> for State {
    fn from(name: String) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "subscribed" => Self::Subscribed,
            "unsubscribed" => Self::Unsubscribed,
            "redacted" => Self::Redacted,
            _ => Self::Neither,
        }
    }
}

/// A consent, or its end, as Shopify tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedConsent {
    /// The customer's own phone: Shopify collects consent for it and for no number of an address.
    pub phone: PhoneNumber,
    /// What is stated, with Shopify's opt-in level and where it was collected as its words.
    pub statement: Statement,
}

/// Reads what a body says that came at `received_at`; `None` where that is neither a consent nor the end of one, or
/// is about no valid phone. A phone without a country code is one of the default address's country, or of `country` where
/// the address names none.
///
/// An opt-in whose time is missing or still to come is none: nobody could tell whether a STOP came after it. An
/// opt-out counts in any case, from when it came at the latest.
pub fn read(
    body: &str,
    received_at: Timestamp,
    country: &str,
) -> Result<Option<StatedConsent>, serde_json::Error> {
    let customer: Customer = serde_json::from_str(body)?;
    Ok(told_by(customer, received_at, country))
}

fn told_by(customer: Customer, received_at: Timestamp, country: &str) -> Option<StatedConsent> {
    let sms = customer.sms_marketing_consent?;
    let (status, since) = match (sms.state?, sms.consent_updated_at) {
        (State::Subscribed, Some(at)) if at <= received_at => (ConsentStatus::Subscribed, at),
        (State::Unsubscribed | State::Redacted, at) => {
            (ConsentStatus::Unsubscribed, at.unwrap_or(received_at).min(received_at))
        }
        (State::Subscribed | State::Neither, _) => return None,
    };
    let home = customer.default_address.and_then(|address| address.country());
    let phone = PhoneNumber::parse(&customer.phone?.into_text(), home.as_deref().unwrap_or(country)).ok()?;
    let words = words(sms.opt_in_level.as_deref(), sms.consent_collected_from.as_deref());
    let statement = Statement {
        confirmed: sms.opt_in_level.as_deref().is_some_and(|level| level.eq_ignore_ascii_case(CONFIRMED)),
        entered_at: received_at,
        ..Statement::new(status, ConsentSource::Shopify, since).saying(&words)
    };
    Some(StatedConsent { phone, statement })
}

/// `single_opt_in, collected from SHOPIFY`.
fn words(opt_in_level: Option<&str>, collected_from: Option<&str>) -> String {
    let collected_from = collected_from.map(|place| format!("collected from {place}"));
    let parts = [opt_in_level.map(ToOwned::to_owned), collected_from];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
