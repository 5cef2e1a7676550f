use serde_json::{Value, json};

use super::*;

/// Looks back at the hour before five o'clock, in New York the afternoon of the 24th.
const NOW: &str = "2026-11-24T22:00:00Z";
const BEFORE: &str = "2026-11-24T20:59:59+00:00";
const WITHIN: &str = "2026-11-24T21:30:00+00:00";

/// The keys of the topics that an object stands for.
fn missed_of(listing: Listing, object: &Value, after_a_gap: bool) -> Vec<&'static str> {
    let payload = RawValue::from_string(json!({ listing.singular(): object }).to_string()).unwrap();
    let now: Timestamp = NOW.parse().unwrap();
    let period = LookBackPeriod { since: now - jiff::SignedDuration::from_hours(1), now, after_a_gap };
    missed_topics(listing, &payload, &period).unwrap().into_iter().map(HandledTopic::key).collect()
}

/// The only one.
fn missed(listing: Listing, object: &Value, after_a_gap: bool) -> Option<&'static str> {
    let topics = missed_of(listing, object, after_a_gap);
    assert!(topics.len() < 2, "{topics:?}");
    topics.first().copied()
}

fn of(listing: Listing, object: &Value) -> Option<&'static str> {
    let quietly = missed(listing, object, false);
    assert_eq!(missed(listing, object, true), quietly, "no matter whether webhooks were missing");
    quietly
}

#[test]
fn a_charge_stands_for_its_last_attempt() {
    let charge = |status: &str, more: Value| {
        let mut charge =
            json!({ "id": 1, "status": status, "updated_at": WITHIN, "scheduled_at": "2026-11-20" });
        charge.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        of(Listing::Charges, &charge)
    };
    assert_eq!(charge("success", json!({ "processed_at": WITHIN })), Some("charge/paid"));
    assert_eq!(charge("SUCCESS", json!({ "processed_at": BEFORE })), None, "paid before, edited now");
    assert_eq!(charge("error", json!({ "last_charge_attempt": WITHIN })), Some("charge/failed"));
    assert_eq!(charge("error", json!({ "last_charge_attempt": BEFORE })), None);
    let closed = json!({ "error_type": "CLOSED_MAX_RETRIES_REACHED" });
    assert_eq!(charge("error", closed), Some("charge/max_retries_reached"));
    assert_eq!(charge("refunded", json!({ "processed_at": WITHIN })), Some("charge/refunded"));
    assert_eq!(charge("skipped", json!({})), Some("charge/deleted"), "it is not planned any more");
    for untold in ["partially_refunded", "pending", "pending_manual_payment"] {
        assert_eq!(charge(untold, json!({ "processed_at": WITHIN })), None, "{untold}");
    }
}

#[test]
fn a_subscription_stands_for_its_beginning_its_end_or_a_change() {
    let subscription = |status: &str, created_at: &str, cancelled_at: Option<&str>| {
        let object = json!({ "id": 1, "status": status, "created_at": created_at, "cancelled_at": cancelled_at,
            "updated_at": WITHIN });
        of(Listing::Subscriptions, &object)
    };
    assert_eq!(subscription("active", WITHIN, None), Some("subscription/created"));
    assert_eq!(subscription("active", BEFORE, None), Some("subscription/updated"));
    assert_eq!(subscription("cancelled", WITHIN, Some(WITHIN)), Some("subscription/cancelled"));
    assert_eq!(subscription("cancelled", BEFORE, Some(BEFORE)), None);
    assert_eq!(subscription("expired", BEFORE, None), Some("subscription/updated"));
    assert_eq!(subscription("onetime", WITHIN, None), None);
}

/// Its beginning came by a webhook, it may be, and what it is by now did not.
#[test]
fn a_new_subscription_that_was_changed_since_stands_for_both() {
    let object = json!({ "id": 1, "status": "active", "created_at": WITHIN, "updated_at": NOW });
    let both = ["subscription/created", "subscription/updated"];
    assert_eq!(missed_of(Listing::Subscriptions, &object, false), both);
}

#[test]
fn an_order_stands_for_having_been_processed() {
    let order = |status: &str, processed_at: &str| {
        of(
            Listing::Orders,
            &json!({ "id": 1, "status": status, "processed_at": processed_at, "updated_at": WITHIN }),
        )
    };
    assert_eq!(order("success", WITHIN), Some("order/processed"));
    assert_eq!(order("success", BEFORE), None);
    assert_eq!(order("cancelled", WITHIN), Some("order/cancelled"));
    assert_eq!(order("error", WITHIN), None);
}

#[test]
fn what_is_planned_for_the_next_days_is_announced_after_a_gap_only() {
    let charge =
        |day: &str| json!({ "id": 1, "status": "queued", "scheduled_at": day, "updated_at": WITHIN });
    let order = |is_prepaid: bool| json!({ "id": 1, "status": "queued", "scheduled_at": "2026-11-26", "is_prepaid": is_prepaid });
    for (day, announced) in
        [("2026-11-23", false), ("2026-11-24", true), ("2026-11-27", true), ("2026-11-28", false)]
    {
        let topic = announced.then_some("charge/upcoming");
        assert_eq!(missed(Listing::Charges, &charge(day), true), topic, "{day}");
        assert_eq!(missed(Listing::Charges, &charge(day), false), None, "{day}");
    }
    assert_eq!(missed(Listing::Orders, &order(true), true), Some("order/upcoming"));
    assert_eq!(missed(Listing::Orders, &order(false), true), None, "its charge announces it");
}

#[test]
fn what_cannot_be_read_is_told() {
    let payload = RawValue::from_string(r#"{"charge":null}"#.to_owned()).unwrap();
    let now = NOW.parse().unwrap();
    let period = LookBackPeriod { since: now, now, after_a_gap: false };
    let missing = PayloadError::Missing { field: "charge".to_owned() };
    assert_eq!(missed_topics(Listing::Charges, &payload, &period), Err(missing));
}
