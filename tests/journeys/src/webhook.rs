//! Webhooks as Recharge sends them (API version 2021-11), the customer along as an included object.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Map, Value, json};

use crate::person::Person;

/// All twelve flows.
pub const FLOWS: [&str; 12] = [
    "subscription_started",
    "subscription_paused",
    "subscription_resumed",
    "subscription_canceled",
    "subscription_expired",
    "upcoming_order",
    "order_skipped",
    "order_processed",
    "charge_will_be_retried",
    "charge_failed",
    "charge_paid",
    "customer_account_activation",
];

/// A webhook: its topic and its payload.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// `subscription/created`
    pub topic: &'static str,
    /// The body.
    pub payload: Value,
}

impl Webhook {
    /// One that starts a flow for a person.
    #[must_use]
    pub fn starting(flow: &str, person: &Person, at: Timestamp) -> Self {
        match flow {
            "subscription_started" => subscription("subscription/created", person, at, &due_in(30, at)),
            "subscription_paused" => subscription("subscription/paused", person, at, &due_in(60, at)),
            "subscription_resumed" => subscription("subscription/activated", person, at, &due_in(7, at)),
            "subscription_canceled" => {
                let end =
                    json!({ "status": "cancelled", "cancelled_at": at, "cancellation_reason": "Too much" });
                subscription("subscription/cancelled", person, at, &end)
            }
            "subscription_expired" => {
                subscription("subscription/updated", person, at, &json!({ "status": "expired" }))
            }
            "order_skipped" => subscription("subscription/skipped", person, at, &due_in(45, at)),
            "order_processed" => order(person, at),
            "customer_account_activation" => {
                Self { topic: "customer/activated", payload: json!({ "customer": person.customer(at) }) }
            }
            _ => Self::about_a_charge(flow, person, at),
        }
    }

    fn about_a_charge(flow: &str, person: &Person, at: Timestamp) -> Self {
        let failed = json!({ "status": "error", "error_type": "INSUFFICIENT_FUNDS", "processed_at": null,
                             "retry_date": day(1, at), "last_charge_attempt": at });
        let lost = json!({ "status": "error", "error_type": "CLOSED_MAX_RETRIES_REACHED", "charge_attempts": 8,
                           "processed_at": null });
        let planned = json!({ "status": "queued", "scheduled_at": day(3, at), "processed_at": null });
        let (topic, more) = match flow {
            "upcoming_order" => ("charge/upcoming", planned),
            "charge_will_be_retried" => ("charge/failed", failed),
            "charge_failed" => ("charge/max_retries_reached", lost),
            _ => ("charge/paid", json!({})),
        };
        charge(topic, person, at, &more)
    }

    /// A skipped order is taken back.
    #[must_use]
    pub fn unskipped(person: &Person, at: Timestamp) -> Self {
        subscription("subscription/unskipped", person, at, &due_in(15, at))
    }

    /// A subscription's next order is planned for another day, so many days on.
    #[must_use]
    pub fn moved(person: &Person, at: Timestamp, days: i64) -> Self {
        subscription("subscription/updated", person, at, &due_in(days, at))
    }

    /// A charge that had failed is paid after all.
    #[must_use]
    pub fn paid_after_all(person: &Person, at: Timestamp) -> Self {
        charge("charge/paid", person, at, &json!({ "charge_attempts": 2 }))
    }

    /// The same without one field of its resource.
    #[must_use]
    pub fn without(mut self, field: &str) -> Self {
        if let Some(fields) = self.fields() {
            fields.remove(field);
        }
        self
    }

    /// The same with another value of one field of its resource.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        if let Some(fields) = self.fields() {
            fields.insert(field.to_owned(), value.into());
        }
        self
    }

    /// The same of another thing of its person: a second product's subscription, a second charge.
    #[must_use]
    pub fn of_another(self, person: &Person, number: u64) -> Self {
        self.with("id", person.id * 1_000 + number)
    }

    fn fields(&mut self) -> Option<&mut Map<String, Value>> {
        let name = self.topic.split('/').next()?;
        self.payload.get_mut(name)?.as_object_mut()
    }
}

fn subscription(topic: &'static str, person: &Person, at: Timestamp, more: &Value) -> Webhook {
    let base = json!({
        "id": person.id * 10 + 1, "address_id": person.id * 10 + 2, "customer_id": person.id,
        "product_title": "House Blend", "quantity": 1, "price": "18.00", "status": "active", "cancelled_at": null,
        "cancellation_reason": null, "order_interval_frequency": 30, "order_interval_unit": "day",
        "is_prepaid": false, "max_retries_reached": false, "created_at": at, "updated_at": at,
    });
    around("subscription", topic, &merged(base, more), person, at)
}

fn charge(topic: &'static str, person: &Person, at: Timestamp, more: &Value) -> Webhook {
    let base = json!({
        "id": person.id * 10 + 3, "address_id": person.id * 10 + 2, "currency": "USD", "total_price": "21.50",
        "type": "recurring", "status": "success", "charge_attempts": 1, "customer": { "id": person.id },
        "line_items": [line_item(person)], "shipping_address": person.address(), "created_at": at,
        "updated_at": at, "processed_at": at, "scheduled_at": day(0, at),
    });
    around("charge", topic, &merged(base, more), person, at)
}

fn order(person: &Person, at: Timestamp) -> Webhook {
    let order = json!({
        "id": person.id * 10 + 4, "address_id": person.id * 10 + 2, "currency": "USD", "total_price": "21.50",
        "type": "recurring", "status": "success", "is_prepaid": false, "customer": { "id": person.id },
        "external_order_number": { "ecommerce": "1042" }, "line_items": [line_item(person)],
        "shipping_address": person.address(), "created_at": at, "updated_at": at, "processed_at": at,
        "scheduled_at": day(0, at),
    });
    around("order", "order/processed", &order, person, at)
}

fn line_item(person: &Person) -> Value {
    json!({ "purchase_item_id": person.id * 10 + 1, "purchase_item_type": "subscription", "title": "House Blend",
            "quantity": 1, "unit_price": "18.00" })
}

fn around(name: &str, topic: &'static str, resource: &Value, person: &Person, at: Timestamp) -> Webhook {
    Webhook { topic, payload: json!({ name: resource, "customer": person.customer(at) }) }
}

fn due_in(days: i64, at: Timestamp) -> Value {
    json!({ "next_charge_scheduled_at": day(days, at) })
}

/// A calendar date, so many days on.
fn day(days: i64, at: Timestamp) -> String {
    let date = at.to_zoned(TimeZone::UTC).date();
    date.checked_add(days.days()).unwrap_or(date).to_string()
}

fn merged(mut base: Value, more: &Value) -> Value {
    if let (Some(base), Some(more)) = (base.as_object_mut(), more.as_object()) {
        base.extend(more.clone());
    }
    base
}
