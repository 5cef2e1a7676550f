//! What a run and a campaign cost as the list grows: reads for each person, and memory. The list is made up page by page, as large as
//! the table's are, so that it takes no memory itself.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use jiff::{Timestamp, civil::date};
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus},
    ids::{MessageId, SourceId, StoreId},
    job::SendJob,
    phone::PhoneNumber,
    subscriber::Subscriber,
    text_notes::TextNote,
    trigger::Trigger,
};
use rechime_platform::queue::{Outgoing, Queue, QueueError};
use rechime_store::{
    Cursor, Page, StoreError,
    subscribers::{SHARDS, SubscriberShards},
};
use rechime_testkit::demo;
use serde_json::json;

use super::world::World;

/// Rows of 400 bytes on a page of 1 MB.
const ON_A_PAGE: usize = 2_500;

/// A list of so many people, spread evenly over the shards.
struct MadeUp {
    people: usize,
    sample: Subscriber,
    reads: AtomicUsize,
    most_memory: AtomicUsize,
}

impl MadeUp {
    fn of(people: usize) -> Self {
        let mut sample = Subscriber::new(phone(0));
        for day in 1..=5 {
            let message = MessageId::of_test(&demo(), &sample.phone, &day.to_string());
            let note = TextNote::new(date(2026, 11, day), &SourceId::default_flow(Trigger::ChargePaid));
            sample.got = sample.got.with(&message, note);
        }
        sample.consent = Some(Consent {
            status: ConsentStatus::Subscribed,
            source: ConsentSource::Merchant,
            since: Timestamp::UNIX_EPOCH,
        });
        Self { people, sample, reads: AtomicUsize::new(0), most_memory: AtomicUsize::new(0) }
    }
}

fn phone(number: usize) -> PhoneNumber {
    PhoneNumber::from_e164(&format!("+1212{:07}", 2_000_000 + number)).unwrap()
}

/// Pages of memory that the process has.
fn memory() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split_whitespace().nth(1).and_then(|pages| pages.parse().ok()).unwrap_or_default()
}

#[async_trait]
impl SubscriberShards for MadeUp {
    async fn list_shard(
        &self,
        _store: &StoreId,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Subscriber>, StoreError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let shards = usize::from(SHARDS);
        let in_shard = self.people / shards + usize::from(usize::from(shard) < self.people % shards);
        let first = after.map_or(0, |cursor| cursor.as_str().parse().unwrap());
        let last = in_shard.min(first + limit.min(ON_A_PAGE));
        let person = |number| Subscriber { phone: phone(number), ..self.sample.clone() };
        let next = (last < in_shard).then(|| Cursor::new(last.to_string()));
        let items = (first..last).map(person).collect();
        self.most_memory.fetch_max(memory(), Ordering::Relaxed);
        Ok(Page { items, next })
    }
}

/// A queue of campaigns' messages that keeps none of them.
#[derive(Default)]
struct Counted {
    messages: AtomicUsize,
}

#[async_trait]
impl Queue<SendJob> for Counted {
    async fn send(&self, jobs: &[Outgoing<SendJob>]) -> Result<(), QueueError> {
        self.messages.fetch_add(jobs.len(), Ordering::Relaxed);
        Ok(())
    }
}

async fn campaign_to(people: usize) -> (usize, usize) {
    let (world, list) = (World::with_people(0).await, Arc::new(MadeUp::of(people)));
    let bulk = Arc::new(Counted::default());
    let world = world.over(list.clone()).with_bulk(bulk.clone());
    let campaign = world.launch_campaign(&demo(), "sale", "{{ store_name }}: 20 % off", |_| {}).await;
    world.run_dry(World::first_jobs_of(&campaign)).await;
    assert_eq!(bulk.messages.load(Ordering::Relaxed), people);
    (list.reads.load(Ordering::Relaxed), list.most_memory.load(Ordering::Relaxed) * 4 / 1024)
}

async fn campaigns_to(sizes: &[usize]) {
    let mut memory_before = None;
    for people in sizes {
        let (reads, memory) = campaign_to(*people).await;
        println!("campaign to {people}: {reads} reads, {memory} MB");
        assert!(reads <= people / 500 + 2 * usize::from(SHARDS), "{reads} reads for {people}");
        assert!(memory <= *memory_before.get_or_insert(memory) + 20, "{memory} MB for {people}");
    }
}

#[tokio::test]
async fn a_campaign_reads_five_hundred_people_at_a_time_and_holds_no_more_in_memory() {
    campaigns_to(&[1_000, 10_000, 100_000]).await;
}

#[tokio::test]
#[ignore = "takes a minute; docs/performance.md has its figures"]
async fn a_campaign_to_a_million_people_takes_the_memory_of_one_to_a_thousand() {
    campaigns_to(&[1_000, 10_000, 100_000, 1_000_000]).await;
}

#[tokio::test]
async fn reads_are_one_for_each_page_and_memory_is_one_page_however_long_the_list_is() {
    let clicked = json!({ "engagement": { "did": "receive", "within_days": 90, "at_least": 5 } });
    let mut memory_before = None;
    for (people, reads) in [(1_000, 16), (10_000, 16), (100_000, 48), (1_000_000, 400)] {
        let (world, list) = (World::with_people(0).await, Arc::new(MadeUp::of(people)));
        let world = world.over(list.clone());
        let (run, jobs) = world.begin(clicked.clone()).await;
        world.run_dry(jobs).await;
        let progress = world.progress(&demo(), &run).await;
        let expected = u64::try_from(people).unwrap();
        assert_eq!((progress.read(), progress.matched()), (expected, expected));
        assert_eq!(list.reads.load(Ordering::Relaxed), reads);
        let memory = list.most_memory.load(Ordering::Relaxed) * 4 / 1024;
        println!("{people} people: {reads} reads, {memory} MB");
        // From ten thousand on a page is full of people now and then, and once it was nothing grows any more.
        let limit = *memory_before.get_or_insert(memory) + 20;
        assert!(memory <= limit, "{memory} MB for {people}");
    }
}
