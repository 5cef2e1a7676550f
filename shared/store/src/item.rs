//! Items of the table, from types and back.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use serde_dynamo::{AttributeValue, from_attribute_value, to_attribute_value, to_item};

use crate::{error::StoreError, keys::Key};

/// An item, or a part of one: attributes by name.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The attribute by which DynamoDB deletes items: seconds since 1970. It may take days, so whoever reads
/// looks at it as well.
pub(crate) const EXPIRES_AT: &str = "expires_at";

/// How long facts and replies are kept: a year, and some weeks to compare it with the last.
pub(crate) const RECORDS_KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// The key attributes.
pub(crate) fn of_key(key: &Key) -> Item {
    Item::from([("pk".to_owned(), string(&key.pk)), ("sk".to_owned(), string(&key.sk))])
}

/// An item with `body` as its attributes.
pub(crate) fn encode(key: &Key, body: impl Serialize) -> Result<Item, StoreError> {
    let mut item = attributes(body).map_err(|error| corrupt(&key.pk, &key.sk, &error))?;
    item.extend(of_key(key));
    Ok(item)
}

/// The type whose attributes the item has. Attributes it does not know are ignored.
pub(crate) fn decode<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let (pk, sk) = (text(&item, "pk").to_owned(), text(&item, "sk").to_owned());
    // As a map, because `from_item` would sort every attribute into a map of its own first.
    from_attribute_value(AttributeValue::M(item)).map_err(|error| corrupt(&pk, &sk, &error))
}

/// A value as attributes.
pub(crate) fn attributes(body: impl Serialize) -> Result<Item, serde_dynamo::Error> {
    to_item::<_, serde_dynamo::Item>(body).map(serde_dynamo::Item::into_inner)
}

/// A value as an attribute.
pub(crate) fn attribute(value: impl Serialize) -> Result<AttributeValue, StoreError> {
    to_attribute_value(value).map_err(|error| corrupt("", "", &error))
}

pub(crate) fn string(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// The number of seconds that [`EXPIRES_AT`] takes.
pub(crate) fn expiry(from: Timestamp, after: SignedDuration) -> AttributeValue {
    AttributeValue::N(from.saturating_add(after).unwrap_or(Timestamp::MAX).as_second().to_string())
}

/// The item, unless it has expired.
pub(crate) fn alive(item: Item, now: Timestamp) -> Option<Item> {
    let expired = number::<i64>(&item, EXPIRES_AT).is_some_and(|second| second <= now.as_second());
    (!expired).then_some(item)
}

/// A string attribute; empty where there is none.
pub(crate) fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(as_string).unwrap_or_default()
}

/// A whole number.
pub(crate) fn number<N: std::str::FromStr>(item: &Item, name: &str) -> Option<N> {
    let AttributeValue::N(digits) = item.get(name)? else { return None };
    digits.parse().ok()
}

/// What a string says.
pub(crate) fn as_string(value: &AttributeValue) -> Option<&str> {
    let AttributeValue::S(text) = value else { return None };
    Some(text)
}

/// The error of an item that does not make sense.
pub(crate) fn corrupt(pk: &str, sk: &str, problem: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt { key: format!("{pk}/{sk}"), problem: problem.to_string() }
}

/// The error of an item whose `name` does not make sense.
pub(crate) fn corrupt_attribute(item: &Item, name: &str) -> StoreError {
    let problem = format!("{name} is missing or not what it should be");
    corrupt(text(item, "pk"), text(item, "sk"), &problem)
}
