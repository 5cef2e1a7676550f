//! The line of a charge or an order that names it.

use std::collections::BTreeSet;

use rechime_domain::money::Money;

use super::fields::Fields;

/// What we read of a line item.
#[derive(Debug, Default)]
pub(crate) struct LineItem {
    pub(crate) title: Option<String>,
    pub(crate) quantity: Option<u64>,
    pub(crate) price: Option<Money>,
}

impl LineItem {
    /// The line item by which a customer knows a charge or an order; empty where it has none: the first that is of a
    /// subscription, before what was only added once, such as a gift or insurance for the parcel. One with a title is
    /// preferred to one without.
    pub(crate) fn naming(resource: &Fields<'_>) -> Self {
        let items = resource.told_list("line_items");
        let read = |item: &Fields<'_>| (Kind::of(item), Self::read(item));
        let named = items.iter().map(read).min_by_key(|(kind, item)| (item.title.is_none(), *kind));
        named.map(|(_, item)| item).unwrap_or_default()
    }

    fn read(item: &Fields<'_>) -> Self {
        Self {
            title: item.told_either(["product_title", "title"], Fields::text),
            quantity: item.told("quantity", Fields::count),
            price: item.told_either(["unit_price", "price"], Fields::money),
        }
    }
}

/// What a line item is of, the likeliest to name the order first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// `purchase_item_type` (2021-11) or `type` (2021-01) says so.
    Subscription,
    /// Only an id of a subscription or a one-time purchase says that it is known to Recharge.
    Known,
    /// Nothing tells.
    Unknown,
    /// It says that it was bought once.
    Once,
}

impl Kind {
    fn of(item: &Fields<'_>) -> Self {
        match item.told_either(["purchase_item_type", "type"], Fields::word).as_deref() {
            Some("subscription") => Self::Subscription,
            Some("onetime" | "one_time" | "one-time") => Self::Once,
            _ if subscription_of(item).is_some() => Self::Known,
            _ => Self::Unknown,
        }
    }
}

/// More subscriptions than this are not looked at one by one.
const MOST_SUBSCRIPTIONS: usize = 10;

/// Recharge's ids of the subscriptions that a charge bills. None where one of them cannot be read, or there are too
/// many to look at: then it is not known what becomes of the charge without the others.
pub(crate) fn subscriptions_of(charge: &Fields<'_>) -> Vec<String> {
    let items = charge.told_list("line_items");
    let all: Option<BTreeSet<String>> =
        items.iter().filter(|item| Kind::of(item) != Kind::Once).map(subscription_of).collect();
    let all = all.filter(|all| all.len() <= MOST_SUBSCRIPTIONS).unwrap_or_default();
    all.into_iter().collect()
}

fn subscription_of(item: &Fields<'_>) -> Option<String> {
    item.told_either(["purchase_item_id", "subscription_id"], Fields::id)
}
