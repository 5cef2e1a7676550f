//! Objects as Recharge lists them, changed so many minutes ago.

use jiff::{SignedDuration, Timestamp};
use rechime_testkit::{
    payloads::recharge::{self, max_retries_reached, will_be_retried},
    zoe,
};
use serde_json::{Value, json};

use super::world::now;

pub(super) fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

pub(super) fn paid(id: u64, minutes: i64) -> Value {
    charge(id, minutes, &json!({}))
}

pub(super) fn failed(id: u64, minutes: i64) -> Value {
    charge(id, minutes, &max_retries_reached(ago(minutes)))
}

/// Failed at its n-th try, and will be tried again.
pub(super) fn retried(id: u64, minutes: i64, attempt: u64) -> Value {
    charge(id, minutes, &will_be_retried(attempt, ago(minutes), "2026-11-26"))
}

pub(super) fn queued(id: u64, day: &str) -> Value {
    charge(id, 20, &json!({ "status": "queued", "scheduled_at": day, "processed_at": null }))
}

pub(super) fn subscription(id: u64, minutes: i64, status: &str) -> Value {
    let cancelled_at = (status == "cancelled").then(|| ago(minutes));
    let changes = json!({ "id": id, "status": status, "created_at": ago(100_000), "cancelled_at": cancelled_at,
        "next_charge_scheduled_at": "2026-12-01" });
    recharge::subscription(&zoe(), ago(minutes), &changes)
}

pub(super) fn started(id: u64, minutes: i64) -> Value {
    let mut subscription = subscription(id, minutes, "active");
    subscription["created_at"] = json!(ago(minutes));
    subscription
}

pub(super) fn processed(id: u64, minutes: i64) -> Value {
    recharge::order(&zoe(), ago(minutes), &json!({ "id": id }))
}

fn charge(id: u64, minutes: i64, changes: &Value) -> Value {
    let mut charge = recharge::charge(&zoe(), ago(minutes), changes);
    charge["id"] = json!(id);
    charge
}
