//! Whatever happens in whatever order, the rows of days and hours together say what the rows of the hours say.

use std::sync::Arc;

use jiff::SignedDuration;
use proptest::{collection::vec, prelude::*};
use rechime_domain::counting::{CountRow, Counter};

use super::*;
use crate::{
    Faulty, Memory,
    counters::{Added, Position, SequenceNumber, Shard},
};

/// Something that happens.
#[derive(Clone, Debug)]
enum Event {
    /// So many minutes pass.
    Pass(i64),
    /// These additions are made, each by a process of its own, and upkeep runs so often meanwhile. Each begins after so
    /// many steps of the others.
    AtOnce(Vec<(Addition, usize)>, Vec<usize>),
}

#[derive(Clone, Debug)]
struct Addition {
    hours_ago: i64,
    /// 0 is the store as a whole.
    source: usize,
    counter: usize,
    by: i64,
    /// The process ends before it has kept what is late. The records come again at once.
    ends_early: bool,
}

fn additions() -> impl Strategy<Value = Addition> {
    // Mostly what has just been, and the hours that are summed about now.
    let hours_ago = prop_oneof![4 => 0..2_i64, 4 => 1..4_i64, 3 => 0..30_i64, 1 => 0..24 * 10_i64];
    (hours_ago, 0..3_usize, 0..3_usize, -2..5_i64, prop::bool::weighted(0.2)).prop_map(
        |(hours_ago, source, counter, by, ends_early)| Addition {
            hours_ago,
            source,
            counter,
            by,
            ends_early,
        },
    )
}

fn events() -> impl Strategy<Value = Event> {
    let minutes = prop_oneof![3 => 1..90_i64, 1 => 60..60 * 40_i64];
    prop_oneof![
        1 => minutes.prop_map(Event::Pass),
        2 => (vec((additions(), 0..8_usize), 0..5), vec(0..8_usize, 0..3)).prop_map(|(additions, runs)| {
            Event::AtOnce(additions, runs)
        }),
    ]
}

struct World {
    table: Memory,
    /// Lets other tasks go first before each call.
    slow: Arc<Faulty>,
    now: Timestamp,
    records: u32,
}

impl World {
    fn new() -> Self {
        let table = Memory::default();
        let slow = Arc::new(Faulty::over(table.clone()));
        Self { table, slow, now: "2026-11-20T00:30:00Z".parse().unwrap(), records: 0 }
    }

    fn store() -> StoreId {
        StoreId::parse("demo").unwrap()
    }

    async fn happens(&mut self, event: Event) {
        match event {
            Event::Pass(minutes) => self.now += SignedDuration::from_mins(minutes),
            Event::AtOnce(additions, runs) => {
                let additions = additions.into_iter().map(|(addition, after)| {
                    self.records += 1;
                    let (slow, now, record) = (self.slow.clone(), self.now, self.records);
                    async move {
                        steps(after).await;
                        add(&slow, &addition, now, record).await;
                    }
                });
                let additions: Vec<_> = additions.collect();
                let runs = runs.into_iter().map(|after| {
                    let (slow, now) = (self.slow.clone(), self.now);
                    async move {
                        steps(after).await;
                        sum_up(slow.as_ref(), &Self::store(), now).await.unwrap();
                    }
                });
                tokio::join!(futures::future::join_all(additions), futures::future::join_all(runs));
            }
        }
    }

    /// The rows of the last three days.
    async fn days(&self) -> Days {
        let last = Hour::containing(self.now).day();
        let (store, first) = (Self::store(), last.saturating_sub(2.days()));
        self.table.list_days(&store, first, last, Consistency::Strong).await.unwrap()
    }

    /// What is listed of so many days and some hours, and what the rows of these hours say.
    async fn both(&self, days: i64) -> [Vec<HourCounts>; 2] {
        let last = Hour::containing(self.now);
        let first = last.plus(-24 * days - 7);
        let listed = self.table.list_counts(&Self::store(), first, last).await.unwrap();
        [listed, self.table.list_hours(&Self::store(), first, last, Consistency::Strong).await.unwrap()]
    }
}

