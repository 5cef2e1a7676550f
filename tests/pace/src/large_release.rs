//! What the release of a bucket takes, however large the bucket is. Only the largest is not run by default: a million
//! messages take most of a minute.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use quiet_hours::QuietHours;
use rechime_domain::{
    default_flows::default_flow,
    ids::{MessageId, SenderId, StoreId},
    job::{ReleaseJob, SendJob},
    message::PendingMessage,
    minute::Minute,
    occurrence::{Occurrence, Subject},
    pace::{Class, Standing},
    trigger::Trigger,
};
use rechime_platform::{
    clock::FakeClock,
    queue::{MemoryQueue, Outgoing, Queue, QueueError},
    schedules::MemorySchedules,
};
use rechime_store::{
    Cursor, Memory, Page, StoreError,
    buckets::{Bucket, Buckets, ReleaseProgress},
    holds::{Holds, shard_of},
    paces::{PacedSender, Paces, Places, Turns},
};
use rechime_testkit::{MORNING, at, installation_sender, occurrence, pending, store_id};

/// Stores whose messages are in the bucket; the first has most of them.
const STORES: [&str; 3] = ["oat", "ember", "fern"];

/// Parts a second: a short code's.
const RATE: u32 = 100;

/// What is counted.
#[derive(Default)]
struct Meter {
    writes: AtomicUsize,
    reads: AtomicUsize,
    in_memory: AtomicUsize,
    most_in_memory: AtomicUsize,
}

impl Meter {
    fn read(&self, messages: usize) {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let now = self.in_memory.fetch_add(messages, Ordering::Relaxed) + messages;
        self.most_in_memory.fetch_max(now, Ordering::Relaxed);
    }

    fn write(&self, bytes: usize) {
        self.writes.fetch_add(bytes.div_ceil(1024).max(1), Ordering::Relaxed);
    }
}

/// A bucket of which only the ids are in memory.
struct Held {
    ids: BTreeMap<(u8, StoreId), Vec<MessageId>>,
    sample: PendingMessage,
    meter: Arc<Meter>,
}

impl Held {
    fn new(texts: u32, meter: Arc<Meter>) -> Self {
        let mut ids: BTreeMap<(u8, StoreId), Vec<MessageId>> = BTreeMap::new();
        let flow = default_flow(Trigger::ChargePaid);
        for number in 0..texts {
            let store = store_id(STORES[if number % 10 < 8 { 0 } else { number as usize % 2 + 1 }]);
            let charge = number.to_string();
            let occurrence = occurrence(Trigger::ChargePaid, Subject::Charge(charge.clone()), at(MORNING));
            let occurrence = Arc::new(Occurrence { customer: Some(charge), ..occurrence });
            let id = flow.messages(&store, &occurrence).next().unwrap().id;
            ids.entry((shard_of(&id.person()), store)).or_default().push(id);
        }
        for ids in ids.values_mut() {
            ids.sort();
        }
        let sample = occurrence(Trigger::ChargePaid, Subject::Charge("1".to_owned()), at(MORNING));
        Self { ids, sample: pending(&store_id(STORES[0]), sample), meter }
    }
}

#[async_trait]
impl Holds for Held {
    async fn put_holds(&self, _: &[(PendingMessage, Minute)]) -> Result<(), StoreError> {
        Err(StoreError::Conflict)
    }

    async fn get_hold(
        &self,
        _: Minute,
        _: &MessageId,
        _: &StoreId,
    ) -> Result<Option<PendingMessage>, StoreError> {
        Ok(None)
    }

    async fn list_holds(
        &self,
        _: Minute,
        _: u8,
        _: Option<&Cursor>,
        _: usize,
    ) -> Result<Page<PendingMessage>, StoreError> {
        Err(StoreError::Conflict)
    }

    async fn list_holds_of(
        &self,
        minute: Minute,
        shard: u8,
        store: &StoreId,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError> {
        let none = Vec::new();
        let ids = self.ids.get(&(shard, store.clone())).unwrap_or(&none);
        let key = |id: &MessageId| format!("{store}#{id}");
        let first = after.map_or(0, |after| ids.partition_point(|id| key(id).as_str() <= after.as_str()));
        let page = &ids[first..ids.len().min(first + limit)];
        let next = page.last().filter(|_| page.len() == limit).map(|id| Cursor::new(key(id)));
        self.meter.read(page.len());
        let message = |id: &MessageId| PendingMessage {
            id: id.clone(),
            store: store.clone(),
            held_until: Some(minute),
            ..self.sample.clone()
        };
        Ok(Page { items: page.iter().map(message).collect(), next })
    }

    async fn next_store_of_holds(
        &self,
        _: Minute,
        shard: u8,
        after: Option<&StoreId>,
    ) -> Result<Option<StoreId>, StoreError> {
        self.meter.read(0);
        let stores =
            self.ids.keys().filter(|(of, store)| *of == shard && after.is_none_or(|after| store > after));
        Ok(stores.map(|(_, store)| store.clone()).next())
    }
}

/// The rest of the table, whose writes are counted.
struct Counted {
    table: Memory,
    meter: Arc<Meter>,
}

#[async_trait]
impl Buckets for Counted {
    async fn open_bucket(&self, minute: Minute) -> Result<bool, StoreError> {
        self.table.open_bucket(minute).await
    }

    async fn note_schedule(&self, minute: Minute) -> Result<(), StoreError> {
        self.table.note_schedule(minute).await
    }

    async fn get_bucket(&self, minute: Minute) -> Result<Option<Bucket>, StoreError> {
        self.table.get_bucket(minute).await
    }

