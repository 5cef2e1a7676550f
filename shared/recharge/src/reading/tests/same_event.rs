//! Webhooks that tell of one thing, and those that only look so.

use super::*;

fn key(topic: &str, payload: &Value) -> String {
    let reading = read_at(topic, payload, "2026-11-21T12:00:00Z").unwrap();
    reading.occurrence().unwrap().key.as_str().to_owned()
}

fn created(changes: Value) -> String {
    let mut changes = changes;
    changes["customer_id"] = json!("9");
    key("subscription/created", &subscription(&changes))
}

fn skipped(changes: &Value) -> String {
    key("subscription/skipped", &subscription(changes))
}

fn with_phone(payload: Value, phone: &str) -> Value {
    let mut payload = payload;
    payload["customer"] = json!({"id": 9, "phone": phone});
    payload
}

#[test]
fn three_products_in_one_checkout_are_one_start() {
    let of_product = |id: u64, second: u64| {
        created(json!({"id": id, "product_title": format!("Blend {id}"),
            "created_at": format!("2026-11-20T10:03:{second:02}+00:00")}))
    };
    let keys = [of_product(1, 1), of_product(2, 1), of_product(3, 4)];
    assert_eq!(keys, ["customer:9:started:2026-11-20T10:00Z"; 3]);
}

#[test]
fn another_customer_or_another_hour_is_another_start() {
    let start = |customer: u64, created_at: &str| {
        key(
            "subscription/created",
            &subscription(&json!({"customer_id": customer, "created_at": created_at})),
        )
    };
    let one = start(9, "2026-11-20T10:03:00Z");
    assert_eq!(one, start(9, "2026-11-20T05:09:59"), "in whatever form it is written");
    assert_ne!(one, start(8, "2026-11-20T10:03:00Z"));
    assert_ne!(one, start(9, "2026-11-20T11:03:00Z"));
}

/// One shape of the webhook has the customer's phone, another has not, and an answer of Recharge's may have either.
#[test]
fn a_phone_that_one_payload_has_and_another_has_not_changes_no_key() {
    let payload = subscription(&json!({"customer_id": 9, "address_id": 4}));
    for topic in ["subscription/created", "subscription/skipped"] {
        let with = |phone: &str| key(topic, &with_phone(payload.clone(), phone));
        assert_eq!(with("+16145550188"), key(topic, &payload), "{topic}");
        assert_eq!(with("+16145550189"), key(topic, &payload), "{topic}");
    }
}

#[test]
fn two_customers_at_one_address_skip_apart() {
    let store = rechime_domain::ids::StoreId::parse("demo").unwrap();
    let person = |customer: u64| {
        let payload = subscription(&json!({"customer_id": customer, "address_id": 4}));
        let reading = read_at("subscription/skipped", &payload, "2026-11-21T12:00:00Z").unwrap();
        reading.occurrence().unwrap().person(&store)
    };
    assert_ne!(person(8), person(9));
    assert_eq!(person(9), person(9));
}

/// The limit of it, as documented: ten minutes of the clock, not ten minutes since the first.
#[test]
fn a_checkout_that_straddles_ten_minutes_is_two_starts() {
    let at = |second: &str| created(json!({"created_at": format!("2026-11-20T10:{second}+00:00")}));
    assert_ne!(at("09:59"), at("10:00"));
}

#[test]
fn an_order_of_three_subscriptions_is_one_skip() {
    let of_line = |id: u64| skipped(&json!({"id": id, "address_id": 4}));
    assert_eq!([1, 2, 3].map(of_line), ["address:4:skipped:2026-12-01"; 3]);
    let next = skipped(&json!({"address_id": 4, "next_charge_scheduled_at": "2027-01-01"}));
    assert_eq!(next, "address:4:skipped:2027-01-01", "the one after it is another");
    assert_eq!(skipped(&json!({"address_id": "5"})), "address:5:skipped:2026-12-01");
}

#[test]
fn what_the_payload_does_not_tell_joins_nothing() {
    assert_eq!(skipped(&json!({})), "customer:9:skipped:2026-12-01");
    let alone = json!({"customer_id": null});
    assert_eq!(skipped(&alone), "subscription:7:skipped:2026-12-01");
    assert_eq!(key("subscription/created", &subscription(&alone)), "subscription:7:started");
    assert_eq!(skipped(&json!({"address_id": {"odd": 1}})), "customer:9:skipped:2026-12-01");
}
