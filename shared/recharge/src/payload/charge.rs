//! A charge: one attempt to bill, or the plan of one.

use jiff::{Timestamp, civil::Date};

use super::{
    PayloadError,
    fields::Fields,
    line_item::{self, LineItem},
    scalar::Money,
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
    pub(crate) first_item: LineItem,
}

impl Charge {
    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, PayloadError> {
        Ok(Self {
            status: fields.word("status")?,
            // Both only join what belongs together: one that cannot be read is no reason to refuse the charge.
            address_id: fields.id("address_id").ok().flatten(),
            subscriptions: line_item::subscriptions_of(fields),
            scheduled_on: fields.day("scheduled_at")?,
            processed_at: fields.instant("processed_at")?,
            last_attempt_at: fields
                .either(["last_charge_attempt", "last_charge_attempt_date"], Fields::instant)?,
            updated_at: fields.instant("updated_at")?,
            attempts: fields.either(["charge_attempts", "number_times_tried"], Fields::count)?,
            error_type: fields.text("error_type")?,
            wants_stock: fields.text("error").ok().flatten().is_some_and(|log| wants_stock(&log)),
            retry_on: fields.day("retry_date")?,
            total_price: fields.money("total_price")?,
            currency: fields.text("currency")?.map(|code| code.to_uppercase()),
            first_item: LineItem::first_of(fields)?,
        })
    }
}

/// One line of the log is one attempt, the last one last.
fn wants_stock(log: &str) -> bool {
    log.lines().next_back().is_some_and(|attempt| attempt.to_lowercase().contains("inventory unavailable"))
}
