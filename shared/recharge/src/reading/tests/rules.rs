//! The conditions under which a topic is a trigger.

use rechime_domain::facts::FactKind;

use super::*;

fn told_of(topic: &str, payload: &Value) -> String {
    told(&read_at(topic, payload, "2026-11-21T12:00:00Z").unwrap())
}

fn kind_of(topic: &str, payload: &Value) -> Option<FactKind> {
    read_at(topic, payload, "2026-11-21T12:00:00Z").unwrap().report.map(|report| report.kind)
}

#[test]
fn only_an_active_subscription_starts() {
    assert_eq!(
        told_of("subscription/created", &subscription(&json!({}))),
        "subscription_started customer:9:started:2026-11-20T09:50Z"
    );
    for status in ["onetime", "CANCELLED"] {
        assert_eq!(told_of("subscription/created", &subscription(&json!({"status": status}))), "not_active");
    }
}

#[test]
fn an_import_is_silent_and_a_late_webhook_is_not() {
    for (created_at, told) in [
        ("2026-10-22T12:00:00Z", "subscription_started customer:9:started:2026-10-22T12:00Z"),
        ("2026-10-22T11:59:59Z", "imported"),
        ("2019-07-30T09:53:56", "imported"),
    ] {
        let payload = subscription(&json!({ "created_at": created_at }));
        assert_eq!(told_of("subscription/created", &payload), told);
    }
    let undated = subscription(&json!({"created_at": null}));
    assert_eq!(told_of("subscription/created", &undated), "subscription_started subscription:7:started");
}

#[test]
fn the_topic_makes_a_pause_whatever_the_status() {
    for status in ["active", "paused", "PAUSED", "cancelled"] {
        let payload = subscription(&json!({"status": status}));
        let expected = "subscription_paused subscription:7:paused:2026-12-01:2026-11-20";
        assert_eq!(told_of("subscription/paused", &payload), expected);
        assert_eq!(kind_of("subscription/paused", &payload), Some(FactKind::Paused));
    }
    let open = subscription(&json!({"next_charge_scheduled_at": null}));
    assert_eq!(
        told_of("subscription/paused", &open),
        "subscription_paused subscription:7:paused:open:2026-11-20"
    );
}

#[test]
fn any_topic_tells_of_an_expiry() {
    let payload = subscription(&json!({"status": "EXPIRED", "next_charge_scheduled_at": null}));
    for action in
        ["created", "activated", "cancelled", "deleted", "updated", "skipped", "unskipped", "swapped"]
    {
        let topic = format!("subscription/{action}");
        assert_eq!(told_of(&topic, &payload), "subscription_expired subscription:7:expired", "{topic}");
        assert_eq!(kind_of(&topic, &payload), Some(FactKind::Expired), "{topic}");
    }
}

#[test]
fn a_cancellation_for_want_of_payment_is_not_the_customers() {
    for changes in [
        json!({"max_retries_reached": 1}),
        json!({"max_retries_reached": "true"}),
        json!({"cancellation_reason": "Max number of charge attempts reached"}),
    ] {
        let mut changes = changes;
        changes["status"] = json!("cancelled");
        let payload = subscription(&changes);
        assert_eq!(told_of("subscription/cancelled", &payload), "canceled_for_payment");
        assert_eq!(kind_of("subscription/cancelled", &payload), Some(FactKind::Canceled));
    }
}

#[test]
fn a_reason_left_behind_is_not_told_after_an_activation() {
    let payload = subscription(&json!({"cancellation_reason": "Too much", "cancelled_at": "2026-11-19"}));
    let tags =
        |topic| read_at(topic, &payload, "2026-11-21T12:00:00Z").unwrap().occurrence().unwrap().tags.clone();
    assert!(!tags("subscription/activated").contains_key("cancellation_reason"));
    let canceled = tags("subscription/cancelled");
    assert_eq!(canceled["cancellation_reason"], "Too much");
    assert!(!canceled.contains_key("next_charge_date"));
}

#[test]
fn an_upcoming_order_is_stale_once_its_day_is_over() {
    let charge = |status: &str| json!({"charge": {"id": 1, "status": status, "scheduled_at": "2026-12-01"}});
    let reading = read_at("charge/upcoming", &charge("queued"), "2026-11-28T23:30:00Z").unwrap();
    assert_eq!(reading.occurrence().unwrap().stale_from, Some(time("2026-12-02T05:00:00Z")));
    assert_eq!(told_of("charge/upcoming", &charge("skipped")), "no_longer_planned");
    let prepaid = |flag: Value| json!({"order": {"id": 2, "status": "QUEUED", "is_prepaid": flag, "scheduled_at": "2026-12-01"}});
    assert_eq!(told_of("order/upcoming", &prepaid(json!(1))), "upcoming_order order:2:upcoming:2026-12-01");
    assert_eq!(told_of("order/upcoming", &prepaid(json!(false))), "announced_by_its_charge");
}

