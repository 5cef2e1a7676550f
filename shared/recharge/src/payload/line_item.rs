//! The first line of a charge or an order, which names it.

use std::collections::BTreeSet;

use super::{PayloadError, fields::Fields, scalar::Money};

/// What we read of a line item.
#[derive(Debug, Default)]
pub(crate) struct LineItem {
    pub(crate) title: Option<String>,
    pub(crate) quantity: Option<u64>,
    pub(crate) price: Option<Money>,
}

impl LineItem {
    /// The first line item of a charge or an order; empty where it has none.
    pub(crate) fn first_of(resource: &Fields<'_>) -> Result<Self, PayloadError> {
        let items = resource.list("line_items")?;
        let Some(item) = items.first() else { return Ok(Self::default()) };
        Ok(Self {
            title: item.either(["product_title", "title"], Fields::text)?,
            quantity: item.count("quantity")?,
            price: item.either(["unit_price", "price"], Fields::money)?,
        })
    }
}

/// More subscriptions than this are not looked at one by one.
const MOST_SUBSCRIPTIONS: usize = 10;

/// Recharge's ids of the subscriptions that a charge bills. None where one of them cannot be read, or there are too
/// many to look at: then it is not known what becomes of the charge without the others.
pub(crate) fn subscriptions_of(charge: &Fields<'_>) -> Vec<String> {
    let items = charge.list("line_items").unwrap_or_default();
    let is_subscription = |item: &&Fields<'_>| {
        item.word("purchase_item_type").ok().flatten().is_none_or(|kind| kind == "subscription")
    };
    let id =
        |item: &Fields<'_>| item.either(["purchase_item_id", "subscription_id"], Fields::id).ok().flatten();
    let all: Option<BTreeSet<String>> = items.iter().filter(is_subscription).map(id).collect();
    let all = all.filter(|all| all.len() <= MOST_SUBSCRIPTIONS).unwrap_or_default();
    all.into_iter().collect()
}
