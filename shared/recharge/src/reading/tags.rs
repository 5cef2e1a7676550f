//! Values for a template's tags. A tag without a value is left out, so that a template's fallback applies.

use jiff::{Timestamp, civil::Date};
use rechime_domain::{money::Money, occurrence::Tags, value};
use serde_json::Value;

use crate::payload::{line_item::LineItem, time};

/// A tag's name and its value, if it has one.
pub(crate) type Tag = (&'static str, Option<Value>);

pub(crate) fn text(raw: Option<String>) -> Option<Value> {
    raw.and_then(|raw| value::text(&raw)).map(Value::from)
}

pub(crate) fn name(raw: Option<&String>) -> Option<Value> {
    raw.and_then(|raw| value::name(raw)).map(Value::from)
}

pub(crate) fn order_number(raw: Option<String>) -> Option<Value> {
    raw.and_then(|raw| value::order_number(&raw)).map(Value::from)
}

/// `14.90`, as the currency is written.
pub(crate) fn money(amount: Option<Money>, currency: Option<&str>) -> Option<Value> {
    amount.map(|amount| amount.written_in(currency).into())
}

/// `Dec 1`, as it is understood on the day on which its webhook came.
pub(crate) fn day(day: Option<Date>, received_at: Timestamp) -> Option<Value> {
    day.map(|day| value::day(day, time::day_of(received_at)).into())
}

/// The tags that name what was bought: one line, without a count of the rest.
pub(crate) fn line_item(item: LineItem, currency: Option<&str>) -> [Tag; 3] {
    [
        ("product_title", text(item.title)),
        ("quantity", item.quantity.map(Value::from)),
        ("price", money(item.price, currency)),
    ]
}

pub(crate) fn collect(tags: impl IntoIterator<Item = Tag>) -> Tags {
    tags.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
