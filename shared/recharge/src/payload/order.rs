//! An order: what the shop ships. A prepaid plan has several to one charge.

use jiff::{Timestamp, civil::Date};
use rechime_domain::truth::ObjectState;

use super::{PayloadError, fields::Fields, line_item::LineItem, scalar::Money};

/// What we read of an order.
#[derive(Debug)]
pub(crate) struct Order {
    /// `success`, `error`, `queued`, `cancelled`, `pending_charge_status`.
    pub(crate) status: Option<String>,
    pub(crate) is_prepaid: bool,
    pub(crate) scheduled_on: Option<Date>,
    pub(crate) processed_at: Option<Timestamp>,
    pub(crate) updated_at: Option<Timestamp>,
    /// The shop's own number of the order.
    pub(crate) number: Option<String>,
    pub(crate) total_price: Option<Money>,
    pub(crate) currency: Option<String>,
    pub(crate) first_item: LineItem,
}

impl Order {
    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, PayloadError> {
        Ok(Self {
            status: fields.word("status")?,
            is_prepaid: fields.flag("is_prepaid")?.unwrap_or(false),
            scheduled_on: fields.day("scheduled_at")?,
            processed_at: fields.instant("processed_at")?,
            updated_at: fields.instant("updated_at")?,
            number: fields.external("external_order_number", "shopify_order_number")?,
            total_price: fields.money("total_price")?,
            currency: fields.text("currency")?.map(|code| code.to_uppercase()),
            first_item: LineItem::first_of(fields)?,
        })
    }

    /// What it says of itself.
    pub(crate) fn state(&self) -> ObjectState {
        match self.status.as_deref() {
            None => ObjectState::Untold,
            Some("success") => ObjectState::Succeeded,
            Some("queued") => ObjectState::Queued,
            Some("cancelled" | "canceled") => ObjectState::Canceled,
            Some(_) => ObjectState::Other,
        }
    }
}