#[test]
fn a_charge_is_paid_if_it_succeeded_and_cost_something() {
    let charge =
        |status: &str, total: Value| json!({"charge": {"id": 1, "status": status, "total_price": total}});
    assert_eq!(told_of("charge/paid", &charge("SUCCESS", json!(0.01))), "charge_paid charge:1:paid");
    assert_eq!(told_of("charge/paid", &charge("success", json!("0.00"))), "nothing_to_pay");
    assert_eq!(told_of("charge/paid", &charge("refunded", json!("5.00"))), "not_successful");
    let unpriced = read_at("charge/paid", &json!({"charge": {"id": 1}}), "2026-11-21T12:00:00Z");
    assert_eq!(unpriced, Err(PayloadError::Missing { field: "charge.total_price".to_owned() }));
}

#[test]
fn only_a_payment_that_may_follow_a_failure_is_remembered() {
    let charge =
        |attempts: Value| json!({"charge": {"id": 1, "total_price": "5", "charge_attempts": attempts}});
    assert_eq!(kind_of("charge/paid", &charge(json!(1))), None);
    for attempts in [json!(2), json!("3"), json!(null)] {
        assert_eq!(kind_of("charge/paid", &charge(attempts)), Some(FactKind::Paid));
    }
}

#[test]
fn an_announced_order_of_one_subscription_stands_and_falls_with_it() {
    let charge = |items: &str| {
        let items: serde_json::Value = serde_json::from_str(items).unwrap();
        let charge = json!({"charge": {"id": "7", "status": "queued", "scheduled_at": "2026-12-01", "line_items": items}});
        read_at("charge/upcoming", &charge, "2026-11-21T12:00:00Z").unwrap().occurrence().unwrap().clone()
    };
    let one = charge(r#"[{"purchase_item_id": 47}]"#);
    assert_eq!(
        (one.subject.key().as_str(), one.key.as_str(), one.charge_on),
        ("subscription:47", "charge:7:upcoming:2026-12-01", Some(jiff::civil::date(2026, 12, 1)))
    );
    let two = charge(r#"[{"purchase_item_id": 47}, {"purchase_item_id": 48}]"#);
    assert_eq!((two.subject.key().as_str(), two.charge_on), ("charge:7", None));
    assert_eq!(charge(r#"[{"purchase_item_id": {"odd": 1}}]"#).subject.key(), "charge:7");
}

#[test]
fn an_order_is_processed_if_it_succeeded() {
    let order = |status: &str| json!({"order": {"id": "5", "status": status}});
    assert_eq!(told_of("order/processed", &order("SUCCESS")), "order_processed order:5:processed");
    assert_eq!(told_of("order/processed", &order("error")), "not_successful");
}

#[test]
fn a_skip_is_undone_by_what_comes_after_it() {
    let payload = subscription(&json!({}));
    let skipped = read_at("subscription/skipped", &payload, "2026-11-21T12:00:00Z").unwrap();
    assert_eq!(skipped.occurrence().unwrap().at, time("2026-11-21T12:00:00Z"));
    let undone = read_at("subscription/unskipped", &payload, "2026-11-21T12:30:00Z").unwrap().report.unwrap();
    assert_eq!((undone.kind, undone.moment.at), (FactKind::Unskipped, time("2026-11-21T12:30:00Z")));
}

#[test]
fn what_lies_in_the_future_did_not_happen_there() {
    let payload = subscription(&json!({"updated_at": "2027-01-01T00:00:00Z"}));
    let reading = read_at("subscription/paused", &payload, "2026-11-21T12:00:00Z").unwrap();
    assert_eq!(reading.occurrence().unwrap().at, time("2026-11-21T12:00:00Z"));
    assert_eq!(reading.report.unwrap().moment.at, time("2026-11-21T12:00:00Z"));
}

#[test]
fn what_is_missing_or_malformed_is_named() {
    let fails = |payload: Value| {
        read_at("subscription/created", &payload, "2026-11-21T12:00:00Z").unwrap_err().to_string()
    };
    insta::assert_snapshot!(fails(json!([])), @"the payload is not a JSON object");
    insta::assert_snapshot!(fails(json!({})), @"the payload has no subscription");
    insta::assert_snapshot!(fails(json!({"subscription": 4})), @"subscription in the payload is not an object");
    insta::assert_snapshot!(fails(subscription(&json!({"id": null}))), @"the payload has no subscription.id");
    insta::assert_snapshot!(fails(subscription(&json!({"id": "1/../2"}))), @"subscription.id in the payload is not an id");
    insta::assert_snapshot!(fails(subscription(&json!({"status": {}}))), @"subscription.status in the payload is not a text");
    insta::assert_snapshot!(fails(subscription(&json!({"max_retries_reached": "maybe"}))), @"subscription.max_retries_reached in the payload is not true or false");
    insta::assert_snapshot!(
        fails(subscription(&json!({"created_at": "yesterday"}))),
        @"subscription.created_at in the payload is not a time"
    );
}
