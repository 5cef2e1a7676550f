//! Recharge's objects (API version 2021-11). All belong to a [`Person`]; their ids follow from the person's. What
//! `changes` gives takes the place of what an ordinary object has.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

use crate::Person;

/// A subscription that is active since `at`.
#[must_use]
pub fn subscription(person: &Person, at: Timestamp, changes: &Value) -> Value {
    let base = json!({
        "id": person.id * 10 + 1, "address_id": person.id * 10 + 2, "customer_id": person.id,
        "product_title": "House Blend", "variant_title": "Whole beans", "quantity": 1, "price": "18.00",
        "status": "active", "cancelled_at": null, "cancellation_reason": null, "charge_interval_frequency": 30,
        "order_interval_frequency": 30, "order_interval_unit": "day", "is_prepaid": false,
        "max_retries_reached": false, "next_charge_scheduled_at": null,
        "expire_after_specific_number_of_charges": null, "created_at": at, "updated_at": at,
    });
    changed(base, changes)
}

/// A charge that was paid at the first try.
#[must_use]
pub fn charge(person: &Person, at: Timestamp, changes: &Value) -> Value {
    let base = json!({
        "id": person.id * 10 + 3, "address_id": person.id * 10 + 2, "currency": "USD", "total_price": "21.50",
        "type": "recurring", "status": "success", "charge_attempts": 1, "customer": { "id": person.id },
        "line_items": [line_item(person)], "shipping_address": person.address(), "tax_lines": "[]",
        "created_at": at, "updated_at": at, "processed_at": at, "scheduled_at": day(0, at),
    });
    changed(base, changes)
}

/// An order that the shop has got.
#[must_use]
pub fn order(person: &Person, at: Timestamp, changes: &Value) -> Value {
    let base = json!({
        "id": person.id * 10 + 4, "address_id": person.id * 10 + 2, "currency": "USD", "total_price": "21.50",
        "type": "recurring", "status": "success", "is_prepaid": false, "customer": { "id": person.id },
        "external_order_number": { "ecommerce": "1042" }, "line_items": [line_item(person)],
        "shipping_address": person.address(), "created_at": at, "updated_at": at, "processed_at": at,
        "scheduled_at": day(0, at),
    });
    changed(base, changes)
}

fn line_item(person: &Person) -> Value {
    json!({ "purchase_item_id": person.id * 10 + 1, "purchase_item_type": "subscription", "title": "House Blend",
            "quantity": 1, "unit_price": "18.00" })
}

/// What a charge has that failed at its n-th try and will be tried again on a day.
#[must_use]
pub fn will_be_retried(attempt: u64, at: Timestamp, on: &str) -> Value {
    json!({ "status": "error", "error_type": "INSUFFICIENT_FUNDS", "processed_at": null, "retry_date": on,
            "charge_attempts": attempt, "last_charge_attempt": at })
}

/// What a charge has that failed for the last time.
#[must_use]
pub fn max_retries_reached(at: Timestamp) -> Value {
    json!({ "status": "error", "error_type": "CLOSED_MAX_RETRIES_REACHED", "processed_at": null, "charge_attempts": 8,
            "last_charge_attempt": at })
}

/// A calendar date, so many days on.
pub(crate) fn day(days: i64, at: Timestamp) -> String {
    let date = at.to_zoned(TimeZone::UTC).date();
    date.checked_add(days.days()).unwrap_or(date).to_string()
}

fn changed(mut base: Value, changes: &Value) -> Value {
    if let (Some(base), Some(changes)) = (base.as_object_mut(), changes.as_object()) {
        base.extend(changes.clone());
    }
    base
}
