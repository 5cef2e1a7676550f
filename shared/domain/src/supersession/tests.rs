use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::{Date, date},
};

use super::*;
use crate::{
    facts::FactReport,
    ids::OccurrenceKey,
    occurrence::{Phone, Subject},
    place::Address,
};

const ANNOUNCED: Date = date(2026, 12, 1);
const LATER: Date = date(2026, 12, 31);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// An order of subscription 7, announced at second 100 and heard of at 110.
fn announced() -> Occurrence {
    Occurrence {
        trigger: Trigger::UpcomingOrder,
        key: OccurrenceKey::new("charge:3:upcoming:2026-12-01"),
        subject: Subject::Subscription("7".to_owned()),
        customer: None,
        attempt: None,
        at: at(100),
        received_at: at(110),
        stale_from: None,
        old_from: None,
        charge_on: Some(ANNOUNCED),
        phone: Phone::Missing,
        address: Address::default(),
        tags: BTreeMap::new(),
    }
}

fn reported(kind: FactKind, second: i64, next_charge_on: Option<Date>) -> FactReport {
    let moment = Moment { at: at(second), received_at: at(second + 1) };
    FactReport { subject: announced().subject, kind, moment, next_charge_on }
}

fn because(reports: &[FactReport]) -> Option<Reason> {
    superseded(&announced(), &reports.iter().fold(Facts::default(), Facts::with))
}

#[test]
fn an_order_that_was_moved_or_skipped_is_not_announced() {
    for to in [Some(LATER), Some(date(2026, 11, 28)), None] {
        assert_eq!(because(&[reported(FactKind::Updated, 200, to)]), Some(Reason::DateMoved { to }));
    }
}

#[test]
fn an_order_whose_date_is_told_again_is_announced() {
    assert_eq!(because(&[reported(FactKind::Updated, 200, Some(ANNOUNCED))]), None);
    let skipped = reported(FactKind::Updated, 200, Some(LATER));
    let taken_back = reported(FactKind::Unskipped, 300, Some(ANNOUNCED));
    assert_eq!(because(&[skipped.clone(), taken_back.clone()]), None);
    assert_eq!(because(&[taken_back, skipped]), None, "whichever is heard of first");
}

#[test]
fn what_was_reported_before_the_announcement_does_not_count() {
    assert_eq!(because(&[reported(FactKind::Updated, 90, Some(LATER))]), None);
    let late = reported(FactKind::Updated, 90, Some(LATER));
    assert_eq!(because(&[reported(FactKind::Updated, 200, Some(ANNOUNCED)), late]), None);
}

#[test]
fn a_change_of_the_whole_subscription_is_named_before_its_date() {
    let canceled = because(&[reported(FactKind::Canceled, 200, None)]);
    assert_eq!(canceled, Some(Reason::Superseded { by: FactKind::Canceled, at: at(200) }));
}

#[test]
fn only_an_announced_date_can_move() {
    let other = Occurrence { charge_on: None, ..announced() };
    let facts = Facts::default().with(&reported(FactKind::Updated, 200, Some(LATER)));
    assert_eq!(superseded(&other, &facts), None);
}

/// Each report costs a write.
#[test]
fn nothing_is_remembered_that_makes_nothing_untrue() {
    let undoes = |kind: &FactKind| Trigger::ALL.into_iter().any(|trigger| undone_by(trigger).contains(kind));
    let idle: Vec<_> = FactKind::ALL.into_iter().filter(|kind| !undoes(kind)).collect();
    assert_eq!(idle, [FactKind::Updated], "which is remembered for its date");
}
