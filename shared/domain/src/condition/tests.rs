use serde_json::{Value, json};

use super::*;
use crate::{
    consent::{Consent, ConsentSource, ConsentStatus},
    default_flows::default_flows,
    flow::Flows,
    ids::{MessageId, SourceId, StoreId},
    phone::PhoneNumber,
    profile::Profile,
    text_notes::{NoteKey, TextNote},
    trigger::Trigger,
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

fn segments() -> Segments {
    let islanders = json!({ "subscriber": { "field": "province", "is": "equal", "value": "HI" } });
    let named = |id: &str, condition: Value| {
        serde_json::from_value(json!({ "id": id, "name": id, "condition": condition, "version": 1 })).unwrap()
    };
    [named("segment-hi", islanders.clone()), named("segment-nothi", json!({ "not": islanders }))]
        .into_iter()
        .collect()
}

fn flows() -> Flows {
    default_flows().into_iter().collect()
}

fn of_charge_paid<T>(check: impl FnOnce(&Scope<'_>) -> T) -> T {
    check(&Scope { trigger: Some(Trigger::ChargePaid), flows: &flows(), segments: Some(&segments()) })
}

fn holds(json: Value, subscriber: Option<&Subscriber>) -> Option<bool> {
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    let address = Address::read(Some("US"), Some("Hawaii"), None);
    condition(json).holds(&ConditionInput {
        tags: &tags(),
        address: &address,
        subscriber,
        segments: &segments(),
        now,
    })
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

/// Texts of four days, two of one flow, one of another and one of a campaign; a click in the first of them.
fn noted() -> Subscriber {
    let (store, mut subscriber) = (StoreId::parse("demo").unwrap(), subscriber());
    let [paid, failed] = [Trigger::ChargePaid, Trigger::ChargeFailed].map(SourceId::default_flow);
    let campaign = SourceId::campaign("7k2m9x").unwrap();
    let texts =
        [("2026-11-10", &paid), ("2026-11-20", &paid), ("2026-11-21", &failed), ("2026-11-22", &campaign)];
    for (day, source) in texts {
        let message = MessageId::of_test(&store, &subscriber.phone, day);
        if day == "2026-11-10" || source.is_campaign() {
            subscriber.clicked.insert(NoteKey::of(&message));
        }
        subscriber.got = subscriber.got.with(&message, TextNote::new(day.parse().unwrap(), source));
    }
    subscriber
}

#[test]
fn texts_are_counted_by_flow_and_a_campaign_is_no_recharge_flow() {
    for (flow, did, within_days, at_least, expected) in [
        ("recharge", "receive", 14, 3, true),
        ("recharge", "receive", 13, 3, false),
        ("recharge", "receive", 90, 4, false),
        ("charge_paid", "receive", 14, 2, true),
        ("charge_paid", "receive", 4, 1, true),
        ("charge_paid", "receive", 3, 1, false),
        ("charge_failed", "receive", 90, 1, true),
        ("charge_failed", "click", 90, 1, false),
        ("charge_paid", "click", 14, 1, true),
        ("recharge", "click", 13, 1, false),
        ("recharge", "click", 90, 2, false),
    ] {
        let test = json!({ "engagement": {
            "did": did, "flow": flow, "within_days": within_days, "at_least": at_least
        } });
        assert_eq!(holds(test.clone(), Some(&noted())), Some(expected), "{test}");
    }
}

#[test]
fn a_condition_of_before_means_any_recharge_flow_once() {
    let short = json!({ "engagement": { "did": "click", "within_days": 30 } });
    let long =
        json!({ "engagement": { "did": "click", "flow": "recharge", "within_days": 30, "at_least": 1 } });
    assert_eq!(condition(short.clone()), condition(long));
    assert_eq!(serde_json::to_value(condition(short.clone())).unwrap(), short);
}

/// The event's address is Hawaii's; the list has none.
#[test]
fn a_segment_of_the_stores_own_goes_by_the_list_alone() {
    let in_segment = |id: &str| json!({ "segment": id });
    let listed = Subscriber {
        profile: Profile { address: Address::read(Some("US"), Some("HI"), None), ..Profile::default() },
        ..subscriber()
    };
    assert_eq!(holds(in_segment("segment-hi"), Some(&listed)), Some(true));
    assert_eq!(holds(in_segment("segment-hi"), Some(&subscriber())), Some(false));
    assert_eq!(holds(in_segment("segment-nothi"), Some(&subscriber())), Some(true));
    assert_eq!(holds(in_segment("segment-hi"), None), None);
    assert_eq!(holds(in_segment("segment-gone"), Some(&listed)), None);
    assert_eq!(holds(json!({ "not": in_segment("segment-gone") }), Some(&listed)), None);
}

#[test]
fn a_segment_is_found_wherever_a_condition_names_it() {
    let deep = json!({ "all": [event("quantity", "known", ""), { "any": [{ "not": { "segment": "segment-hi" } }] }] });
    let [hi, other] = ["segment-hi", "segment-nothi"].map(|id| SegmentId::parse(id).unwrap());
    assert!(condition(deep.clone()).names(&hi));
    assert!(!condition(deep).names(&other));
}

#[test]
fn a_group_of_subscribers_has_no_event_and_no_other_group() {
    let refusal = |json: Value| {
        let scope = Scope { trigger: None, flows: &flows(), segments: None };
        condition(json).check(&scope).map_err(|error| error.to_string())
    };
    insta::assert_snapshot!(refusal(event("quantity", "known", "")).unwrap_err(), @"there is no event to test here; use `subscriber`, `engagement` or `segment`");
    insta::assert_snapshot!(refusal(json!({ "segment": "segment-hi" })).unwrap_err(), @"a segment does not name another of the store's own; use received_recharge or clicked_recharge, or write the other's condition here");
    assert_eq!(refusal(json!({ "segment": "clicked_recharge" })), Ok(()));
}

#[test]
fn what_cannot_be_meant_is_refused_with_what_to_do() {
    let refusal = |json: Value| of_charge_paid(|scope| condition(json).check(scope)).unwrap_err().to_string();
    insta::assert_snapshot!(refusal(event("order_number", "known", "")), @"there is no field `order_number` here; use one of: store_name, portal_link, first_name, last_name, product_title, quantity, total_price, currency");
    insta::assert_snapshot!(refusal(event("quantity", "equal", " ")), @"say with what `quantity` is compared, in `value`");
    insta::assert_snapshot!(refusal(event("total_price", "at_least", "much")), @"`total_price` is compared as a number; write `value` as one, such as 25 or 19.90");
    let engagement = |field: &str, value: Value| {
        let mut engagement = json!({ "did": "click", "within_days": 30 });
        engagement.as_object_mut().unwrap().insert(field.to_owned(), value);
        json!({ "engagement": engagement })
    };
    insta::assert_snapshot!(refusal(engagement("within_days", 0.into())), @"`within_days` is 1 to 90, and counts today as 1");
    insta::assert_snapshot!(refusal(engagement("at_least", 21.into())), @"`at_least` is 1 to 20");
    for (field, value) in [("within_days", 91), ("at_least", 0)] {
        refusal(engagement(field, value.into()));
    }
    insta::assert_snapshot!(refusal(engagement("flow", "flow-gone".into())), @"the store has no flow `flow-gone`; use `recharge` for all flows, or the key of one");
    insta::assert_snapshot!(refusal(json!({ "segment": "segment-gone" })), @"there is no segment `segment-gone`; use one of: received_recharge, clicked_recharge, segment-hi, segment-nothi");
    insta::assert_snapshot!(refusal(json!({ "not": { "any": [] } })), @"`all` and `any` need at least one condition");
    let yes = event("quantity", "known", "");
    insta::assert_snapshot!(refusal(json!({ "all": vec![yes.clone(); 21] })), @"a condition has at most 20 tests, nested at most 5 deep; use fewer");
    let deep = (0..5).fold(yes.clone(), |inner, _| json!({ "not": inner }));
    assert_eq!(of_charge_paid(|scope| condition(deep).check(scope)), Err(ConditionError::TooLarge));
    assert_eq!(of_charge_paid(|scope| condition(yes).check(scope)), Ok(()));
}
