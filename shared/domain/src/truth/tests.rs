use std::collections::BTreeMap;

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
};

use super::*;
use crate::{
    facts::{FactKind, FactReport, Facts, Known, Moment},
    ids::OccurrenceKey,
    job::Proof,
    occurrence::{Phone, Subject},
    place::Address,
    reason::Reason,
    trigger::Trigger,
};

const SOON: Date = date(2026, 12, 1);
const LATER: Date = date(2026, 12, 31);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// Something that happened at second 100 and was heard of at 110, with the next charge on [`SOON`].
fn happened(trigger: Trigger) -> Occurrence {
    Occurrence {
        trigger: Some(trigger),
        key: OccurrenceKey::new("x"),
        subject: Some(Subject::Subscription("7".to_owned())),
        customer: None,
        subscriptions: Vec::new(),
        attempt: None,
        at: at(100),
        received_at: at(110),
        stale_from: None,
        old_from: None,
        day: Some(SOON),
        doubt: None,
        phone: Phone::Missing,
        address: Address::default(),
        tags: BTreeMap::new(),
    }
}

fn told(kind: FactKind, second: i64, day: Option<Date>) -> FactReport {
    let moment = Moment { at: at(second), received_at: at(second + 10) };
    FactReport { subject: Subject::Subscription("7".to_owned()), kind, moment, day }
}

fn facts(reports: &[FactReport]) -> Facts {
    reports.iter().fold(Facts::default(), Facts::with)
}

/// The code of what makes it untrue, by what was told of its subject.
fn because(trigger: Trigger, reports: &[FactReport]) -> Option<String> {
    superseded(&happened(trigger), &facts(reports).into()).as_ref().map(Reason::code)
}

/// The same of a charge of several subscriptions, by what was told of each.
fn because_of_subscriptions(subscriptions: &[&[FactReport]]) -> Option<Reason> {
    let subscriptions = subscriptions.iter().map(|reports| facts(reports)).collect();
    superseded(&happened(Trigger::UpcomingOrder), &Known { subject: Facts::default(), subscriptions })
}

#[test]
fn only_one_state_bears_a_trigger_out_and_what_tells_none_contradicts_nothing() {
    for trigger in Trigger::ALL {
        let states: Vec<_> =
            ObjectState::ALL.into_iter().filter(|state| bears_out(trigger, *state)).collect();
        assert_eq!(states, [borne_out_by(trigger), ObjectState::Untold], "{trigger}");
    }
}

/// The table is read by people; the code by the compiler. Neither leaves out a trigger.
#[test]
fn the_table_in_the_documentation_names_every_trigger() {
    let table = include_str!("../truth.rs");
    for trigger in Trigger::ALL {
        assert!(table.contains(&format!("//! | `{trigger}` |")), "{trigger}");
    }
}

#[test]
fn what_undoes_a_text_undoes_it_later_and_not_before() {
    for trigger in Trigger::ALL {
        for kind in undone_by(trigger) {
            let (before, after) = (told(*kind, 90, Some(SOON)), told(*kind, 200, Some(SOON)));
            assert_eq!(because(trigger, &[after]).as_deref(), Some("superseded"), "{trigger} {kind:?}");
            assert_eq!(because(trigger, &[before]), None, "{trigger} {kind:?}");
        }
    }
}

/// Each report costs a write.
#[test]
fn every_kind_that_is_remembered_makes_some_text_untrue_or_tells_one_version_from_another() {
    let undoes = |kind: &FactKind| Trigger::ALL.into_iter().any(|trigger| undone_by(trigger).contains(kind));
    let idle: Vec<_> = FactKind::ALL.into_iter().filter(|kind| !undoes(kind)).collect();
    assert_eq!(idle, [FactKind::Started]);
}

#[test]
fn of_the_same_second_an_end_comes_after_what_it_ends() {
    for (trigger, kind, undone) in [
        (Trigger::SubscriptionStarted, FactKind::Canceled, true),
        (Trigger::SubscriptionCanceled, FactKind::Updated, false),
        (Trigger::ChargeWillBeRetried, FactKind::Paid, true),
        (Trigger::ChargeFailed, FactKind::Retried, false),
        (Trigger::OrderProcessed, FactKind::OrderCanceled, true),
    ] {
        assert_eq!(because(trigger, &[told(kind, 100, Some(SOON))]).is_some(), undone, "{trigger} {kind:?}");
    }
}

