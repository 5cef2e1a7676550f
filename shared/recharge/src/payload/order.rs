//! An order: what the shop ships. A prepaid plan has several to one charge.

use jiff::{Timestamp, civil::Date};
use rechime_domain::{money::Money, truth::ObjectState, value};

use super::{PayloadError, fields::Fields, line_item::LineItem};

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
    /// The line that names it.
    pub(crate) item: LineItem,
}

impl Order {
    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, PayloadError> {
        Ok(Self {
            status: fields.word("status")?,
            is_prepaid: fields.flag("is_prepaid")?.unwrap_or(false),
            scheduled_on: fields.day("scheduled_at")?,
            processed_at: fields.told("processed_at", Fields::instant),
            updated_at: fields.told("updated_at", Fields::instant),
            number: fields.external("external_order_number", "shopify_order_number"),
            total_price: fields.told("total_price", Fields::money),
            currency: fields.told("currency", Fields::text).and_then(|code| value::currency(&code)),
            item: LineItem::naming(fields),
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