    async fn list_buckets_before(&self, before: Minute, limit: usize) -> Result<Vec<Bucket>, StoreError> {
        self.table.list_buckets_before(before, limit).await
    }

    async fn put_release(&self, minute: Minute, progress: &ReleaseProgress) -> Result<bool, StoreError> {
        self.meter.write(serde_json::to_vec(progress).unwrap().len());
        self.table.put_release(minute, progress).await
    }

    async fn close_bucket(&self, bucket: &Bucket) -> Result<bool, StoreError> {
        self.meter.write(1);
        self.table.close_bucket(bucket).await
    }
}

#[async_trait]
impl Paces for Counted {
    async fn take_turns(
        &self,
        sender: &PacedSender,
        class: Class,
        parts: &[u32],
        now: Timestamp,
    ) -> Result<Turns, StoreError> {
        self.table.take_turns(sender, class, parts, now).await
    }

    async fn pause_sender(
        &self,
        sender: &PacedSender,
        now: Timestamp,
        pause: Duration,
    ) -> Result<(), StoreError> {
        self.table.pause_sender(sender, now, pause).await
    }

    async fn line_up(
        &self,
        sender: &PacedSender,
        class: Class,
        store: &StoreId,
        parts: &[u32],
        from: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        self.table.line_up(sender, class, store, parts, from).await
    }

    async fn line_up_release(
        &self,
        sender: &PacedSender,
        most: usize,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Places>, StoreError> {
        self.meter.write(1);
        self.table.line_up_release(sender, most, now, until).await
    }

    async fn note_release(
        &self,
        sender: &PacedSender,
        through_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.meter.write(1);
        self.table.note_release(sender, through_at, now).await
    }

    async fn get_standing(&self, sender: &SenderId, now: Timestamp) -> Result<Standing, StoreError> {
        self.table.get_standing(sender, now).await
    }
}

/// Takes what is handed on; what is sent is no longer in memory.
struct Sends {
    sent: Mutex<BTreeSet<MessageId>>,
    meter: Arc<Meter>,
}

#[async_trait]
impl Queue<SendJob> for Sends {
    async fn send(&self, jobs: &[Outgoing<SendJob>]) -> Result<(), QueueError> {
        let ids = jobs.iter().filter_map(|out| Some(out.job.message()?.id.clone()));
        self.sent.lock().unwrap().extend(ids);
        self.meter.in_memory.fetch_sub(jobs.len(), Ordering::Relaxed);
        Ok(())
    }
}

/// Releases a bucket of so many texts, a run a minute; gives a line of the table.
async fn release(texts: u32) -> String {
    let (meter, table) = (Arc::<Meter>::default(), Memory::default());
    let (minute, clock) = (Minute::containing(at(MORNING)), Arc::new(FakeClock::at(at(MORNING))));
    let counted = Arc::new(Counted { table: table.clone(), meter: meter.clone() });
    let (releases, schedules) =
        (Arc::<MemoryQueue<ReleaseJob>>::default(), Arc::<MemorySchedules>::default());
    let sends = Arc::new(Sends { sent: Mutex::default(), meter: meter.clone() });
    let quiet_hours = QuietHours {
        holds: Arc::new(Held::new(texts, meter.clone())),
        buckets: counted.clone(),
        configs: Arc::new(table.clone()),
        sender: installation_sender(RATE),
        paces: counted,
        releases: releases.clone(),
        schedules: schedules.clone(),
        sends: sends.clone(),
        bulk: sends.clone(),
        clock: clock.clone(),
    };
    table.open_bucket(minute).await.unwrap();
    let (begin, mut runs, mut longest) = (Instant::now(), 0, Duration::ZERO);
    let mut next = ReleaseJob::V1 { minute };
    while table.get_bucket(minute).await.unwrap().is_some() {
        let run = Instant::now();
        quiet_hours.handle(&next).await.unwrap();
        longest = longest.max(run.elapsed());
        next = releases.take().pop().map_or(next, |sent| sent.job);
        runs += 1;
        // What was read and left for the next run is forgotten.
        meter.in_memory.store(0, Ordering::Relaxed);
        clock.advance(SignedDuration::from_mins(1));
    }
    assert_eq!(schedules.ensured(), [], "however long it takes, it makes no schedule");
    assert_eq!(sends.sent.lock().unwrap().len(), texts as usize, "each is handed on");
    let (writes, reads) = (meter.writes.load(Ordering::Relaxed), meter.reads.load(Ordering::Relaxed));
    let most = meter.most_in_memory.load(Ordering::Relaxed);
    // What a page has left counts as in memory until the run ends.
    assert!(most < 1_000, "{most} messages were in memory");
    let per_text = |count: usize| f64::from(u32::try_from(count).unwrap()) / f64::from(texts);
    assert!(per_text(writes) < 0.02, "{writes} writes");
    format!(
        "| {texts} | {:.4} | {:.4} | {most} | {runs} | {:.1} s | {:.0} ms |",
        per_text(writes),
        per_text(reads),
        begin.elapsed().as_secs_f64(),
        longest.as_secs_f64() * 1000.0,
    )
}

async fn tell(sizes: &[u32]) {
    println!(
        "| held | write units a text | queries a text | most messages in memory | runs | time, all runs | longest run |"
    );
    println!("|---|---|---|---|---|---|---|");
    for texts in sizes {
        println!("{}", release(*texts).await);
    }
}

#[tokio::test]
async fn a_release_holds_no_more_of_a_large_bucket_than_of_a_small_one() {
    tell(&[1_000, 10_000, 100_000]).await;
}

#[tokio::test]
#[ignore = "a million messages take most of a minute; run it by name"]
async fn nor_of_a_million() {
    tell(&[1_000_000]).await;
}