#[test]
fn of_several_days_the_newest_counts() {
    let moved = |trigger, kind| because(trigger, &[told(kind, 200, Some(LATER))]);
    assert_eq!(moved(Trigger::OrderSkipped, FactKind::Skipped).as_deref(), Some("superseded"));
    assert_eq!(moved(Trigger::OrderSkipped, FactKind::Updated).as_deref(), Some("date_moved"));
    assert_eq!(moved(Trigger::SubscriptionPaused, FactKind::Paused).as_deref(), Some("superseded"));
    assert_eq!(moved(Trigger::ChargeWillBeRetried, FactKind::Retried).as_deref(), Some("superseded"));
    let earlier = told(FactKind::Updated, 200, Some(date(2026, 11, 25)));
    assert_eq!(
        because(Trigger::SubscriptionPaused, &[earlier]).as_deref(),
        Some("date_moved"),
        "it runs again"
    );
}

#[test]
fn a_text_that_is_true_without_its_day_goes_without_it_once_that_moved() {
    let (sooner, later) = (date(2026, 11, 25), LATER);
    let stays: Known = facts(&[told(FactKind::Updated, 200, Some(SOON))]).into();
    for (trigger, to) in [
        (Trigger::SubscriptionStarted, sooner),
        (Trigger::SubscriptionStarted, later),
        (Trigger::SubscriptionPaused, later),
        (Trigger::SubscriptionResumed, sooner),
    ] {
        let moved: Known = facts(&[told(FactKind::Updated, 200, Some(to))]).into();
        assert_eq!(superseded(&happened(trigger), &moved), None, "{trigger}");
        assert_eq!(moved_tags(&happened(trigger), &moved), ["next_charge_date", "resume_date"], "{trigger}");
        assert!(moved_tags(&happened(trigger), &stays).is_empty(), "{trigger}");
    }
    let moved: Known = facts(&[told(FactKind::Updated, 200, Some(later))]).into();
    assert!(moved_tags(&happened(Trigger::UpcomingOrder), &moved).is_empty(), "its day is what it is about");
    let again = because(Trigger::SubscriptionResumed, &[told(FactKind::Updated, 200, Some(later))]);
    assert_eq!(again.as_deref(), Some("date_moved"), "it may be paused again");
}

/// Both carry the time of the change before them.
#[test]
fn a_skip_that_was_taken_back_is_not_told_whichever_is_heard_of_first() {
    let heard = |kind, received_at, day| {
        let moment = Moment { at: at(100), received_at: at(received_at) };
        FactReport { moment, ..told(kind, 100, Some(day)) }
    };
    let skipped = heard(FactKind::Skipped, 110, SOON);
    for unskipped_at in [50, 105, 500] {
        let unskipped = heard(FactKind::Unskipped, unskipped_at, date(2026, 11, 25));
        assert!(because(Trigger::OrderSkipped, &[skipped.clone(), unskipped]).is_some(), "{unskipped_at}");
    }
    let weeks_ago = heard(FactKind::Unskipped, 110 - 60 * 60 * 24 * 20, date(2026, 11, 25));
    assert_eq!(because(Trigger::OrderSkipped, &[skipped, weeks_ago]), None, "another skip was taken back");
}

#[test]
fn an_order_is_announced_while_one_of_its_subscriptions_wants_it() {
    let (canceled, moved) = (told(FactKind::Canceled, 200, None), told(FactKind::Updated, 200, Some(LATER)));
    assert_eq!(because_of_subscriptions(&[std::slice::from_ref(&canceled), &[]]), None);
    assert_eq!(because_of_subscriptions(&[&[], std::slice::from_ref(&moved)]), None);
    let gone = because_of_subscriptions(&[std::slice::from_ref(&canceled), std::slice::from_ref(&moved)]);
    assert_eq!(gone, Some(Reason::Superseded { by: FactKind::Canceled, at: at(200) }));
    assert_eq!(because_of_subscriptions(&[&[moved]]), Some(Reason::DateMoved { to: Some(LATER) }));
    let paused = told(FactKind::Paused, 200, None);
    let by_pause = Reason::Superseded { by: FactKind::Paused, at: at(200) };
    assert_eq!(because_of_subscriptions(&[&[paused]]), Some(by_pause));
}

