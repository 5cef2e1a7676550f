use jiff::{Timestamp, civil::date};
use proptest::{collection::vec, prelude::*};

use super::*;

fn moment(at: i64, received_at: i64) -> Moment {
    Moment {
        at: Timestamp::from_second(at).unwrap(),
        received_at: Timestamp::from_second(received_at).unwrap(),
    }
}

fn report(kind: FactKind, at: i64, next_charge_on: Option<Date>) -> FactReport {
    let subject = Subject::Subscription("1".to_owned());
    FactReport { subject, kind, moment: moment(at, at + 2), next_charge_on }
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
        let (one, two) = (one.told(), two.told());
        prop_assert_eq!(one.cmp(&two), one.to_string().cmp(&two.to_string()));
        prop_assert_eq!(one.to_string().parse(), Ok(one));
    }

    #[test]
    fn in_whatever_order_reports_come_the_same_is_known(
        (told, shuffled) in vec(any_report(), 0..12).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        let known = |reports: &[FactReport]| reports.iter().fold(Facts::default(), Facts::with);
        prop_assert_eq!(known(&told), known(&shuffled));
        prop_assert_eq!(known(&told).newest(), told.iter().map(FactReport::told).max());
    }
}

#[test]
fn a_late_report_of_a_pause_does_not_undo_a_resumption() {
    let report = |kind, at| report(kind, at, None);
    let (paused, resumed) = (report(FactKind::Paused, 10), report(FactKind::Resumed, 20));
    assert!(Facts::default().with(&paused).is_paused());
    assert!(!Facts::default().with(&paused).with(&resumed).is_paused());
    assert!(!Facts::default().with(&resumed).with(&paused).is_paused());
    assert!(Facts::default().with(&resumed).with(&report(FactKind::Paused, 30)).is_paused());
}

#[test]
fn an_older_report_of_another_kind_leaves_the_newer_date() {
    let (soon, later) = (date(2026, 12, 1), date(2026, 12, 31));
    let skipped = report(FactKind::Updated, 20, Some(later));
    let resumed = report(FactKind::Resumed, 10, Some(soon));
    let known = Facts::default().with(&skipped).with(&resumed);
    assert_eq!(known.newest().and_then(|told| told.next_charge_on), Some(later));
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
