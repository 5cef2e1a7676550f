//! Webhooks as intake enqueues them.

use rechime_domain::job::{Proof, WebhookJob};
pub(super) use rechime_testkit::{DAY, NIGHT, PHONE, at};
use rechime_testkit::{
    payloads::{self, recharge},
    store_id, zoe,
};
use serde_json::{Value, json, value::RawValue};

/// When what the webhooks tell of happened.
const HAPPENED: &str = "2026-11-24T16:59:00Z";

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

    /// A webhook about a charge, some fields of which are changed.
    pub(super) fn charge(topic: &'static str, changes: &Value) -> Self {
        let charge = recharge::charge(&zoe(), at(HAPPENED), changes);
        Self::new(topic, payloads::Webhook::new(topic, &charge, &zoe(), at(HAPPENED)).payload)
    }

    pub(super) fn paid(charge: u64) -> Self {
        Self::charge("charge/paid", &json!({ "id": charge, "total_price": "24.00" }))
    }

    /// A charge that failed at its n-th try and will be tried again.
    pub(super) fn retried(attempt: u64) -> Self {
        let retried = recharge::will_be_retried(attempt, at("2026-11-24T16:55:00Z"), "2026-11-27");
        Self::charge("charge/failed", &retried)
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
        let (store, received_at) = (store_id(self.store), at(self.received_at));
        let job = WebhookJob::new(store, self.topic.to_owned(), self.proof, received_at, payload);
        serde_json::to_string(&job).unwrap()
    }
}

pub(super) fn subscription(changes: &Value) -> Value {
    let mut coffee = json!({ "id": 7, "product_title": "Coffee", "price": "12.50",
        "next_charge_scheduled_at": "2026-12-01" });
    coffee.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let subscription = recharge::subscription(&zoe(), at(HAPPENED), &coffee);
    payloads::Webhook::new("subscription/created", &subscription, &zoe(), at(HAPPENED)).payload
}
