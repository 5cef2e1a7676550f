use rechime_domain::{
    ids::OccurrenceKey, link::LinkCode, occurrence::Occurrence, phone::PhoneNumber, reason::Reason,
    trigger::Trigger, zone::ZoneSource,
};

use rechime_domain::message::Wait;

use super::*;
use crate::{item::number, samples, size};

const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// As much as an ordinary held message says at its claim, with a text of `length` characters.
fn ordinary(length: usize) -> MessageRecord {
    let store = StoreId::parse("oat-and-ember-coffee").unwrap();
    let key = OccurrenceKey::new("charge:1191965724:upcoming:2026-11-27");
    let occurrence = samples::occurrence(Trigger::UpcomingOrder, 1_191_965_724);
    let message = samples::message(&store, Occurrence { key, ..occurrence });
    MessageRecord {
        id: message.id,
        store,
        source: message.source,
        step: message.step,
        phone: Some(PhoneNumber::from_e164("+14155552671").unwrap()),
        body: Some("x".repeat(length)),
        parts: 2,
        price_micros: None,
        hour: "2026-11-24T14Z".parse().unwrap(),
        received_at: "2026-11-24T02:03:07.123456789Z".parse().unwrap(),
        occurrence: message.occurrence.key.clone(),
        held_until: Some("2026-11-24T14:03Z".parse().unwrap()),
        state: MessageState::Sending {
            claimed_by: "5fea7756-0ea4-451a-a703-a558b933e274".to_owned(),
            at: "2026-11-24T14:03:07.123456789Z".parse().unwrap(),
        },
        links: vec![LinkCode::sample()],
        clicked_at: None,
        why: vec![
            Reason::CheckoutPhone,
            Reason::TimeZone { zones: vec!["America/Los_Angeles".to_owned()], source: ZoneSource::Address },
            Reason::WindowOpen,
        ],
        decided_at: Some("2026-11-24T02:03:08Z".parse().unwrap()),
        waits: vec![Wait {
            at: "2026-11-24T02:03:08Z".parse().unwrap(),
            until: "2026-11-24T14:03Z".parse().unwrap(),
            why: vec![Reason::HeldForQuietHours { until: "2026-11-24T14:03:00Z".parse().unwrap() }],
        }],
        history: Vec::new(),
    }
}

/// Two full parts.
#[test]
fn an_ordinary_row_costs_one_write_unit() {
    let size = size::of(&row(&ordinary(306), KEPT).unwrap());
    assert!((400..=1024).contains(&size), "{size} bytes");
}

/// The row of a text of 200 characters, as it is once the provider billed it and reported its arrival, and somebody
/// followed its link.
#[test]
fn an_ordinary_row_with_its_history_costs_one_write_unit() {
    let (provider_id, at) =
        ("SM0f3c5fea77560ea4451aa703a558b933e2".to_owned(), "2026-11-24T14:03:09.123456Z");
    let accepted = MessageState::Accepted { provider_id: provider_id.clone(), at: at.parse().unwrap() };
    let history = vec![StateChange::from(&accepted)];
    let state = MessageState::Delivered { provider_id, at: at.parse().unwrap() };
    let (price_micros, clicked_at) = (Some(17_430), Some("2026-11-24T14:05:07.123456789Z".parse().unwrap()));
    let record = MessageRecord { state, history, price_micros, clicked_at, ..ordinary(200) };
    let size = size::of(&row(&record, KEPT).unwrap());
    assert!((400..=1024).contains(&size), "{size} bytes");
}

#[test]
fn a_row_says_what_it_says_in_plain_attributes() {
    let item = row(&ordinary(200), KEPT).unwrap();
    let mut names: Vec<_> = item.keys().map(String::as_str).collect();
    names.sort_unstable();
    insta::assert_snapshot!(
        names.join(" "),
        @"at body claimed_by decided_at expires_at held_until hour id links occurrence parts phone pk received_at sk source state step store waits why"
    );
}

#[test]
fn a_row_is_kept_from_its_claim_or_skip_on() {
    let mut record = ordinary(200);
    let at = "2026-11-24T14:03:07Z".parse().unwrap();
    for state in [MessageState::Sending { claimed_by: "q1".to_owned(), at }, MessageState::Skipped { at }] {
        record.state = state;
        let expires_at = number(&row(&record, KEPT).unwrap(), EXPIRES_AT);
        assert_eq!(expires_at, Some((at + KEPT).as_second()), "{:?}", record.state);
    }
}