#[test]
fn an_announced_order_that_was_moved_and_moved_back_is_announced() {
    let there = told(FactKind::Skipped, 200, Some(LATER));
    let back = told(FactKind::Unskipped, 300, Some(SOON));
    assert_eq!(because_of_subscriptions(&[&[there.clone(), back.clone()]]), None);
    assert_eq!(because_of_subscriptions(&[&[back, there]]), None, "whichever is heard of first");
    assert_eq!(
        because_of_subscriptions(&[&[told(FactKind::Updated, 90, Some(LATER))]]),
        None,
        "it was before"
    );
}

/// Where one time is carried by a skip and its taking back, either may have come last.
#[test]
fn an_order_that_may_have_been_skipped_again_is_not_announced_and_its_day_is_not_named() {
    let of = |kind, heard, day| FactReport {
        moment: Moment { at: at(50), received_at: at(heard) },
        ..told(kind, 0, Some(day))
    };
    let either = [of(FactKind::Skipped, 200, LATER), of(FactKind::Unskipped, 300, SOON)];
    let by_skip = Reason::Superseded { by: FactKind::Skipped, at: at(50) };
    assert_eq!(because_of_subscriptions(&[&either]), Some(by_skip));
    let started = happened(Trigger::SubscriptionStarted);
    assert!(!moved_tags(&started, &facts(&either).into()).is_empty());
    let before_its_charge = [of(FactKind::Skipped, 90, LATER), of(FactKind::Unskipped, 95, SOON)];
    assert_eq!(because_of_subscriptions(&[&before_its_charge]), None, "the charge was made after both");
}

fn doubted(trigger: Trigger, before: &[FactReport], proof: Proof) -> Option<Doubt> {
    let version = told(FactKind::Updated, 100, Some(SOON));
    doubt(&happened(trigger), Some(&version), &facts(before), proof)
}

#[test]
fn what_was_known_before_says_whether_it_is_news() {
    let signed = |trigger, before: &[FactReport]| doubted(trigger, before, Proof::TimestampedSignature);
    let resumed = Trigger::SubscriptionResumed;
    assert_eq!(signed(resumed, &[]), None, "nothing is known that speaks against it");
    assert_eq!(signed(resumed, &[told(FactKind::Started, 50, None)]), Some(Doubt::NeverEnded));
    for end in [FactKind::Paused, FactKind::Canceled, FactKind::Expired] {
        assert_eq!(signed(resumed, &[told(FactKind::Started, 50, None), told(end, 60, Some(LATER))]), None);
    }
    let paused = Trigger::SubscriptionPaused;
    assert_eq!(signed(paused, &[told(FactKind::Paused, 50, Some(SOON))]), Some(Doubt::AlreadySo));
    assert_eq!(signed(paused, &[told(FactKind::Paused, 50, Some(LATER))]), None);
    let expired = Trigger::SubscriptionExpired;
    assert_eq!(signed(expired, &[told(FactKind::Expired, 50, None)]), Some(Doubt::AlreadySo));
    let runs_again = [told(FactKind::Expired, 50, None), told(FactKind::Resumed, 60, Some(SOON))];
    assert_eq!(signed(expired, &runs_again), None);
}

