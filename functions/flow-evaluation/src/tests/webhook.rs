//! Webhooks as intake enqueues them.

use jiff::Timestamp;
use rechime_domain::{
    ids::StoreId,
    job::{Proof, WebhookJob},
};
use serde_json::{Value, json, value::RawValue};

/// Noon in New York.
pub(super) const DAY: &str = "2026-11-24T17:00:00Z";
/// Eleven in the evening in New York.
pub(super) const NIGHT: &str = "2026-11-25T04:00:00Z";
/// The customer's phone in the webhooks, of New York.
pub(super) const PHONE: &str = "+12125551234";

/// A signed webhook of the store `demo` that came by day, unless it is said otherwise.
#[derive(Clone)]
pub(super) struct Webhook {
    pub(super) queue_id: &'static str,
    store: &'static str,
    topic: &'static str,
    payload: Value,
    proof: Proof,
    received_at: &'static str,
}

impl Webhook {
    pub(super) fn new(topic: &'static str, payload: Value) -> Self {
        let proof = Proof::TimestampedSignature;
        Self { queue_id: "q-1", store: "demo", topic, payload, proof, received_at: DAY }
    }

    /// A webhook about the subscription 7, some fields of which are changed.
    pub(super) fn subscription(topic: &'static str, changes: &Value) -> Self {
        Self::new(topic, subscription(changes))
    }

    pub(super) fn started() -> Self {
        Self::subscription("subscription/created", &json!({}))
    }

    /// Of a flow that holds by default.
    pub(super) fn skipped() -> Self {
        Self::subscription("subscription/skipped", &json!({}))
    }

    pub(super) fn paid(charge: u64) -> Self {
        let charge = json!({
            "id": charge, "status": "success", "total_price": "24.00", "processed_at": "2026-11-24T16:59:00+00:00",
        });
        Self::new("charge/paid", json!({ "charge": charge, "customer": customer() }))
    }

    /// A charge that failed at its n-th try and will be tried again.
    pub(super) fn retried(attempt: u64) -> Self {
        let charge = json!({
            "id": 91, "customer_id": 9, "status": "error", "total_price": "29.80", "error_type": "INSUFFICIENT_FUNDS",
            "charge_attempts": attempt, "retry_date": "2026-11-27T10:00:00+00:00",
            "updated_at": "2026-11-24T16:55:00+00:00",
        });
        Self::new("charge/failed", json!({ "charge": charge, "customer": customer() }))
    }

    pub(super) fn queued_as(self, queue_id: &'static str) -> Self {
        Self { queue_id, ..self }
    }

    pub(super) fn of_store(self, store: &'static str) -> Self {
        Self { store, ..self }
    }

    pub(super) fn received(self, received_at: &'static str) -> Self {
        Self { received_at, ..self }
    }

    /// Vouched for by nothing but the key in its path.
    pub(super) fn unsigned(self) -> Self {
        Self { proof: Proof::PathKey, ..self }
    }

    /// Asked of Recharge by ourselves.
    pub(super) fn backfilled(self) -> Self {
        Self { proof: Proof::Backfill, ..self }
    }

    /// Without the customer who is sent along.
    pub(super) fn without_customer(mut self) -> Self {
        self.payload.as_object_mut().unwrap().remove("customer");
        self
    }

    pub(super) fn body(&self) -> String {
        let payload = RawValue::from_string(self.payload.to_string()).unwrap();
        let (store, received_at) = (StoreId::parse(self.store).unwrap(), at(self.received_at));
        let job = WebhookJob::new(store, self.topic.to_owned(), self.proof, received_at, payload);
        serde_json::to_string(&job).unwrap()
    }
}

pub(super) fn subscription(changes: &Value) -> Value {
    let mut subscription = json!({
        "id": 7, "customer_id": 9, "status": "active", "product_title": "Coffee", "price": "12.50",
        "next_charge_scheduled_at": "2026-12-01", "created_at": "2026-11-24T16:59:00+00:00",
        "updated_at": "2026-11-24T16:59:00+00:00",
    });
    for (name, value) in changes.as_object().unwrap() {
        subscription[name] = value.clone();
    }
    json!({ "subscription": subscription, "customer": customer() })
}

fn customer() -> Value {
    json!({ "id": 9, "first_name": "Zoë", "phone": PHONE })
}

pub(super) fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}
