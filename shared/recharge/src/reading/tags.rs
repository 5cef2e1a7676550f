//! Values for a template's tags. A tag without a value is left out, so that a template's fallback applies.

use jiff::civil::Date;
use rechime_domain::occurrence::Tags;
use serde_json::Value;

use crate::payload::{line_item::LineItem, scalar::Money, time};

/// A tag's name and its value, if it has one.
pub(crate) type Tag = (&'static str, Option<Value>);

pub(crate) fn text(value: Option<String>) -> Option<Value> {
    value.map(Value::from)
}

/// `14.90`
pub(crate) fn money(value: Option<Money>) -> Option<Value> {
    text(value.map(|money| money.to_string()))
}

/// `Dec 1`
pub(crate) fn day(value: Option<Date>) -> Option<Value> {
    text(value.map(time::in_words))
}

/// The tags that name what was bought: the first line, without a count of the rest.
pub(crate) fn line_item(item: LineItem) -> [Tag; 3] {
    [
        ("product_title", text(item.title)),
        ("quantity", item.quantity.map(Value::from)),
        ("price", money(item.price)),
    ]
}

pub(crate) fn collect(tags: impl IntoIterator<Item = Tag>) -> Tags {
    tags.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