#[test]
fn of_several_skips_the_furthest_counts_whichever_is_heard_of_first_until_one_is_taken_back() {
    let of = |kind, heard: i64, day| FactReport {
        moment: Moment { at: at(100), received_at: at(heard) },
        ..told(kind, 0, Some(day))
    };
    let (first, second) = (of(FactKind::Skipped, 140, SOON), of(FactKind::Skipped, 120, LATER));
    let superseded = Reason::Superseded { by: FactKind::Skipped, at: at(100) }.code();
    let both = [first.clone(), second];
    assert_eq!(
        because(Trigger::OrderSkipped, &both),
        Some(superseded),
        "the first names a day that is skipped too"
    );
    assert_eq!(facts(&both).implied_by(&first, Proof::TimestampedSignature), None);
    let taken_back = [both.as_slice(), &[of(FactKind::Unskipped, 150, date(2026, 11, 1))]].concat();
    let again = of(FactKind::Skipped, 160, SOON);
    let implied = facts(&taken_back).implied_by(&again, Proof::TimestampedSignature);
    assert_eq!(implied.map(|report| (report.kind, report.day)), Some((FactKind::Unskipped, Some(SOON))));
}

/// Recharge tells how things stand when it is asked; a webhook, how they stood when it was made.
#[test]
fn another_day_in_an_answer_of_one_version_ends_what_an_earlier_skip_says_and_in_a_webhook_it_does_not() {
    let of = |kind, heard: i64, day| FactReport {
        moment: Moment { at: at(100), received_at: at(heard) },
        ..told(kind, 0, Some(day))
    };
    let before = [of(FactKind::Skipped, 120, SOON)];
    let answer = of(FactKind::Updated, 300, LATER);
    for proof in [Proof::TimestampedSignature, Proof::LegacySignature] {
        assert_eq!(facts(&before).implied_by(&answer, proof), None, "{proof:?}");
    }
    for proof in [Proof::PathKey, Proof::Backfill] {
        let implied = facts(&before).implied_by(&answer, proof).unwrap();
        let known = [before.as_slice(), &[answer.clone(), implied]].concat();
        let moved = Reason::DateMoved { to: Some(LATER) }.code();
        assert_eq!(because(Trigger::OrderSkipped, &known), Some(moved), "{proof:?}");
        let same = of(FactKind::Updated, 300, SOON);
        assert_eq!(facts(&before).implied_by(&same, proof), None, "it is the day of the skip");
    }
}

#[test]
fn one_body_under_two_topics_is_what_it_was_first() {
    let first = FactReport {
        moment: Moment { at: at(100), received_at: at(105) },
        ..told(FactKind::Started, 0, Some(SOON))
    };
    for trigger in [Trigger::SubscriptionPaused, Trigger::SubscriptionResumed, Trigger::OrderSkipped] {
        let doubt = doubted(trigger, std::slice::from_ref(&first), Proof::LegacySignature);
        assert_eq!(doubt, Some(Doubt::ToldAs(FactKind::Started)), "{trigger}");
    }
}

#[test]
fn where_only_the_key_vouches_what_recharge_tells_must_be_news_by_itself() {
    let by_key = |occurrence: &Occurrence, before: &Facts| doubt(occurrence, None, before, Proof::PathKey);
    let nothing = Facts::default();
    let paid = happened(Trigger::ChargePaid);
    assert_eq!(by_key(&paid, &nothing), None);
    let long_after = Occurrence { received_at: paid.at + KEY_ALONE + SignedDuration::from_secs(1), ..paid };
    assert_eq!(by_key(&long_after, &nothing), Some(Doubt::LongAgo));
    assert_eq!(by_key(&happened(Trigger::SubscriptionResumed), &nothing), Some(Doubt::NothingShowsIt));
    let canceled = facts(&[told(FactKind::Canceled, 50, None)]);
    assert_eq!(by_key(&happened(Trigger::SubscriptionResumed), &canceled), None);
}

#[test]
fn something_is_old_by_its_own_time_and_by_what_vouches_for_it() {
    let hours = |proof| old_from(Trigger::ChargePaid, at(0), proof).map(|from| from.as_second() / 3600);
    assert_eq!(hours(Proof::TimestampedSignature), Some(72));
    assert_eq!((hours(Proof::Backfill), hours(Proof::PathKey)), (Some(24), Some(24)));
    for own_day in [Trigger::UpcomingOrder, Trigger::OrderSkipped] {
        assert_eq!(old_from(own_day, at(0), Proof::Backfill), None, "{own_day}");
    }
}
