//! Webhooks as Recharge sends them (API version 2021-11), the customer along as an included object.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::{
    Person,
    recharge::{self, day, max_retries_reached, will_be_retried},
};

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
    /// One about an object, with its customer as Recharge includes them. A topic begins with the object's kind.
    #[must_use]
    pub fn new(topic: &'static str, object: &Value, person: &Person, at: Timestamp) -> Self {
        let kind = topic.split('/').next().unwrap_or_default();
        Self { topic, payload: json!({ kind: object, "customer": person.customer(at) }) }
    }

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
                let end = json!({ "status": "expired", "expire_after_specific_number_of_charges": 6 });
                subscription("subscription/updated", person, at, &end)
            }
            "order_skipped" => subscription("subscription/skipped", person, at, &due_in(45, at)),
            "order_processed" => {
                Self::new("order/processed", &recharge::order(person, at, &json!({})), person, at)
            }
            "customer_account_activation" => {
                Self { topic: "customer/activated", payload: json!({ "customer": person.customer(at) }) }
            }
            _ => Self::about_a_charge(flow, person, at),
        }
    }

    fn about_a_charge(flow: &str, person: &Person, at: Timestamp) -> Self {
        let planned = json!({ "status": "queued", "scheduled_at": day(3, at), "processed_at": null });
        let (topic, changes) = match flow {
            "upcoming_order" => ("charge/upcoming", planned),
            "charge_will_be_retried" => ("charge/failed", will_be_retried(1, at, &day(1, at))),
            "charge_failed" => ("charge/max_retries_reached", max_retries_reached(at)),
            _ => ("charge/paid", json!({})),
        };
        charge(topic, person, at, &changes)
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

/// About a person's subscription.
fn subscription(topic: &'static str, person: &Person, at: Timestamp, changes: &Value) -> Webhook {
    Webhook::new(topic, &recharge::subscription(person, at, changes), person, at)
}

fn charge(topic: &'static str, person: &Person, at: Timestamp, changes: &Value) -> Webhook {
    Webhook::new(topic, &recharge::charge(person, at, changes), person, at)
}

fn due_in(days: i64, at: Timestamp) -> Value {
    json!({ "next_charge_scheduled_at": day(days, at) })
}
