//! The conditions under which a topic is a trigger.

use rechime_domain::{facts::FactKind, job::Proof};

use super::*;

fn told_of(topic: &str, payload: &Value) -> String {
    told(&read_at(topic, payload, "2026-11-21T12:00:00Z").unwrap())
}

fn kind_of(topic: &str, payload: &Value) -> Option<FactKind> {
    read_at(topic, payload, "2026-11-21T12:00:00Z").unwrap().report.map(|report| report.kind)
}

/// The facts of B1: the topic proves nothing.
#[test]
fn a_subscriptions_own_state_decides_under_whichever_topic_it_comes() {
    let topics = ["created", "paused", "activated", "cancelled", "skipped"];
    let told = |status: &str| {
        let payload = subscription(&json!({"status": status, "cancelled_at": "2026-11-20T10:00:00+00:00"}));
        topics.map(|action| told_of(&format!("subscription/{action}"), &payload))
    };
    let active = [
        "subscription_started customer:9:started:2026-11-20T09:50Z",
        "subscription_paused subscription:7:paused:2026-12-01:2026-11-20T10:00Z",
        "subscription_resumed subscription:7:resumed:2026-11-20T10:00Z",
        "not subscription_canceled",
        "order_skipped customer:9:skipped:2026-12-01",
    ];
    assert_eq!(told("active"), active);
    assert_eq!(told("PAUSED"), active, "which one integration has seen");
    let canceled = [
        "not subscription_started",
        "not subscription_paused",
        "not subscription_resumed",
        "subscription_canceled subscription:7:canceled:2026-11-20T10:00:00Z",
        "not order_skipped",
    ];
    assert_eq!(told("CANCELLED"), canceled);
    assert_eq!(told("expired"), ["subscription_expired subscription:7:expired:2026-11-20T10:00Z"; 5]);
    assert_eq!(told("onetime")[0], "not_active");
}

