use rechime_domain::{
    counting::{Counter, FORECAST_MINUTES},
    minute::Minute,
};
use serde_dynamo::AttributeValue;

use super::{days::sum_up, table::day_item, *};
use crate::{
    Memory,
    item::{EXPIRES_AT, Item, of_key, string},
    keys, size,
};

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
    item.insert("version".to_owned(), AttributeValue::N("123456".to_owned()));
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

/// Ten million messages of a store in thirty days, in every hour some of each of its twelve flows. It is a quarter past.
async fn busy_month(store: &StoreId, now: Hour) -> Memory {
    let table = Memory::default();
    let counters = ["planned", "sent", "parts", "delivered", "undelivered", "clicked", "opted_out", "cost"];
    for hour in (0..24 * 31).map(|ago| now.plus(-ago)) {
        for flow in 0..12 {
            let source = SourceId::parse(&format!("subscription_flow_{flow}")).unwrap();
            let value = |name: &str| if name == "cost" { 10_193_170 } else { 1_157 };
            let counts = counters.iter().map(|name| (Counter::parse(name).unwrap(), value(name))).collect();
            let sequence = SequenceNumber::parse("1").unwrap();
            let position = Position { shard: Shard::named(&hour.to_string()), sequence };
            table.add_counts(store, &CountRow::Source { hour, source }, &counts, &position).await.unwrap();
        }
    }
    table
}

/// The read units of what is listed from an hour on, as the table reads it.
async fn read_units(table: &Memory, store: &StoreId, first: Hour, last: Hour) -> f64 {
    let days = table.list_days(store, first.day(), last.day(), Consistency::Eventual).await.unwrap();
    assert_eq!(days.late, [], "in this test nothing is late");
    let mut queries = vec![days.rows.iter().map(|day| size::of(&day_item(store, day))).sum::<usize>()];
    for gap in days.gaps(first, last) {
        let rows = table.list_hours(store, gap.first, gap.last, Consistency::Eventual).await.unwrap();
        let bytes = |counts: &HourCounts| {
            let hour = counts.hour;
            let key =
                keys::count_row(store, &CountRow::Source { hour, source: counts.source.clone().unwrap() });
            let names: Vec<_> = counts.counts.iter().map(|(counter, _)| counter.key()).collect();
            size::of(&self::row(&key, &names, 2))
        };
        queries.push(rows.iter().map(bytes).sum());
    }
    let units = |bytes: &usize| u32::try_from(bytes.div_ceil(4096)).unwrap();
    queries.iter().map(|bytes| f64::from(units(bytes)) / 2.0).sum()
}

#[tokio::test]
async fn twelve_busy_flows_of_a_month_are_read_in_few_units() {
    let store = StoreId::parse("oat-and-ember-coffee").unwrap();
    // Upkeep ran at the end of the hour before, so as many hours as there can be are in no row of a day.
    let now: Hour = "2026-11-24T23Z".parse().unwrap();
    let table = busy_month(&store, now).await;
    let [week, month] = [7, 30].map(|days| Hour::first_of(now.day()).plus(-24 * (days - 1)));
    let before = [read_units(&table, &store, week, now).await, read_units(&table, &store, month, now).await];
    let an_hour_ago = now.start() - jiff::SignedDuration::from_secs(1);
    sum_up(&table, &store, an_hour_ago).await.unwrap();
    let after = [read_units(&table, &store, week, now).await, read_units(&table, &store, month, now).await];
    println!("{before:?} units before, {after:?} with rows of days");
    // That many rows of hours are far beyond the budgets of the pages, or this test would show nothing.
    assert!(before[0] > 60.0 && before[1] > 250.0, "{before:?}");
    // The rest of the pages reads about 8 units on the overview and 3 on the flows.
    assert!(after[0] <= 9.0 && after[1] <= 30.0, "{after:?}");
}
