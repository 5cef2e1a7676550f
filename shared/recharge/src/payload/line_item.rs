//! The first line of a charge or an order, which names it.

use super::{PayloadError, fields::Fields, scalar::Money};

/// What we read of a line item.
#[derive(Debug, Default)]
pub(crate) struct LineItem {
    pub(crate) title: Option<String>,
    pub(crate) quantity: Option<u64>,
    pub(crate) price: Option<Money>,
    /// The subscription it is of, where it is the only line.
    pub(crate) sole_subscription: Option<String>,
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
            sole_subscription: match items.as_slice() {
                // One that cannot be read only costs a later check; it is no reason to refuse the charge.
                [only] => only.either(["purchase_item_id", "subscription_id"], Fields::id).ok().flatten(),
                _ => None,
            },
        })
    }
}
