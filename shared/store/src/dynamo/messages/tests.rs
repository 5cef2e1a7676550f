use rechime_domain::{
    occurrence::OccurrenceKey, phone::PhoneNumber, reason::Reason, trigger::Trigger, zone::ZoneSource,
};

use super::*;
use crate::dynamo::size;

/// As much as an ordinary held message says, with a text of two segments.
fn ordinary() -> MessageRecord {
    let store = StoreId::parse("oat-and-ember-coffee").unwrap();
    let key = OccurrenceKey::new("charge:1191965724:upcoming:2026-11-27");
    MessageRecord {
        id: MessageId::derive(&store, Trigger::UpcomingOrder, 0, &key),
        store,
        flow: Trigger::UpcomingOrder,
        step: 0,
        phone: Some(PhoneNumber::from_e164("+14155552671").unwrap()),
        body: Some("x".repeat(306)),
        segments: 2,
        received_at: "2026-11-24T02:03:07.123456789Z".parse().unwrap(),
        occurrence: key.as_str().to_owned(),
        held_until: Some("2026-11-24T14:03Z".parse().unwrap()),
        state: MessageState::Sending {
            claimed_by: "5fea7756-0ea4-451a-a703-a558b933e274".to_owned(),
            at: "2026-11-24T14:03:07.123456789Z".parse().unwrap(),
        },
        why: vec![
            Reason::CheckoutPhone,
            Reason::TimeZone { zones: vec!["America/Los_Angeles".to_owned()], source: ZoneSource::Address },
            Reason::WindowOpen,
        ],
    }
}

#[test]
fn an_ordinary_row_costs_one_write_unit() {
    let size = size::of(&row(&ordinary()).unwrap());
    assert!((400..=1024).contains(&size), "{size} bytes");
}

#[test]
fn a_row_says_what_it_says_in_plain_attributes() {
    let item = row(&ordinary()).unwrap();
    let mut names: Vec<_> = item.keys().map(String::as_str).collect();
    names.sort_unstable();
    insta::assert_snapshot!(
        names.join(" "),
        @"at body claimed_by expires_at flow held_until id occurrence phone pk received_at segments sk state step store why"
    );
}
