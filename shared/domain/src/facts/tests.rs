use jiff::{Timestamp, civil::date};
use proptest::{collection::vec, prelude::*};

use super::*;

fn moment(at: i64, received_at: i64) -> Moment {
    Moment {
        at: Timestamp::from_second(at).unwrap(),
        received_at: Timestamp::from_second(received_at).unwrap(),
    }
}

fn report(kind: FactKind, at: i64, day: Option<Date>) -> FactReport {
    let subject = Subject::Subscription("1".to_owned());
    FactReport { subject, kind, moment: moment(at, at + 2), day }
}

/// A report of any kind, at one of few moments, so that ties are common.
fn any_report() -> impl Strategy<Value = FactReport> {
    let days = proptest::option::of((1_i8..28).prop_map(|day| date(2026, 12, day)));
    let kinds = proptest::sample::select(FactKind::ALL.to_vec());
    (kinds, 0_i64..5, days).prop_map(|(kind, at, day)| report(kind, at, day))
}

proptest! {
    #[test]
    fn text_order_is_time_order(a in 0_i64..4_000_000_000, b in 0_i64..4_000_000_000, c in 0_i64..4_000_000_000) {
        let (one, two) = (moment(a, c), moment(b, a));
        prop_assert_eq!(one.cmp(&two), one.to_string().cmp(&two.to_string()));
        prop_assert_eq!(one.to_string().parse(), Ok(one));
    }

    #[test]
    fn what_was_told_is_ordered_as_its_text_and_read_back(one in any_report(), two in any_report()) {
        let (told, text) = ([one.told(), two.told()], [one.told(), two.told()].map(|told| one.kind.text(told)));
        let order = one.kind.order(told[0]).cmp(&one.kind.order(told[1]));
        prop_assert_eq!(order, text[0].cmp(&text[1]));
        prop_assert_eq!(text[0].parse(), Ok(told[0]));
    }

    #[test]
    fn in_whatever_order_reports_come_the_same_is_known(
        (told, shuffled) in vec(any_report(), 0..12).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        let known = |reports: &[FactReport]| reports.iter().fold(Facts::default(), Facts::with);
        prop_assert_eq!(known(&told), known(&shuffled));
        let (one, other) = told.split_at(told.len() / 2);
        prop_assert_eq!(known(one).merged(&known(other)), known(&told));
    }
}

fn known(reports: &[FactReport]) -> Facts {
    reports.iter().fold(Facts::default(), Facts::with)
}

fn paused(until: Option<Date>) -> Standing {
    Standing::Paused { until }
}

#[test]
fn how_a_subscription_stands_is_told_by_its_own_times_and_not_by_when_we_heard() {
    let (soon, later) = (Some(date(2026, 12, 1)), Some(date(2026, 12, 31)));
    let [pause, resumption] = [report(FactKind::Paused, 10, later), report(FactKind::Resumed, 20, soon)];
    assert_eq!(known(&[]).standing(), Standing::Unknown);
    assert_eq!(known(std::slice::from_ref(&pause)).standing(), paused(later));
    assert_eq!(known(&[resumption.clone(), pause.clone()]).standing(), Standing::Running);
    assert_eq!(known(&[pause, resumption]).standing_before(moment(20, 0).at), paused(later));
}

#[test]
fn an_earlier_day_ends_a_pause_and_anything_active_ends_an_end() {
    let (soon, later) = (Some(date(2026, 12, 1)), Some(date(2026, 12, 31)));
    for (before, kind, day, standing) in [
        (report(FactKind::Paused, 10, later), FactKind::Updated, soon, Standing::Running),
        (report(FactKind::Paused, 10, later), FactKind::Updated, later, paused(later)),
        (report(FactKind::Paused, 10, None), FactKind::Updated, later, Standing::Running),
        (report(FactKind::Paused, 10, None), FactKind::Updated, None, paused(None)),
        (report(FactKind::Canceled, 10, None), FactKind::Updated, later, Standing::Running),
        (report(FactKind::Expired, 10, None), FactKind::Skipped, later, Standing::Running),
        (report(FactKind::Started, 10, soon), FactKind::Canceled, None, Standing::Canceled),
    ] {
        assert_eq!(
            known(&[before.clone(), report(kind, 20, day)]).standing(),
            standing,
            "{kind:?} after {before:?}"
        );
    }
}

#[test]
fn an_older_report_of_another_kind_leaves_the_newer_day() {
    let (soon, later) = (date(2026, 12, 1), date(2026, 12, 31));
    let facts =
        known(&[report(FactKind::Updated, 20, Some(later)), report(FactKind::Resumed, 10, Some(soon))]);
    assert_eq!(facts.newest().and_then(|(_, told)| told.day), Some(later));
}

/// `updated_at` stays as it was when an order is skipped and when that is taken back.
#[test]
fn of_one_version_a_skip_is_newer_than_its_making_and_is_told_from_its_taking_back_by_when_we_heard() {
    let told = |kind, heard, day: i8| {
        let day = Some(date(2026, 12, day));
        FactReport { moment: moment(10, heard), ..report(kind, 10, day) }
    };
    let (started, skipped) = (told(FactKind::Started, 11, 1), told(FactKind::Skipped, 500, 31));
    let newest = |reports: &[FactReport]| known(reports).newest().map(|(kind, _)| kind);
    assert_eq!(newest(&[skipped.clone(), started.clone()]), Some(FactKind::Skipped));
    let taken_back = told(FactKind::Unskipped, 600, 1);
    assert_eq!(newest(&[skipped.clone(), started.clone(), taken_back.clone()]), Some(FactKind::Unskipped));
    let again = told(FactKind::Skipped, 700, 31);
    assert_eq!(newest(&[again, skipped, started, taken_back]), Some(FactKind::Skipped));
}

#[test]
fn one_version_tells_one_thing_the_first_that_it_was_told_as() {
    let day = Some(date(2026, 12, 1));
    let heard = |kind, at| FactReport { moment: moment(10, at), ..report(kind, 10, day) };
    let (first, second) = (heard(FactKind::Started, 11), heard(FactKind::Paused, 12));
    let facts = known(&[second.clone(), first.clone()]);
    assert_eq!(facts.told_as(FactKind::Paused, second.told()), Some(FactKind::Started));
    assert_eq!(facts.told_as(FactKind::Started, heard(FactKind::Started, 99).told()), None, "it comes again");
    assert_eq!(facts.standing(), Standing::Running, "the pause is none");
    let other_day = FactReport { day: Some(date(2026, 12, 31)), ..second };
    assert_eq!(facts.told_as(FactKind::Paused, other_day.told()), None, "it is another version");
    assert_eq!(facts.told_as(FactKind::Updated, first.told()), None, "a change claims nothing");
}

#[test]
fn what_is_no_report_is_not_read() {
    for bad in [
        "",
        "2026-11-24T14:03:05.000Z",
        "2026-11-24T14:03:05.000Z/soon",
        "2026-11-24T14:03:05.000Z/2026-11-24T14:03:05.000Z/soon",
    ] {
        assert_eq!(bad.parse::<Told>(), Err(InvalidMoment), "{bad}");
    }
}
