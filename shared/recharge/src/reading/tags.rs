//! Values for a template's tags. A tag without a value is left out, so that a template's fallback applies.

use jiff::{Timestamp, civil::Date};
use rechime_domain::{money::Money, occurrence::Tags, value};
use serde_json::Value;

use crate::payload::{line_item::LineItem, time};

/// A tag's name and its value, if it has one.
pub(crate) type Tag = (&'static str, Option<TagValue>);

/// What a tag stands for.
#[derive(Clone, Debug)]
pub(crate) enum TagValue {
    /// As it is said.
    Said(Value),
    /// A day, which is said with its year where the reader could not tell.
    Day(Date),
}

fn said(value: Option<impl Into<Value>>) -> Option<TagValue> {
    value.map(|value| TagValue::Said(value.into()))
}

pub(crate) fn text(raw: Option<String>) -> Option<TagValue> {
    said(raw.and_then(|raw| value::text(&raw)))
}

pub(crate) fn name(raw: Option<&String>) -> Option<TagValue> {
    said(raw.and_then(|raw| value::name(raw)))
}

pub(crate) fn order_number(raw: Option<String>) -> Option<TagValue> {
    said(raw.and_then(|raw| value::order_number(&raw)))
}

pub(crate) fn count(count: Option<u64>) -> Option<TagValue> {
    said(count)
}

/// `14.90`, as the currency is written.
pub(crate) fn money(amount: Option<Money>, currency: Option<&str>) -> Option<TagValue> {
    said(amount.map(|amount| amount.written_in(currency)))
}

/// Something that is so, or is not told.
pub(crate) fn mark(is_so: bool) -> Option<TagValue> {
    said(is_so.then_some("yes"))
}

/// `Dec 1`
pub(crate) fn day(day: Option<Date>) -> Option<TagValue> {
    day.map(TagValue::Day)
}

/// The tags that name what was bought: one line, without a count of the rest.
pub(crate) fn line_item(item: LineItem, currency: Option<&str>) -> [Tag; 3] {
    [
        ("product_title", text(item.title)),
        ("quantity", count(item.quantity)),
        ("price", money(item.price, currency)),
    ]
}

/// The tags that have a value, as they are understood on the day on which their webhook came.
pub(crate) fn collect(tags: impl IntoIterator<Item = Tag>, received_at: Timestamp) -> Tags {
    let today = time::day_of(received_at);
    let value = |value| match value {
        TagValue::Said(value) => value,
        TagValue::Day(day) => value::day(day, today).into(),
    };
    tags.into_iter().filter_map(|(name, found)| Some((name.to_owned(), value(found?)))).collect()
}
