use rechime_domain::{counting::FORECAST_MINUTES, minute::Minute};

use super::*;
use crate::{item::of_key, size};

/// All reasons for which a message can be skipped.
const CAUSES: [&str; 22] = [
    "flow_not_active",
    "flow_deleted",
    "step_removed",
    "opted_out",
    "consent_void",
    "no_consent",
    "promotion_needs_consent",
    "no_phone",
    "phone_unusable",
    "dropped_in_quiet_hours",
    "dropped_by_law",
    "never_open",
    "texted_recently",
    "daily_cap",
    "hourly_cap",
    "not_in_audience",
    "left_flow",
    "expired",
    "not_confirmed",
    "superseded",
    "date_moved",
    "text_failed",
];

const COUNTERS: [&str; 9] =
    ["planned", "sent", "parts", "delivered", "undelivered", "failed", "unknown", "clicked", "cost"];

/// A row as the table has it after additions by so many shards.
fn row(key: &keys::Key, counters: &[String], shards: usize) -> Item {
    let mut item = of_key(key);
    item.extend(counters.iter().map(|name| (name.clone(), AttributeValue::N("1234567".to_owned()))));
    for shard in 0..shards {
        let sequence = SequenceNumber::parse("4421584500000000017450439091").unwrap();
        let name = Shard::named(&format!("shardId-0000000141456204{shard:04}-2bac9cd2")).attribute();
        item.insert(name, string(sequence.as_str()));
    }
    item.insert(EXPIRES_AT.to_owned(), AttributeValue::N("1795528800".to_owned()));
    item
}

#[test]
fn a_row_with_every_cause_and_counter_costs_one_write_unit() {
    let store = StoreId::parse("oat-and-ember-coffee").unwrap();
    let (hour, source) =
        ("2026-11-24T14Z".parse().unwrap(), SourceId::parse("subscription_reactivated").unwrap());
    let key = keys::count_row(&store, &CountRow::Source { hour, source });
    let causes = CAUSES.iter().map(|code| Counter::Skipped((*code).to_owned()).key());
    let counters: Vec<_> = causes.chain(COUNTERS.map(str::to_owned)).collect();
    let bytes = size::of(&row(&key, &counters, 4));
    assert!(bytes <= 1024, "{bytes} bytes");
}

#[test]
fn an_ordinary_row_has_room_for_many_shards() {
    let store = StoreId::parse("oat-and-ember-coffee").unwrap();
    let (hour, source) = ("2026-11-24T14Z".parse().unwrap(), SourceId::parse("order_processed").unwrap());
    let key = keys::count_row(&store, &CountRow::Source { hour, source });
    let bytes = size::of(&row(&key, &COUNTERS.map(str::to_owned), 16));
    assert!(bytes <= 1024, "{bytes} bytes");
    let slots = (0..60 / FORECAST_MINUTES).map(|slot| Counter::Waiting(slot * FORECAST_MINUTES).key());
    let key = keys::count_row(&store, &CountRow::Forecast { hour });
    let bytes = size::of(&row(&key, &slots.collect::<Vec<_>>(), 16));
    assert!(bytes <= 1024, "{bytes} bytes");
}

#[test]
fn sequence_numbers_are_ordered_as_numbers() {
    let number = |text: &str| SequenceNumber::parse(text).unwrap();
    assert!(number("9") < number("10") && number("00099") < number("100"));
    assert_eq!((number("007"), number("007").to_string()), (number("7"), "7".to_owned()));
    assert!(SequenceNumber::stored("") < number("0"));
    for bad in ["", "-1", "7a", &"9".repeat(100)] {
        assert_eq!(SequenceNumber::parse(bad), Err(InvalidSequenceNumber), "{bad}");
    }
}

#[test]
fn a_forecast_counts_by_five_minutes() {
    let slots = ["09:00", "09:04", "09:05", "09:59"].map(|time| {
        let minute: Minute = format!("2026-11-24T{time}Z").parse().unwrap();
        Counter::waiting_until(minute).key()
    });
    assert_eq!(slots, ["waiting_00", "waiting_00", "waiting_05", "waiting_55"]);
}
