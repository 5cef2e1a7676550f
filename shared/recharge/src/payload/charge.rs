//! A charge: one attempt to bill, or the plan of one.

use jiff::{Timestamp, civil::Date};
use rechime_domain::{money::Money, value};

use super::{
    PayloadError,
    fields::Fields,
    line_item::{self, LineItem},
};

/// What we read of a charge.
#[derive(Debug)]
pub(crate) struct Charge {
    /// `queued`, `success`, `error`, `skipped`, `refunded`, `partially_refunded`, `pending`…
    pub(crate) status: Option<String>,
    pub(crate) address_id: Option<String>,
    /// The subscriptions it bills; empty where they cannot all be read.
    pub(crate) subscriptions: Vec<String>,
    pub(crate) scheduled_on: Option<Date>,
    pub(crate) processed_at: Option<Timestamp>,
    pub(crate) last_attempt_at: Option<Timestamp>,
    pub(crate) updated_at: Option<Timestamp>,
    /// Not written for a charge that was paid at once.
    pub(crate) attempts: Option<u64>,
    pub(crate) error_type: Option<String>,
    /// Whether the last attempt failed because nothing was left to sell. After the last one the error type no longer
    /// says so, but the log of attempts does (recorded: `['Inventory unavailable S / Black …']`).
    pub(crate) wants_stock: bool,
    /// May still be set after the last attempt: it promises nothing by itself.
    pub(crate) retry_on: Option<Date>,
    pub(crate) total_price: Option<Money>,
    pub(crate) currency: Option<String>,
    /// The line that names it.
    pub(crate) item: LineItem,
}

impl Charge {
    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, PayloadError> {
        Ok(Self {
            status: fields.word("status")?,
            // Both only join what belongs together: one that cannot be read is no reason to refuse the charge.
            address_id: fields.told("address_id", Fields::id),
            subscriptions: line_item::subscriptions_of(fields),
            scheduled_on: fields.day("scheduled_at")?,
            processed_at: fields.told("processed_at", Fields::instant),
            last_attempt_at: fields
                .told_either(["last_charge_attempt", "last_charge_attempt_date"], Fields::instant),
            updated_at: fields.told("updated_at", Fields::instant),
            attempts: fields.told_either(["charge_attempts", "number_times_tried"], Fields::count),
            error_type: fields.text("error_type")?,
            wants_stock: fields.told("error", Fields::text).is_some_and(|log| wants_stock(&log)),
            retry_on: fields.day("retry_date")?,
            total_price: fields.told("total_price", Fields::money),
            currency: fields.told("currency", Fields::text).and_then(|code| value::currency(&code)),
            item: LineItem::naming(fields),
        })
    }
}

/// One line of the log is one attempt, the last one last.
fn wants_stock(log: &str) -> bool {
    log.lines().next_back().is_some_and(|attempt| attempt.to_lowercase().contains("inventory unavailable"))
}
