//! A seeded day of 20,000 changes, told twice and out of order: the counters are those of a recount.

use std::sync::Arc;

use jiff::SignedDuration;
use rechime_domain::ids::StoreId;
use rechime_platform::{
    clock::{Clock, FakeClock},
    queue::MemoryQueue,
};
use rechime_store::{Fault, Faulty, Memory, counters::days::sum_up, stream::StreamRecord};
use rechime_testkit::{at, store_id};

use super::{
    chance::Chance,
    day::{Day, SHARDS},
    recount,
};
use crate::{EventRecord, StreamEvent, Tally};

struct World {
    table: Memory,
    faulty: Arc<Faulty>,
    tally: Tally,
    clock: Arc<FakeClock>,
    chance: Chance,
}

fn stores() -> [StoreId; 3] {
    ["demo", "oat-and-ember", "third"].map(store_id)
}

impl World {
    fn new(seed: u64) -> Self {
        let table = Memory::default();
        let faulty = Arc::new(Faulty::over(table.clone()));
        // The records of a day are read in the two days from its noon on.
        let clock = Arc::new(FakeClock::at(at("2026-11-24T12:00:00Z")));
        let dead_letters = Arc::new(MemoryQueue::default());
        let tally = Tally { counters: faulty.clone(), dead_letters, clock: clock.clone() };
        Self { table, faulty, tally, clock, chance: Chance(seed) }
    }

    /// Some time passes, and upkeep runs. Some of its calls go wrong, too; it runs again then, or an hour later.
    async fn upkeep(&mut self) {
        self.clock.advance(SignedDuration::from_mins(1 + i64::try_from(self.chance.below(30)).unwrap()));
        for store in stores() {
            let _ = sum_up(self.faulty.as_ref(), &store, self.clock.now()).await;
        }
    }

    /// Hands some records of a shard over until all are counted, as Lambda does: from the first failed one on. Some calls
    /// of the table go wrong, or their answers are lost.
    async fn deliver(&mut self, shard: usize, mut records: &[StreamRecord]) {
        while !records.is_empty() {
            if self.chance.percent(20) {
                let fault = self.chance.one_of(&[Fault::Refused, Fault::AnswerLost]);
                self.faulty.fail_from(self.chance.below(6), 1 + self.chance.below(3), fault);
            }
            let event = StreamEvent {
                records: records.iter().cloned().map(|dynamodb| EventRecord { dynamodb }).collect(),
                shard: Some(format!("shardId-{shard}")),
            };
            let answer = self.tally.handle(event).await.unwrap();
            let Some(failed) = answer.failed_from() else { return };
            let place = records.iter().position(|record| record.sequence_number == failed).unwrap();
            records = &records[place..];
        }
    }

    /// Reads every shard to its end, in pieces and in turns as they come; some pieces come again, any time later.
    async fn read(&mut self, day: &Day, repeats: usize) {
        let mut next = [0; SHARDS];
        while let Some(shard) = self.unread(day, &next) {
            let records = &day.stream[shard];
            let end = records.len().min(next[shard] + 1 + self.chance.below(200));
            self.deliver(shard, &records[next[shard]..end]).await;
            next[shard] = end;
            if self.chance.percent(repeats) {
                let from = self.chance.below(end);
                let to = end.min(from + 1 + self.chance.below(300));
                self.deliver(shard, &records[from..to]).await;
            }
            if self.chance.percent(20) {
                self.upkeep().await;
            }
        }
    }

    fn unread(&mut self, day: &Day, next: &[usize; SHARDS]) -> Option<usize> {
        let left: Vec<_> = (0..SHARDS).filter(|shard| next[*shard] < day.stream[*shard].len()).collect();
        (!left.is_empty()).then(|| self.chance.one_of(&left))
    }
}

async fn differences(world: &World, day: &Day) -> Vec<String> {
    let counted = recount::of_counters(&world.table, &stores()).await;
    let expected = recount::of_rows(day);
    let keys = counted.keys().chain(expected.keys());
    let value = |of: &recount::Recount, key| of.get(key).copied().unwrap_or_default();
    let different = keys.filter(|key| value(&counted, key) != value(&expected, key));
    different.map(|key| format!("{key:?}: {} of {}", value(&counted, key), value(&expected, key))).collect()
}

#[tokio::test]
async fn a_day_that_is_told_twice_and_out_of_order_is_counted_once() {
    for seed in [1, 2, 3] {
        let day = Day::of(seed, 20_000);
        assert!(recount::of_rows(&day).len() > 1_000, "a day has much to count");
        let mut world = World::new(seed);
        world.read(&day, 30).await;
        assert_eq!(differences(&world, &day).await, Vec::<String>::new(), "seed {seed}, told once");
        world.read(&day, 30).await;
        assert_eq!(differences(&world, &day).await, Vec::<String>::new(), "seed {seed}, told twice");
    }
}

#[tokio::test]
async fn a_count_that_is_lost_shows() {
    let day = Day::of(1, 2_000);
    let mut world = World::new(1);
    let whole = day.stream[0].clone();
    world.deliver(0, &whole[..whole.len() - 1]).await;
    assert_ne!(differences(&world, &day).await, Vec::<String>::new());
}