async fn steps(steps: usize) {
    for _ in 0..steps {
        tokio::task::yield_now().await;
    }
}

/// As tally does it.
async fn add(table: &Faulty, addition: &Addition, now: Timestamp, record: u32) {
    let hour = Hour::containing(now).plus(-addition.hours_ago);
    let row = match addition.source {
        0 => CountRow::Store { hour },
        source => CountRow::Source { hour, source: SourceId::parse(&format!("flow_{source}")).unwrap() },
    };
    let counter = [Counter::Sent, Counter::Cost, Counter::Skipped("no_consent".to_owned())];
    let counts = [(counter[addition.counter].clone(), addition.by)].into_iter().collect();
    let sequence = SequenceNumber::parse(&record.to_string()).unwrap();
    let position = Position { shard: Shard::named(&format!("shard-{record}")), sequence };
    for ends_early in [addition.ends_early, false] {
        let added = table.add_counts(&World::store(), &row, &counts, &position).await.unwrap();
        let (Added::Now(says) | Added::UpTo(_, says)) = added;
        if may_be_summed(hour, now) && !ends_early {
            table.put_late_counts(&World::store(), &says).await.unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn days_say_what_their_hours_say(events in vec(events(), 1..40), days in 0..12_i64) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new();
            for event in events {
                world.happens(event).await;
                let [listed, hours] = world.both(days).await;
                prop_assert_eq!(listed, hours);
            }
            Ok(())
        })?;
    }

    #[test]
    fn gaps_are_what_no_row_has(hours in vec(0..=24_u8, 1..6), first in 0..100_i64, length in 0..100_i64) {
        let begin: Date = "2026-11-01".parse().unwrap();
        let days = begin.series(1.day()).zip(&hours).filter(|(_, hours)| **hours > 0);
        let row = |(day, hours): (Date, &u8)| DayCounts { hours: *hours, ..DayCounts::none(day) };
        let days = Days { rows: days.map(row).collect(), late: Vec::new() };
        let at = |number: i64| Hour::first_of(begin).plus(number);
        let gaps = days.gaps(at(first), at(first + length));
        for hour in 0..300 {
            let place = usize::try_from(hour / 24).unwrap();
            let is_in_row = hours.get(place).is_some_and(|hours| hour % 24 < i64::from(*hours));
            let is_wanted = (first..=first + length).contains(&hour);
            let in_gaps = gaps.iter().filter(|gap| (gap.first..=gap.last).contains(&at(hour))).count();
            prop_assert_eq!(in_gaps, usize::from(is_wanted && !is_in_row), "{}", hour);
        }
    }
}

#[tokio::test]
async fn what_is_late_stays_beside_its_day_for_one_run_more() {
    let mut world = World::new();
    let addition = |hours_ago| Addition { hours_ago, source: 1, counter: 0, by: 1, ends_early: false };
    world.happens(Event::AtOnce(vec![(addition(5), 0)], vec![])).await;
    assert_eq!(world.days().await.late.len(), 1, "it may have been summed");
    for left in [1, 0, 0] {
        world.happens(Event::AtOnce(vec![], vec![0])).await;
        assert_eq!(
            world.days().await.late.len(),
            left,
            "a reader may be between the row and what is beside it"
        );
    }
    world.happens(Event::AtOnce(vec![(addition(0), 0)], vec![])).await;
    assert_eq!(world.days().await.late.len(), 0, "an hour that is not over is in no row of a day");
}

#[tokio::test]
async fn a_run_that_finds_nothing_new_writes_nothing() {
    let mut world = World::new();
    let addition = |hours_ago| Addition { hours_ago, source: 2, counter: 1, by: 7, ends_early: false };
    world.happens(Event::AtOnce(vec![(addition(30), 0), (addition(3), 1)], vec![])).await;
    for _ in 0..4 {
        world.happens(Event::AtOnce(vec![], vec![0])).await;
    }
    let revisions: Vec<_> = world.days().await.rows.iter().map(|row| row.revision).collect();
    assert_eq!(revisions, [1, 1]);
}