/// What is remembered is how the object is, so that a forged topic does no more than a true one.
#[test]
fn what_is_remembered_of_a_subscription_is_its_state() {
    let payload =
        |status: &str| subscription(&json!({"status": status, "cancelled_at": "2026-11-20T10:00:00+00:00"}));
    for action in
        ["created", "paused", "activated", "cancelled", "deleted", "updated", "skipped", "unskipped"]
    {
        let topic = format!("subscription/{action}");
        assert_eq!(kind_of(&topic, &payload("cancelled")), Some(FactKind::Canceled), "{topic}");
        assert_eq!(kind_of(&topic, &payload("expired")), Some(FactKind::Expired), "{topic}");
    }
    let active = |action: &str| kind_of(&format!("subscription/{action}"), &payload("active"));
    assert_eq!(["cancelled", "deleted", "updated", "swapped"].map(active), [Some(FactKind::Updated); 4]);
    let claims =
        [FactKind::Started, FactKind::Paused, FactKind::Resumed, FactKind::Skipped, FactKind::Unskipped];
    assert_eq!(["created", "paused", "activated", "skipped", "unskipped"].map(active), claims.map(Some));
    let gone = json!({"subscription": {"id": 7}});
    assert_eq!(kind_of("subscription/deleted", &gone), Some(FactKind::Canceled));
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
fn a_second_time_in_a_day_is_a_second_time() {
    let canceled = |at: &str| {
        let payload = subscription(&json!({"status": "cancelled", "cancelled_at": at, "updated_at": at}));
        told_of("subscription/cancelled", &payload)
    };
    assert_ne!(canceled("2026-11-20T10:00:00+00:00"), canceled("2026-11-20T10:00:30+00:00"));
    assert_eq!(
        canceled("2026-11-20T10:00:00.637+00:00"),
        canceled("2026-11-20T05:00:00"),
        "however it is written"
    );
    let paused = |at: &str| told_of("subscription/paused", &subscription(&json!({ "updated_at": at })));
    assert_ne!(paused("2026-11-20T10:00:00+00:00"), paused("2026-11-20T14:00:00+00:00"));
    let expired = |at: &str| {
        told_of("subscription/updated", &subscription(&json!({"status": "expired", "updated_at": at})))
    };
    assert_ne!(expired("2026-11-20T10:00:00+00:00"), expired("2026-11-20T14:00:00+00:00"));
    let resumed = |at: &str| told_of("subscription/activated", &subscription(&json!({ "updated_at": at })));
    assert_ne!(resumed("2026-11-20T10:00:00+00:00"), resumed("2026-11-20T11:00:00+00:00"));
    assert_eq!(
        resumed("2026-11-20T10:00:00+00:00"),
        resumed("2026-11-20T10:00:04+00:00"),
        "told by two webhooks"
    );
}

/// No field tells when a subscription came to its end, and it can be edited ever after.
#[test]
fn an_expiry_of_long_ago_is_no_news_when_it_is_edited() {
    let at = |fields: Value| {
        let mut changes = json!({"status": "expired", "next_charge_scheduled_at": null});
        changes.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let reading =
            read_at("subscription/updated", &subscription(&changes), "2026-11-20T10:00:02Z").unwrap();
        reading.vouched_by(Proof::TimestampedSignature).occurrence().unwrap().old_from.is_some()
    };
    assert!(!at(json!({})), "it may have ended just now");
    assert!(at(json!({"cancelled_at": "2024-03-01T00:00:00+00:00"})));
    assert!(at(json!({"expired_at": "2024-03-01T00:00:00+00:00"})));
    assert!(at(json!({"next_charge_scheduled_at": "2024-03-01"})), "a charge that never came");
    let plan = |created_at: &str| {
        at(json!({"created_at": created_at, "expire_after_specific_number_of_charges": 6,
            "charge_interval_frequency": "1", "order_interval_unit": "month"}))
    };
    assert!(plan("2023-09-01T00:00:00+00:00"));
    assert!(!plan("2026-03-01T00:00:00+00:00"), "some orders were skipped");
}

/// Deliveries that were paid go on after a prepaid subscription ends.
#[test]
fn the_end_of_a_prepaid_subscription_is_not_told_and_its_next_charge_is_no_delivery() {
    for prepaid in [
        json!({"is_prepaid": true}),
        json!({"is_prepaid": "true"}),
        json!({"is_prepaid": 1, "charge_interval_frequency": "1", "order_interval_frequency": "1"}),
        json!({"charge_interval_frequency": "3", "order_interval_frequency": "1"}),
        json!({"charge_interval_frequency": 12, "order_interval_frequency": 1}),
    ] {
        let with = |more: Value| {
            let mut changes = prepaid.clone();
            changes.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            subscription(&changes)
        };
        assert_eq!(
            told_of("subscription/cancelled", &with(json!({"status": "cancelled"}))),
            "not subscription_canceled"
        );
        assert_eq!(
            told_of("subscription/updated", &with(json!({"status": "expired"}))),
            "not subscription_expired"
        );
        let started = read_at("subscription/created", &with(json!({})), "2026-11-21T12:00:00Z").unwrap();
        assert!(!started.occurrence().unwrap().tags.contains_key("next_charge_date"));
    }
}

#[test]
fn a_cancellation_for_want_of_payment_is_not_the_customers() {
    for changes in [
        json!({"max_retries_reached": 1}),
        json!({"max_retries_reached": "true"}),
        json!({"cancellation_reason": "Max number of charge attempts reached"}),
        json!({"cancellation_reason": "Maximum number of charge attempts reached."}),
        json!({"max_retries_reached": true, "cancellation_reason": "null"}),
        json!({"max_retries_reached": true, "cancellation_reason": "N/A"}),
        json!({"max_retries_reached": true, "cancellation_reason": " - "}),
    ] {
        let mut changes = changes;
        changes["status"] = json!("cancelled");
        let payload = subscription(&changes);
        assert_eq!(told_of("subscription/cancelled", &payload), "canceled_for_payment");
        assert_eq!(kind_of("subscription/cancelled", &payload), Some(FactKind::Canceled));
    }
}

/// Some apps swap a product so. Both texts are true, and neither waits for the other: an answer to what somebody did comes
/// at once.
#[test]
fn a_swap_by_cancellation_is_told_as_the_two_things_that_it_is() {
    let canceled =
        subscription(&json!({"status": "cancelled", "cancellation_reason": "Swapped for another product",
        "cancelled_at": "2026-11-20T10:00:00+00:00"}));
    let created = subscription(&json!({"id": 8, "created_at": "2026-11-20T10:00:01+00:00"}));
    assert_eq!(
        told_of("subscription/cancelled", &canceled),
        "subscription_canceled subscription:7:canceled:2026-11-20T10:00:00Z"
    );
    assert!(told_of("subscription/created", &created).starts_with("subscription_started"));
    let swapped = read_at("subscription/swapped", &subscription(&json!({})), "2026-11-21T12:00:00Z").unwrap();
    assert_eq!(
        swapped.report.map(|report| report.kind),
        Some(FactKind::Updated),
        "Recharge's own makes no text"
    );
}

#[test]
fn a_flag_left_behind_is_no_cause_where_a_reason_is_given() {
    for reason in ["Too expensive", "Too many charge attempts by your bank", "other", "Nil"] {
        let payload = subscription(
            &json!({"status": "cancelled", "max_retries_reached": true, "cancellation_reason": reason,
                    "cancelled_at": "2026-11-20T10:00:00+00:00"}),
        );
        let expected = "subscription_canceled subscription:7:canceled:2026-11-20T10:00:00Z";
        assert_eq!(told_of("subscription/cancelled", &payload), expected, "{reason}");
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
fn an_upcoming_order_is_stale_once_its_day_has_begun() {
    let charge = |status: &str| json!({"charge": {"id": 1, "status": status, "scheduled_at": "2026-12-01"}});
    let reading = read_at("charge/upcoming", &charge("queued"), "2026-11-28T23:30:00Z").unwrap();
    assert_eq!(reading.occurrence().unwrap().stale_from, Some(time("2026-12-01T05:00:00Z")));
    assert_eq!(told_of("charge/upcoming", &charge("skipped")), "not upcoming_order");
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
    assert_eq!(told_of("charge/paid", &charge("refunded", json!("5.00"))), "not charge_paid");
    let unpriced = read_at("charge/paid", &json!({"charge": {"id": 1}}), "2026-11-21T12:00:00Z");
    assert_eq!(unpriced, Err(PayloadError::Missing { field: "charge.total_price".to_owned() }));
}

/// Recharge counts tries anew after another card, so a payment at the first may follow a failure all the same.
#[test]
fn every_payment_is_remembered_and_so_is_what_undoes_a_charge() {
    let charge = |more: Value| {
        let mut charge = json!({"id": 1, "total_price": "5", "status": "success"});
        charge.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "charge": charge })
    };
    for attempts in [json!(1), json!(2), json!("3"), json!(null)] {
        let payload = charge(json!({ "charge_attempts": attempts }));
        assert_eq!(kind_of("charge/paid", &payload), Some(FactKind::Paid));
    }
    let refunded = charge(json!({"status": "refunded"}));
    assert_eq!(kind_of("charge/refunded", &refunded), Some(FactKind::Refunded));
    assert_eq!(kind_of("charge/refunded", &charge(json!({"status": "partially_refunded"}))), None);
    assert_eq!(kind_of("charge/deleted", &json!({"charge": {"id": 1}})), Some(FactKind::Deleted));
}

#[test]
fn an_announced_order_stands_and_falls_with_its_subscriptions() {
    let charge = |items: &str| {
        let items: serde_json::Value = serde_json::from_str(items).unwrap();
        let charge = json!({"charge": {"id": "7", "status": "queued", "scheduled_at": "2026-12-01", "line_items": items}});
        read_at("charge/upcoming", &charge, "2026-11-21T12:00:00Z").unwrap().occurrence().unwrap().clone()
    };
    let one =
        charge(r#"[{"purchase_item_id": 47}, {"purchase_item_id": 3, "purchase_item_type": "onetime"}]"#);
    assert_eq!(
        (one.subject.unwrap().key().as_str(), one.day),
        ("charge:7", Some(jiff::civil::date(2026, 12, 1)))
    );
    assert_eq!(one.subscriptions, ["47"]);
    let two = charge(r#"[{"purchase_item_id": 48}, {"subscription_id": 47}, {"purchase_item_id": 48}]"#);
    assert_eq!(two.subscriptions, ["47", "48"]);
    let unreadable = charge(r#"[{"purchase_item_id": {"odd": 1}}, {"purchase_item_id": 47}]"#);
    assert!(unreadable.subscriptions.is_empty(), "nothing is known of the other one");
}

#[test]
fn a_charge_that_was_made_anew_is_announced_once() {
    let key = |fields: Value| {
        let mut charge = json!({"id": 7, "status": "queued", "scheduled_at": "2026-12-01", "address_id": 4});
        charge.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        told_of("charge/upcoming", &json!({ "charge": charge }))
    };
    let first = key(json!({}));
    assert_eq!(first, "upcoming_order address:4:upcoming:2026-12-01");
    assert_eq!(key(json!({"id": 8})), first);
    assert_ne!(key(json!({"scheduled_at": "2026-12-02"})), first);
    assert_eq!(
        key(json!({"address_id": null, "customer_id": 9})),
        "upcoming_order customer:9:upcoming:2026-12-01"
    );
    assert_eq!(key(json!({"address_id": null})), "upcoming_order charge:7:upcoming:2026-12-01");
}

#[test]
fn an_order_is_processed_if_it_succeeded() {
    let order = |status: &str| json!({"order": {"id": "5", "status": status}});
    assert_eq!(told_of("order/processed", &order("SUCCESS")), "order_processed order:5:processed");
    assert_eq!(told_of("order/processed", &order("error")), "not order_processed");
    for topic in ["order/processed", "order/cancelled"] {
        assert_eq!(kind_of(topic, &order("cancelled")), Some(FactKind::OrderCanceled), "{topic}");
    }
    assert_eq!(kind_of("order/cancelled", &order("success")), None, "the order says otherwise");
}

/// `updated_at` stays as it was: it is the time of the change before the skip.
#[test]
fn a_skip_and_its_taking_back_have_no_time_of_their_own() {
    let payload = subscription(&json!({"next_charge_scheduled_at": "2026-12-31"}));
    let [skipped, again] = ["2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z"]
        .map(|received_at| read_at("subscription/skipped", &payload, received_at).unwrap());
    assert_eq!(skipped.occurrence().unwrap().at, time("2026-11-20T10:00:00Z"));
    assert_eq!(skipped.occurrence().unwrap().at, again.occurrence().unwrap().at, "whenever it comes");
    assert_eq!(
        skipped.occurrence().unwrap().stale_from,
        Some(time("2027-01-01T05:00:00Z")),
        "it names that day"
    );
    let undone = read_at("subscription/unskipped", &payload, "2026-11-21T12:30:00Z").unwrap().report.unwrap();
    assert_eq!((undone.kind, undone.moment.at), (FactKind::Unskipped, time("2026-11-20T10:00:00Z")));
}

#[test]
fn whoever_has_no_active_subscription_is_not_greeted_and_nobody_twice_a_year() {
    let customer = |fields: Value| {
        let mut customer = json!({"id": 9, "created_at": "2026-01-20T10:00:00+00:00", "updated_at": "2026-11-20T10:00:00+00:00"});
        customer.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        told_of("customer/activated", &json!({ "customer": customer }))
    };
    let greeted = "customer_account_activation customer:9:activated:year 1";
    assert_eq!(customer(json!({})), greeted);
    assert_eq!(
        customer(json!({"subscriptions_active_count": 1, "updated_at": "2026-03-01T10:00:00+00:00"})),
        greeted
    );
    assert_eq!(
        customer(json!({"created_at": "2025-11-01T10:00:00+00:00"})),
        "customer_account_activation customer:9:activated:year 2"
    );
    for names in ["subscriptions_active_count", "number_active_subscriptions"] {
        assert_eq!(customer(json!({ names: 0 })), "not customer_account_activation");
    }
}

/// Anybody who knows the key can say when Recharge is asked, and about what.
#[test]
fn where_only_the_key_vouches_the_object_must_show_what_the_topic_tells() {
    let now = "2026-11-20T10:00:02Z";
    let by_key = |action: &str, changes: &Value| {
        let payload = subscription(changes);
        let reading = read_at(&format!("subscription/{action}"), &payload, now).unwrap();
        let reading = reading.vouched_by(Proof::PathKey);
        (told(&reading), reading.report.unwrap().kind)
    };
    let monthly = |next: Option<&str>| json!({"next_charge_scheduled_at": next, "charge_interval_frequency": 1, "order_interval_unit": "month"});
    for (action, not) in [("paused", "not subscription_paused"), ("skipped", "not order_skipped")] {
        let plain = by_key(action, &monthly(Some("2026-12-01")));
        assert_eq!(plain, (not.to_owned(), FactKind::Updated), "{action} and due as usual");
        assert_eq!(by_key(action, &json!({})).0, not, "{action}, and the interval is not told");
        assert!(!by_key(action, &monthly(Some("2027-01-15"))).0.starts_with("not"), "{action}");
    }
    assert!(!by_key("paused", &monthly(None)).0.starts_with("not"), "without a date");
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
