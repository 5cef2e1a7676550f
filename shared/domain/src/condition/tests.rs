use serde_json::{Value, json};

use super::*;
use crate::{
    consent::{Consent, ConsentSource, ConsentStatus},
    phone::PhoneNumber,
};

fn condition(json: Value) -> Condition {
    serde_json::from_value(json).unwrap()
}

fn tags() -> Tags {
    let tags = json!({ "product_title": "House Blend", "quantity": 2, "total_price": "29.80", "gift": true, "note": null });
    serde_json::from_value(tags).unwrap()
}

fn subscriber() -> Subscriber {
    let mut subscriber = Subscriber::new(PhoneNumber::from_e164("+12125550123").unwrap());
    subscriber.received_recharge_on = Some("2026-11-20".parse().unwrap());
    subscriber.consent = Some(Consent {
        status: ConsentStatus::Subscribed,
        source: ConsentSource::Merchant,
        since: Timestamp::UNIX_EPOCH,
    });
    subscriber
}

fn holds(json: Value, subscriber: Option<&Subscriber>) -> Option<bool> {
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    let address = Address::read(Some("US"), Some("Hawaii"), None);
    condition(json).holds(&ConditionInput { tags: &tags(), address: &address, subscriber, now })
}

fn event(field: &str, is: &str, value: &str) -> Value {
    json!({ "event": { "field": field, "is": is, "value": value } })
}

#[test]
fn values_are_compared_as_people_write_them() {
    for (field, is, value, expected) in [
        ("product_title", "equal", " house blend", true),
        ("product_title", "contains", "BLEND", true),
        ("product_title", "contains", "decaf", false),
        ("total_price", "equal", "29.8", true),
        ("total_price", "at_least", "29.80", true),
        ("total_price", "at_most", "29.79", false),
        ("quantity", "at_least", "10", false),
        ("product_title", "at_least", "10", false),
        ("gift", "equal", "true", true),
        ("note", "known", "", false),
        ("note", "not_equal", "x", true),
        ("absent", "equal", "", false),
        ("quantity", "known", "", true),
    ] {
        assert_eq!(holds(event(field, is, value), None), Some(expected), "{field} {is} {value}");
    }
}

#[test]
fn what_is_said_of_a_person_waits_until_there_is_one_unless_the_rest_settles_it() {
    let in_us = json!({ "subscriber": { "field": "country", "is": "equal", "value": "us" } });
    let (yes, no) = (event("quantity", "equal", "2"), event("quantity", "equal", "3"));
    assert_eq!(holds(in_us.clone(), None), None);
    assert_eq!(holds(in_us.clone(), Some(&subscriber())), Some(true));
    assert_eq!(holds(json!({ "all": [in_us, no] }), None), Some(false));
    assert_eq!(holds(json!({ "all": [in_us, yes] }), None), None);
    assert_eq!(holds(json!({ "any": [in_us, yes] }), None), Some(true));
    assert_eq!(holds(json!({ "any": [in_us, no] }), None), None);
    assert_eq!(holds(json!({ "not": in_us }), Some(&subscriber())), Some(false));
}

#[test]
fn a_country_and_a_state_are_the_same_by_code_and_by_name() {
    for (field, is, value, expected) in [
        ("country", "equal", "us", true),
        ("country", "equal", "United States", true),
        ("country", "not_equal", "USA", false),
        ("country", "equal", "Canada", false),
        ("country", "equal", "Atlantis", false),
        ("province", "equal", "HI", true),
        ("province", "equal", "hawaii", true),
        ("province", "not_equal", "Hawaii", false),
        ("province", "equal", "California", false),
        ("province", "known", "", true),
        ("zip", "known", "", false),
    ] {
        let test = json!({ "subscriber": { "field": field, "is": is, "value": value } });
        assert_eq!(holds(test, Some(&subscriber())), Some(expected), "{field} {is} {value}");
    }
}

#[test]
fn engagement_counts_days_and_segments_do_not() {
    let received = |days: u16| json!({ "engagement": { "did": "receive", "within_days": days } });
    assert_eq!(holds(received(4), Some(&subscriber())), Some(true), "today, and three days back");
    assert_eq!(holds(received(3), Some(&subscriber())), Some(false));
    let clicked = json!({ "engagement": { "did": "click", "within_days": 30 } });
    assert_eq!(holds(clicked, Some(&subscriber())), Some(false));
    assert_eq!(holds(json!({ "segment": "received_recharge" }), Some(&subscriber())), Some(true));
    assert_eq!(holds(json!({ "segment": "clicked_recharge" }), Some(&subscriber())), Some(false));
}

#[test]
fn what_cannot_be_meant_is_refused_with_what_to_do() {
    let refusal = |json: Value| condition(json).check(Trigger::ChargePaid).unwrap_err().to_string();
    insta::assert_snapshot!(refusal(event("order_number", "known", "")), @"there is no field `order_number` here; use one of: store_name, portal_link, first_name, last_name, product_title, quantity, total_price, currency");
    insta::assert_snapshot!(refusal(event("quantity", "equal", " ")), @"say with what `quantity` is compared, in `value`");
    insta::assert_snapshot!(refusal(event("total_price", "at_least", "much")), @"`total_price` is compared as a number; write `value` as one, such as 25 or 19.90");
    let never = json!({ "engagement": { "did": "click", "within_days": 0 } });
    insta::assert_snapshot!(refusal(never), @"`within_days` counts today as 1; use 1 or more");
    insta::assert_snapshot!(refusal(json!({ "not": { "any": [] } })), @"`all` and `any` need at least one condition");
    let yes = event("quantity", "known", "");
    insta::assert_snapshot!(refusal(json!({ "all": vec![yes.clone(); 21] })), @"a condition has at most 20 tests, nested at most 5 deep; use fewer");
    let deep = (0..5).fold(yes.clone(), |inner, _| json!({ "not": inner }));
    assert_eq!(condition(deep).check(Trigger::ChargePaid), Err(ConditionError::TooLarge));
    assert_eq!(condition(yes).check(Trigger::ChargePaid), Ok(()));
}
