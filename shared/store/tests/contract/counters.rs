use rechime_domain::{
    counting::{CountRow, Counter, Counts},
    hour::Hour,
    ids::SourceId,
};
use rechime_store::{
    consistency::Consistency,
    counters::{
        Added, Counters, HourCounts, Position, SequenceNumber, Shard,
        days::{DayCounts, Days, sum_up},
    },
};

use crate::samples::{at, store};

pub(crate) async fn keeps_its_promises(table: &impl Counters) {
    additions_add_up(table).await;
    what_comes_again_adds_nothing(table).await;
    shards_do_not_know_of_each_other(table).await;
    hours_are_listed_in_order_and_apart(table).await;
    a_forecast_is_apart(table).await;
    a_day_s_row_is_written_over_what_was_read_only(table).await;
    the_newest_of_what_is_late_counts(table).await;
    days_and_hours_are_listed_as_one(table).await;
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
    let source = Some(SourceId::parse("charge_paid").unwrap());
    let says = |counts, version| HourCounts { hour: hour(0), source: source.clone(), counts, version };
    let additions =
        [(counts(2, 0), counts(2, 0)), (counts(3, 1), counts(5, 1)), (counts(-1, 0), counts(4, 1))];
    for (number, (more, then)) in (1..).zip(additions) {
        let added = table.add_counts(&id, &row, &more, &position("a", 8 + number)).await;
        assert_eq!(added, Ok(Added::Now(says(then, number.into()))));
    }
    assert_eq!(listed(table, "adds", hour(0), hour(0)).await, [says(counts(4, 1), 3)]);
}

async fn what_comes_again_adds_nothing(table: &impl Counters) {
    let (id, row) = (store("again"), flow(hour(0), "charge_paid"));
    let source = Some(SourceId::parse("charge_paid").unwrap());
    let says = HourCounts { hour: hour(0), source, counts: counts(2, 0), version: 1 };
    table.add_counts(&id, &row, &counts(2, 0), &position("a", 100)).await.unwrap();
    for earlier in [7, 99, 100] {
        let again = table.add_counts(&id, &row, &counts(2, 0), &position("a", earlier)).await;
        assert_eq!(again, Ok(Added::UpTo(sequence(100), says.clone())), "{earlier}");
    }
    assert_eq!(listed(table, "again", hour(0), hour(0)).await, [says]);
}

async fn shards_do_not_know_of_each_other(table: &impl Counters) {
    let (id, row) = (store("shards"), CountRow::Store { hour: hour(0) });
    for (shard, number) in [("a", 100), ("b", 7), ("c", 50)] {
        let added = table.add_counts(&id, &row, &counts(1, 0), &position(shard, number)).await;
        assert!(matches!(added, Ok(Added::Now(_))), "{shard}");
    }
    let found = listed(table, "shards", hour(0), hour(0)).await;
    assert_eq!(found, [HourCounts { hour: hour(0), source: None, counts: counts(3, 0), version: 3 }]);
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
    assert_eq!(found, [HourCounts { hour: hour(1), source: None, counts: waiting, version: 1 }]);
}

fn says(hour: Hour, source: Option<&str>, counts: Counts, version: u64) -> HourCounts {
    HourCounts { hour, source: source.map(|source| SourceId::parse(source).unwrap()), counts, version }
}

async fn days(table: &impl Counters, id: &str) -> Days {
    table.list_days(&store(id), hour(0).day(), hour(0).day(), Consistency::Strong).await.unwrap()
}

async fn a_day_s_row_is_written_over_what_was_read_only(table: &impl Counters) {
    let (id, day) = (store("day-rows"), hour(0).day());
    let negative: Counts = [(Counter::Sent, -1), (Counter::Cost, 8_810_000_000)].into_iter().collect();
    let counts = vec![
        says(Hour::first_of(day), None, counts(0, 3), 9),
        says(Hour::first_of(day), Some("charge_paid"), negative, 1),
        says(Hour::first_of(day).plus(23), Some("charge_paid"), Counts::default(), 300),
    ];
    let row = DayCounts { day, hours: 24, counts, revision: 0 };
    assert_eq!(table.put_day(&id, &row).await, Ok(true));
    assert_eq!(table.put_day(&id, &row).await, Ok(false));
    let first = DayCounts { revision: 1, ..row.clone() };
    assert_eq!(days(table, "day-rows").await.rows, std::slice::from_ref(&first));
    assert_eq!(table.put_day(&id, &DayCounts { counts: Vec::new(), ..first.clone() }).await, Ok(true));
    assert_eq!(table.put_day(&id, &first).await, Ok(false));
    assert_eq!(days(table, "day-rows").await.rows, [DayCounts { counts: Vec::new(), revision: 2, ..row }]);
}

async fn the_newest_of_what_is_late_counts(table: &impl Counters) {
    let id = store("late");
    let (three, four) = (says(hour(0), None, counts(3, 0), 3), says(hour(0), None, counts(4, 0), 4));
    for row in [&three, &four, &three] {
        table.put_late_counts(&id, row).await.unwrap();
    }
    let later = says(hour(0).plus(1), Some("charge_paid"), counts(0, 1), 1);
    table.put_late_counts(&id, &later).await.unwrap();
    let late = days(table, "late").await.late;
    assert_eq!(late.iter().map(|late| late.counts.clone()).collect::<Vec<_>>(), [[four], [later]]);
    table.put_late_counts(&id, &says(hour(0), None, counts(5, 0), 5)).await.unwrap();
    for read in &late {
        table.delete_late_counts(&id, read).await.unwrap();
    }
    let left = days(table, "late").await.late;
    assert_eq!(left.len(), 1, "what was added to since is kept");
    assert_eq!(left[0].counts[0].version, 5);
}

/// The rows of hours are gone over again after each run, and what is listed is the same.
async fn days_and_hours_are_listed_as_one(table: &impl Counters) {
    let id = store("one-list");
    for (number, of) in [-30, -29, -3, 0, 1].into_iter().enumerate() {
        for row in [flow(hour(of), "order_processed"), CountRow::Store { hour: hour(of) }] {
            let at = position("a", u32::try_from(number).unwrap());
            table.add_counts(&id, &row, &counts(of, 1), &at).await.unwrap();
        }
    }
    let hours = table.list_hours(&id, hour(-40), hour(2), Consistency::Strong).await.unwrap();
    for now in [0, 1, 4, 30] {
        sum_up(table, &id, hour(now).start()).await.unwrap();
        assert_eq!(listed(table, "one-list", hour(-40), hour(2)).await, hours, "{now}");
    }
    let first = hour(-40).day();
    let read = table.list_days(&id, first, hour(2).day(), Consistency::Strong).await.unwrap();
    assert_eq!(read.gaps(Hour::first_of(read.rows[0].day), hour(2)), []);
}
