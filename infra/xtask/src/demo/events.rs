//! Webhooks as Recharge sends them, one kind for each flow.

use jiff::{ToSpan, Zoned};
use serde_json::{Value, json};

use super::cast::Person;

/// A webhook.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) topic: &'static str,
    pub(crate) payload: Value,
}

/// When a webhook is sent, by the shop's clock.
#[derive(Clone, Debug)]
pub(crate) struct Moment(pub(crate) Zoned);

impl Moment {
    /// As payloads write it.
    pub(crate) fn now(&self) -> String {
        self.0.timestamp().to_string()
    }

    /// A calendar date of the store, so many days on.
    pub(crate) fn on(&self, days: i64) -> String {
        let date = self.0.date();
        date.checked_add(days.days()).unwrap_or(date).to_string()
    }
}

/// The webhook that starts a flow for a person.
pub(crate) fn starting(flow: &str, person: &Person, at: &Moment) -> Event {
    if let Some((topic, changes)) = of_a_subscription(flow, at) {
        return Event { topic, payload: subscription(person, at, &changes) };
    }
    if let Some((topic, changes)) = of_a_charge(flow, at) {
        return Event { topic, payload: charge(person, at, &changes) };
    }
    match flow {
        "order_processed" => Event { topic: "order/processed", payload: order(person, at) },
        _ => {
            Event { topic: "customer/activated", payload: json!({ "customer": person.customer(&at.now()) }) }
        }
    }
}

/// The topic of a subscription's flow, and in what its payload differs from a new subscription's.
fn of_a_subscription(flow: &str, at: &Moment) -> Option<(&'static str, Value)> {
    let next = |days| json!({ "next_charge_scheduled_at": at.on(days) });
    Some(match flow {
        "subscription_started" => ("subscription/created", next(30)),
        "subscription_paused" => ("subscription/paused", next(60)),
        "subscription_resumed" => ("subscription/activated", next(7)),
        "order_skipped" => ("subscription/skipped", next(45)),
        "subscription_canceled" => (
            "subscription/cancelled",
            json!({ "status": "cancelled", "cancelled_at": at.now(), "cancellation_reason": "Too much coffee" }),
        ),
        "subscription_expired" => (
            "subscription/updated",
            json!({ "status": "expired", "expire_after_specific_number_of_charges": 6 }),
        ),
        _ => return None,
    })
}

/// The topic of a charge's flow, and in what its payload differs from that of a charge paid at once.
fn of_a_charge(flow: &str, at: &Moment) -> Option<(&'static str, Value)> {
    Some(match flow {
        "charge_paid" => ("charge/paid", json!({})),
        "upcoming_order" => {
            ("charge/upcoming", json!({ "status": "queued", "scheduled_at": at.on(3), "processed_at": null }))
        }
        "charge_will_be_retried" => (
            "charge/failed",
            json!({ "status": "error", "error_type": "INSUFFICIENT_FUNDS", "processed_at": null,
                    "retry_date": at.on(1), "last_charge_attempt": at.now() }),
        ),
        "charge_failed" => (
            "charge/max_retries_reached",
            json!({ "status": "error", "error_type": "CLOSED_MAX_RETRIES_REACHED", "processed_at": null,
                    "charge_attempts": 8 }),
        ),
        _ => return None,
    })
}

/// The only sign that a pause ended early: an earlier date.
pub(crate) fn moved_forward(person: &Person, at: &Moment) -> Event {
    let sooner = json!({ "next_charge_scheduled_at": at.on(7) });
    Event { topic: "subscription/updated", payload: subscription(person, at, &sooner) }
}

/// A skipped order is taken back.
pub(crate) fn taken_back(person: &Person, at: &Moment) -> Event {
    let again = json!({ "next_charge_scheduled_at": at.on(15) });
    Event { topic: "subscription/unskipped", payload: subscription(person, at, &again) }
}

/// A subscription in the 2021-11 shape, with the customer as included object.
fn subscription(person: &Person, at: &Moment, more: &Value) -> Value {
    let base = json!({
        "id": person.id * 10 + 1, "address_id": person.id * 10 + 2, "customer_id": person.id, "product_title": "House Blend",
        "variant_title": "Whole beans", "quantity": 1, "price": "18.00", "status": "active", "cancelled_at": null,
        "cancellation_reason": null, "charge_interval_frequency": 30, "order_interval_frequency": 30,
        "order_interval_unit": "day", "is_prepaid": false, "max_retries_reached": false, "next_charge_scheduled_at": null,
        "expire_after_specific_number_of_charges": null, "created_at": at.now(), "updated_at": at.now(),
    });
    json!({ "subscription": merged(base, more), "customer": person.customer(&at.now()) })
}

fn charge(person: &Person, at: &Moment, more: &Value) -> Value {
    let now = at.now();
    let base = json!({
        "id": person.id * 10 + 3, "address_id": person.id * 10 + 2, "currency": "USD", "total_price": "21.50",
        "type": "recurring", "status": "success", "charge_attempts": 1, "customer": { "id": person.id },
        "line_items": [{ "purchase_item_id": person.id * 10 + 1, "purchase_item_type": "subscription",
                         "title": "House Blend", "quantity": 1, "unit_price": "18.00" }],
        "tax_lines": "[]", "created_at": now, "updated_at": now, "processed_at": now, "scheduled_at": at.on(0),
    });
    json!({ "charge": merged(base, more), "customer": person.customer(&now) })
}

fn order(person: &Person, at: &Moment) -> Value {
    let now = at.now();
    let order = json!({
        "id": person.id * 10 + 4, "address_id": person.id * 10 + 2, "currency": "USD", "total_price": "21.50",
        "type": "recurring", "status": "success", "is_prepaid": false, "external_order_number": { "ecommerce": "1042" },
        "customer": { "id": person.id }, "created_at": now, "updated_at": now, "processed_at": now,
        "line_items": [{ "purchase_item_id": person.id * 10 + 1, "title": "House Blend", "quantity": 1 }],
        "scheduled_at": at.on(0),
    });
    json!({ "order": order, "customer": person.customer(&now) })
}

fn merged(mut base: Value, more: &Value) -> Value {
    if let (Some(base), Some(more)) = (base.as_object_mut(), more.as_object()) {
        base.extend(more.clone());
    }
    base
}
