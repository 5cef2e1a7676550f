use rechime_domain::{
    default_flows::{default_flow, default_flows},
    flow::{Flow, QuietHoursPolicy},
    ids::OccurrenceKey,
    occurrence::{Occurrence, Subject},
    trigger::Trigger,
};

use super::*;
use crate::{item::number, samples, size};

const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
const BATCH: &str = "5fea7756-0ea4-451a-a703-a558b933e274";

fn store() -> StoreId {
    StoreId::parse("oat-and-ember-coffee").unwrap()
}

fn evening() -> Minute {
    "2026-11-24T00:00Z".parse().unwrap()
}

/// What is decided about the flow's message about an occurrence: it waits for the morning.
fn entry_of(flow: &Flow, occurrence: Occurrence) -> JournalEntry {
    let message = samples::message_of(flow, &store(), occurrence);
    JournalEntry {
        message: message.id,
        source: message.source,
        step: message.step,
        occurrence: message.occurrence.key.hash(),
        phone: Some("+1415•••2671".to_owned()),
        decision: JournalDecision::Wait { until: "2026-11-24T14:03Z".parse().unwrap() },
    }
}

fn entry(charge: u64) -> JournalEntry {
    let flow = Flow { each_retry: true, ..default_flow(Trigger::ChargeWillBeRetried) };
    let occurrence = samples::occurrence(Trigger::ChargeWillBeRetried, charge);
    entry_of(&flow, Occurrence { attempt: Some(2), ..occurrence })
}

fn batch_of(entries: &[JournalEntry]) -> Item {
    batch(&store(), evening().start(), BATCH, entries, KEPT)
}

#[test]
fn ten_entries_cost_one_write_unit() {
    let entries: Vec<_> = (1_191_965_724..).take(10).map(entry).collect();
    let size = size::of(&batch_of(&entries));
    assert!((400..=1024).contains(&size), "{size} bytes");
}

/// The default flows, ids being as long as Recharge's are by now: what quiet hours hold waits, the rest is sent.
#[test]
fn ten_entries_of_any_default_flow_cost_one_write_unit() {
    for flow in default_flows() {
        let held = flow.quiet_hours == QuietHoursPolicy::Hold;
        let entries: Vec<_> = (1_191_965_724..)
            .take(10)
            .map(|charge| {
                let entry = entry_of(&flow, samples::occurrence(flow.trigger, charge));
                if held { entry } else { JournalEntry { decision: JournalDecision::Send, ..entry } }
            })
            .collect();
        let size = size::of(&batch_of(&entries));
        assert!(size <= 1024, "{}: {size} bytes", flow.id);
    }
}

#[test]
fn the_length_of_a_line_does_not_depend_on_what_happened() {
    let of = |subject: Subject, key: &str| {
        let subject = Some(subject);
        let occurrence = samples::occurrence(Trigger::OrderSkipped, 1);
        let key = OccurrenceKey::new(key);
        let entry = entry_of(&default_flow(Trigger::OrderSkipped), Occurrence { subject, key, ..occurrence });
        line::write(&entry, evening()).len()
    };
    let order = of(Subject::Order("1534919106".to_owned()), "order:1534919106:skipped");
    let long = of(Subject::Charge("1".to_owned()), "address:169282975:b7532e:skipped:2026-12-31");
    assert_eq!(order, long);
}

#[test]
fn a_line_can_be_read_by_a_person() {
    let line = line::write(&entry(91), evening());
    insta::assert_snapshot!(line, @"3gqklvptvpiym|charge_will_be_retried|0|mevszbv6xjkfaajj|+1415*2671|+843");
}

#[test]
fn a_line_is_read_as_it_was_written() {
    assert_eq!(line::read(&line::write(&entry(91), evening()), &store(), evening()), Some(entry(91)));
    let released = evening().plus(24 * 60);
    let late = line::write(&entry(91), released);
    assert_eq!(line::read(&late, &store(), released), Some(entry(91)), "or an hour that has passed");
    let further = Flow { id: SourceId::further_flow("7k2m9x").unwrap(), ..default_flow(Trigger::ChargePaid) };
    let odd = JournalEntry {
        phone: None,
        decision: JournalDecision::Skip { code: "no_consent".to_owned() },
        ..entry_of(&further, samples::occurrence(Trigger::ChargePaid, 91))
    };
    assert_eq!(line::read(&line::write(&odd, evening()), &store(), evening()), Some(odd));
}

#[test]
fn what_is_no_line_is_not_read() {
    let (person, about) = (entry(91).message.person(), entry(91).occurrence);
    for bad in [
        String::new(),
        "charge_paid".to_owned(),
        person.to_string(),
        format!("{person}|charge_paid|0|{about}||"),
        format!("{person}|charge_paid|0|{about}|"),
        format!("{person}|charge paid|0|{about}||send"),
        format!("{person}|charge_paid|x|{about}||send"),
        format!("{person}|charge_paid|0|charge:91||send"),
        format!("{person}|charge_paid|0|{about}||maybe"),
        format!("nobody|charge_paid|0|{about}||send"),
    ] {
        assert_eq!(line::read(&bad, &store(), evening()), None, "{bad}");
    }
}

#[test]
fn a_batch_is_kept_as_long_as_the_row_of_its_last_message() {
    let expiry_of = |entries: &[JournalEntry]| number::<i64>(&batch_of(entries), EXPIRES_AT).unwrap();
    let sent = JournalEntry { decision: JournalDecision::Send, ..entry(1) };
    let overdue = JournalEntry { decision: JournalDecision::Wait { until: evening().plus(-60) }, ..entry(2) };
    let now = (evening().start() + KEPT).as_second();
    assert_eq!(expiry_of(std::slice::from_ref(&sent)), now);
    assert_eq!(expiry_of(&[overdue]), now, "never less than from the batch on");
    let last =
        JournalEntry { decision: JournalDecision::Wait { until: evening().plus(180 * 24 * 60) }, ..entry(3) };
    assert_eq!(expiry_of(&[last, entry(4), sent]), now + 180 * 24 * 3600, "from the last wait's end on");
}
