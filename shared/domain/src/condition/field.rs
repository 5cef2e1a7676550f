//! Tests of one value.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    occurrence::Tags,
    place::{Address, named_country},
    profile::{Profile, ProfileField},
    subscriber::Subscriber,
};

/// Whether somebody agreed to be texted, which is no part of a profile.
const CONSENT: &str = "consent";

/// The fields of a subscriber.
pub(super) fn of_subscribers() -> Vec<&'static str> {
    ProfileField::ALL.map(ProfileField::name).into_iter().chain([CONSENT]).collect()
}

/// One field compared with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldTest {
    /// The field's name.
    pub field: String,
    /// How it is compared.
    pub is: Comparison,
    /// With what; not for `known`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

/// How a field is compared. Text is compared without regard to case and outer blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// It has a value.
    Known,
    /// It is the value; two numbers by their worth.
    Equal,
    /// It is another, or has none.
    NotEqual,
    /// The value is part of it.
    Contains,
    /// It is a number, and not less.
    AtLeast,
    /// It is a number, and not more.
    AtMost,
}

impl FieldTest {
    /// Whether a field with this text passes.
    pub(super) fn holds(&self, field: Option<String>) -> bool {
        self.compare(field, &self.value)
    }

    /// Whether the field of a subscriber passes. A country and a state are compared by their codes, whichever way the
    /// condition has them. `address` is the one that counts: the list's, or the event's.
    pub(super) fn holds_of(&self, subscriber: &Subscriber, address: &Address) -> bool {
        let field = of_subscriber(subscriber, address, &self.field);
        match ProfileField::named(&self.field) {
            Some(ProfileField::Country) => {
                self.compare(field, &named_country([self.value.as_str()]).unwrap_or_default())
            }
            Some(ProfileField::Province) => {
                let stated = Address::read(address.country.as_deref(), Some(self.value.as_str()), None);
                self.compare(field, &stated.province.unwrap_or_default())
            }
            _ => self.holds(field),
        }
    }

    fn compare(&self, field: Option<String>, value: &str) -> bool {
        let Some(field) = field.map(|text| plain(&text)).filter(|text| !text.is_empty()) else {
            return self.is == Comparison::NotEqual;
        };
        let value = plain(value);
        let numbers = number(&field).zip(number(&value));
        let equal = || numbers.map_or(field == value, |(field, value)| field.total_cmp(&value).is_eq());
        match self.is {
            Comparison::Known => true,
            Comparison::Equal => equal(),
            Comparison::NotEqual => !equal(),
            Comparison::Contains => field.contains(&value),
            Comparison::AtLeast => numbers.is_some_and(|(field, value)| field >= value),
            Comparison::AtMost => numbers.is_some_and(|(field, value)| field <= value),
        }
    }
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A plain decimal number, as amounts and quantities are written.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    text.parse().ok().filter(|_| plain)
}

/// A merge tag's value as text.
pub(super) fn of_event(tags: &Tags, name: &str) -> Option<String> {
    match tags.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// A field of a subscriber as text.
fn of_subscriber(subscriber: &Subscriber, address: &Address, name: &str) -> Option<String> {
    match ProfileField::named(name) {
        Some(field) => {
            let profile = Profile { address: address.clone(), ..subscriber.profile.clone() };
            profile.get(field).map(str::to_owned)
        }
        None => Some(subscriber.consent_status().key().to_owned()),
    }
}
