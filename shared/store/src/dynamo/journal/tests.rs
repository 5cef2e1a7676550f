use rechime_domain::{occurrence::OccurrenceKey, trigger::Trigger};

use super::*;
use crate::{dynamo::size, journal::Planned};

fn entry(charge: u32) -> JournalEntry {
    JournalEntry {
        flow: Trigger::ChargeWillBeRetried,
        step: 0,
        occurrence: OccurrenceKey::new(format!("charge:{charge}:retry:2")),
        phone: Some("+1415•••2671".to_owned()),
        planned: Planned::Wait { until: "2026-11-24T14:03Z".parse().unwrap() },
    }
}

fn evening() -> Minute {
    "2026-11-24T00:00Z".parse().unwrap()
}

#[test]
fn ten_entries_cost_one_write_unit() {
    let store = StoreId::parse("oat-and-ember-coffee").unwrap();
    let entries: Vec<_> = (1_191_965_724..).take(10).map(entry).collect();
    let item = batch(&store, evening().start(), "5fea7756-0ea4-451a-a703-a558b933e274", &entries);
    let size = size::of(&item);
    assert!((400..=1024).contains(&size), "{size} bytes");
}

#[test]
fn a_line_can_be_read_by_a_person() {
    let line = line::write(&entry(91), evening());
    insta::assert_snapshot!(line, @"charge_will_be_retried|0|+1415*2671|+843|charge:91:retry:2");
}

/// The flows that hold by default, each with the longest of its keys, ids being as long as Recharge's are by now.
#[test]
fn ten_entries_of_a_night_cost_one_write_unit() {
    let store = StoreId::parse("demo").unwrap();
    for (flow, key) in [
        (Trigger::SubscriptionResumed, "subscription:153601366:resumed:2026-11-24"),
        (Trigger::SubscriptionExpired, "subscription:153601366:expired"),
        (Trigger::UpcomingOrder, "charge:1191965724:upcoming:2026-12-01"),
        (Trigger::OrderSkipped, "address:169282975:b7532e:skipped:2026-12-31"),
        (Trigger::OrderProcessed, "order:1534919106:processed"),
    ] {
        let held = JournalEntry { flow, occurrence: OccurrenceKey::new(key), ..entry(1) };
        let item = batch(&store, evening().start(), "5fea7756-0ea4-451a-a703-a558b933e274", &vec![held; 10]);
        assert!(size::of(&item) <= 1024, "{flow}: {} bytes", size::of(&item));
    }
}

#[test]
fn a_line_is_read_as_it_was_written() {
    assert_eq!(line::read(&line::write(&entry(91), evening()), evening()), Some(entry(91)));
    let released = evening().plus(24 * 60);
    assert_eq!(
        line::read(&line::write(&entry(91), released), released),
        Some(entry(91)),
        "or an hour that has passed"
    );
    let before = "charge_will_be_retried|0|+1415•••2671|2026-11-24T14:03Z|charge:91:retry:2";
    assert_eq!(line::read(before, evening()), Some(entry(91)), "as lines were written before");
}

#[test]
fn what_is_no_line_is_not_read() {
    for bad in [
        "",
        "charge_paid",
        "charge_paid|0||send",
        "no_such_flow|0||send|k",
        "charge_paid|x||send|k",
        "charge_paid|0||maybe|k",
    ] {
        assert_eq!(line::read(bad, evening()), None, "{bad}");
    }
}
