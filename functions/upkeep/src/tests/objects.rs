//! Objects as Recharge lists them, changed so many minutes ago.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::world::now;

pub(super) fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

pub(super) fn paid(id: u64, minutes: i64) -> Value {
    charge(id, minutes, &json!({ "status": "success", "processed_at": ago(minutes), "charge_attempts": 1 }))
}

pub(super) fn failed(id: u64, minutes: i64) -> Value {
    let error = json!({ "status": "error", "error_type": "CLOSED_MAX_RETRIES_REACHED",
        "last_charge_attempt": ago(minutes), "charge_attempts": 8 });
    charge(id, minutes, &error)
}

/// Failed at its n-th try, and will be tried again.
pub(super) fn retried(id: u64, minutes: i64, attempt: u64) -> Value {
    let error = json!({ "status": "error", "error_type": "INSUFFICIENT_FUNDS", "last_charge_attempt": ago(minutes),
        "charge_attempts": attempt, "retry_date": ago(-24 * 60) });
    charge(id, minutes, &error)
}

pub(super) fn queued(id: u64, day: &str) -> Value {
    charge(id, 20, &json!({ "status": "queued", "scheduled_at": day }))
}

pub(super) fn subscription(id: u64, minutes: i64, status: &str) -> Value {
    json!({ "id": id, "customer_id": 9, "status": status, "created_at": ago(100_000), "updated_at": ago(minutes),
        "cancelled_at": (status == "cancelled").then(|| ago(minutes)), "next_charge_scheduled_at": "2026-12-01" })
}

pub(super) fn started(id: u64, minutes: i64) -> Value {
    let mut subscription = subscription(id, minutes, "active");
    subscription["created_at"] = json!(ago(minutes));
    subscription
}

pub(super) fn processed(id: u64, minutes: i64) -> Value {
    json!({ "id": id, "status": "success", "is_prepaid": false, "customer": { "id": 9 }, "processed_at": ago(minutes),
        "updated_at": ago(minutes) })
}

fn charge(id: u64, minutes: i64, more: &Value) -> Value {
    let mut charge = json!({ "id": id, "customer": { "id": 9 }, "total_price": "21.50", "updated_at": ago(minutes),
        "scheduled_at": "2026-11-25" });
    charge.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    charge
}
