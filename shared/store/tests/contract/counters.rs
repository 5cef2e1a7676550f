use rechime_domain::{
    counting::{CountRow, Counter, Counts},
    hour::Hour,
    ids::SourceId,
};
use rechime_store::counters::{Added, Counters, HourCounts, Position, SequenceNumber, Shard};

use crate::samples::{at, store};

pub(crate) async fn keeps_its_promises(table: &impl Counters) {
    additions_add_up(table).await;
    what_comes_again_adds_nothing(table).await;
    shards_do_not_know_of_each_other(table).await;
    hours_are_listed_in_order_and_apart(table).await;
    a_forecast_is_apart(table).await;
}

fn hour(number: i64) -> Hour {
    Hour::containing(at(3600 * number))
}

fn flow(hour: Hour, source: &str) -> CountRow {
    CountRow::Source { hour, source: SourceId::parse(source).unwrap() }
}

fn counts(sent: i64, skipped: i64) -> Counts {
    [(Counter::Sent, sent), (Counter::Skipped("no_consent".to_owned()), skipped)].into_iter().collect()
}

fn sequence(number: u32) -> SequenceNumber {
    SequenceNumber::parse(&number.to_string()).unwrap()
}

fn position(shard: &str, number: u32) -> Position {
    Position { shard: Shard::named(shard), sequence: sequence(number) }
}

async fn listed(table: &impl Counters, id: &str, first: Hour, last: Hour) -> Vec<HourCounts> {
    table.list_counts(&store(id), first, last).await.unwrap()
}

async fn additions_add_up(table: &impl Counters) {
    let (id, row) = (store("adds"), flow(hour(0), "charge_paid"));
    assert_eq!(table.add_counts(&id, &row, &counts(2, 0), &position("a", 9)).await, Ok(Added::Now));
    assert_eq!(table.add_counts(&id, &row, &counts(3, 1), &position("a", 10)).await, Ok(Added::Now));
    assert_eq!(table.add_counts(&id, &row, &counts(-1, 0), &position("a", 11)).await, Ok(Added::Now));
    let found = listed(table, "adds", hour(0), hour(0)).await;
    let source = Some(SourceId::parse("charge_paid").unwrap());
    assert_eq!(found, [HourCounts { hour: hour(0), source, counts: counts(4, 1) }]);
}

async fn what_comes_again_adds_nothing(table: &impl Counters) {
    let (id, row) = (store("again"), flow(hour(0), "charge_paid"));
    table.add_counts(&id, &row, &counts(2, 0), &position("a", 100)).await.unwrap();
    for earlier in [7, 99, 100] {
        let again = table.add_counts(&id, &row, &counts(2, 0), &position("a", earlier)).await;
        assert_eq!(again, Ok(Added::UpTo(sequence(100))), "{earlier}");
    }
    assert_eq!(listed(table, "again", hour(0), hour(0)).await[0].counts, counts(2, 0));
}

async fn shards_do_not_know_of_each_other(table: &impl Counters) {
    let (id, row) = (store("shards"), CountRow::Store { hour: hour(0) });
    for (shard, number) in [("a", 100), ("b", 7), ("c", 50)] {
        let added = table.add_counts(&id, &row, &counts(1, 0), &position(shard, number)).await;
        assert_eq!(added, Ok(Added::Now), "{shard}");
    }
    let found = listed(table, "shards", hour(0), hour(0)).await;
    assert_eq!(found, [HourCounts { hour: hour(0), source: None, counts: counts(3, 0) }]);
}

async fn hours_are_listed_in_order_and_apart(table: &impl Counters) {
    let id = store("hours");
    for number in [3, 0, 2, 1, -1] {
        for row in [flow(hour(number), "order_processed"), CountRow::Store { hour: hour(number) }] {
            table.add_counts(&id, &row, &counts(number, 0), &position("a", 1)).await.unwrap();
        }
    }
    let found = listed(table, "hours", hour(0), hour(2)).await;
    let found: Vec<_> = found.into_iter().map(|row| (row.hour, row.source.is_some())).collect();
    let expected: Vec<_> = (0..3).flat_map(|it| [(hour(it), false), (hour(it), true)]).collect();
    assert_eq!(found, expected);
    assert_eq!(listed(table, "hours-of-another", hour(0), hour(2)).await, []);
}

async fn a_forecast_is_apart(table: &impl Counters) {
    let (id, row) = (store("forecast"), CountRow::Forecast { hour: hour(1) });
    let waiting: Counts = [(Counter::Waiting(5), 3), (Counter::Waiting(55), 1)].into_iter().collect();
    table.add_counts(&id, &row, &waiting, &position("a", 1)).await.unwrap();
    assert_eq!(listed(table, "forecast", hour(0), hour(2)).await, []);
    let found = table.list_forecast(&id, hour(0), hour(2)).await.unwrap();
    assert_eq!(found, [HourCounts { hour: hour(1), source: None, counts: waiting }]);
}
