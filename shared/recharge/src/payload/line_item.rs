//! The line of a charge or an order that names it.

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

/// The subscription of a charge or an order, where it is the only line.
pub(crate) fn sole_subscription(resource: &Fields<'_>) -> Option<String> {
    match resource.told_list("line_items").as_slice() {
        [only] => subscription_of(only),
        _ => None,
    }
}

fn subscription_of(item: &Fields<'_>) -> Option<String> {
    item.told_either(["purchase_item_id", "subscription_id"], Fields::id)
}
