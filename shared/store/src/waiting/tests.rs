use jiff::SignedDuration;
use proptest::prelude::*;
use rechime_domain::{ids::StoreId, trigger::Trigger};
use rechime_platform::schedules::{Ensured, MemorySchedules};

use super::*;
use crate::{Fault, Faulty, Memory, samples};

struct World {
    table: Memory,
    faulty: Arc<Faulty>,
    schedules: Arc<MemorySchedules>,
    waiting: WaitingMessages,
}

impl World {
    fn new() -> Self {
        let (table, schedules) = (Memory::default(), Arc::<MemorySchedules>::default());
        let faulty = Arc::new(Faulty::over(table.clone()));
        let waiting = WaitingMessages::new(faulty.clone(), faulty.clone(), schedules.clone(), 900);
        Self { table, faulty, schedules, waiting }
    }

    async fn hold(&self, charge: u32, until: Minute, now: Timestamp) -> Result<(), WaitingError> {
        self.waiting.hold(&[(message(charge), until)], now).await
    }

    async fn is_held(&self, charge: u32, until: Minute) -> bool {
        let message = message(charge);
        self.table.get_hold(until, &message.id, &message.store).await.unwrap().is_some()
    }

    /// How often buckets had been opened when this one last was; `None` where it is not open.
    async fn openings(&self, minute: Minute) -> Option<u64> {
        self.table.get_bucket(minute).await.unwrap().map(|bucket| bucket.openings)
    }
}

fn message(charge: u32) -> PendingMessage {
    let store = StoreId::parse("demo").unwrap();
    samples::message(&store, samples::occurrence(Trigger::ChargePaid, charge.into()))
}

fn now() -> Timestamp {
    "2026-11-25T04:00:00Z".parse().unwrap()
}

fn minute(after: i64) -> Minute {
    Minute::containing(now()).plus(after)
}

fn place(limit: u16, seconds_before: i64) -> Place {
    let table = Arc::new(Memory::default());
    let waiting = WaitingMessages::new(table.clone(), table, Arc::<MemorySchedules>::default(), limit);
    waiting.place(minute(0), now() - SignedDuration::from_secs(seconds_before))
}

#[test]
fn a_wait_up_to_the_limit_is_the_queues_and_a_second_more_is_a_hold() {
    for limit in [1, 60, 300, 900] {
        let seconds = i64::from(limit);
        assert_eq!(place(limit, 0), Place::Queue { delay_seconds: 0 });
        assert_eq!(place(limit, -3600), Place::Queue { delay_seconds: 0 }, "a minute that has passed");
        assert_eq!(place(limit, seconds), Place::Queue { delay_seconds: limit });
        assert_eq!(place(limit, seconds + 1), Place::Hold);
    }
    assert_eq!(place(0, 1), Place::Hold);
    assert_eq!(place(900, 30 * 86_400), Place::Hold);
}

#[test]
fn no_limit_is_beyond_what_the_queue_can_delay() {
    assert_eq!(place(3600, 900), Place::Queue { delay_seconds: 900 });
    assert_eq!(place(3600, 901), Place::Hold);
}

proptest! {
    #[test]
    fn a_delay_never_ends_before_its_minute(nanoseconds in 0_i64..900_000_000_000) {
        let waiting = World::new().waiting;
        let now = minute(0).start() - SignedDuration::from_nanos(nanoseconds);
        let Place::Queue { delay_seconds } = waiting.place(minute(0), now) else { panic!("a short wait") };
        let back = now + SignedDuration::from_secs(i64::from(delay_seconds));
        prop_assert!(back >= minute(0).start());
        prop_assert!(back < minute(0).start() + SignedDuration::from_secs(1));
    }
}

#[tokio::test]
async fn a_held_message_has_an_open_bucket_and_a_schedule() {
    let world = World::new();
    world.hold(1, minute(600), now()).await.unwrap();
    assert!(world.is_held(1, minute(600)).await);
    assert!(world.openings(minute(600)).await.is_some());
    assert_eq!(world.schedules.ensured(), [Ensured { release: minute(600), at: minute(600) }]);
}

#[tokio::test]
async fn the_hold_is_written_before_its_bucket_opens_and_that_before_the_schedule() {
    let world = World::new();
    world.faulty.fail_after(0, Fault::Refused);
    assert!(world.hold(1, minute(600), now()).await.is_err());
    assert_eq!(world.openings(minute(600)).await, None);
    world.faulty.fail_after(1, Fault::Refused);
    assert!(world.hold(1, minute(600), now()).await.is_err());
    assert!(world.is_held(1, minute(600)).await);
    assert!(world.schedules.ensured().is_empty());
    world.schedules.refuse(true);
    assert!(world.hold(1, minute(600), now()).await.is_err());
    assert!(world.openings(minute(600)).await.is_some());
}

#[tokio::test]
async fn what_failed_is_not_remembered_as_done() {
    let world = World::new();
    world.schedules.refuse(true);
    assert!(world.hold(1, minute(600), now()).await.is_err());
    world.schedules.refuse(false);
    world.hold(2, minute(600), now()).await.unwrap();
    assert_eq!(world.schedules.ensured().len(), 1);
}

#[tokio::test]
async fn a_thousand_messages_of_a_far_minute_open_and_schedule_it_once() {
    let world = World::new();
    world.hold(0, minute(600), now()).await.unwrap();
    let openings = world.openings(minute(600)).await;
    for charge in 1..1000 {
        // The second call would fail: there is none.
        world.faulty.fail_after(1, Fault::Refused);
        world.hold(charge, minute(600), now()).await.unwrap();
        assert!(world.is_held(charge, minute(600)).await);
    }
    assert_eq!(world.openings(minute(600)).await, openings);
    assert_eq!(world.schedules.ensured().len(), 1);
}

#[tokio::test]
async fn a_minute_that_another_process_has_scheduled_is_not_scheduled_again() {
    let world = World::new();
    world.hold(1, minute(600), now()).await.unwrap();
    world.schedules.refuse(true);
    let other = WaitingMessages::new(
        Arc::new(world.table.clone()),
        Arc::new(world.table.clone()),
        world.schedules.clone(),
        900,
    );
    other.hold(&[(message(2), minute(600))], now()).await.unwrap();
    assert!(world.is_held(2, minute(600)).await);
}

#[tokio::test]
async fn a_minute_that_may_be_under_release_is_opened_again_for_each_message() {
    for (after, is_near) in [(-1, true), (0, true), (2, true), (3, false)] {
        let world = World::new();
        world.hold(1, minute(after), now()).await.unwrap();
        let once = world.openings(minute(after)).await;
        world.hold(2, minute(after), now()).await.unwrap();
        assert_eq!(world.openings(minute(after)).await > once, is_near, "{after} minutes ahead");
    }
}

#[tokio::test]
async fn a_far_minute_that_has_come_near_is_opened_again() {
    let world = World::new();
    world.hold(1, minute(600), now()).await.unwrap();
    let once = world.openings(minute(600)).await;
    world.hold(2, minute(600), minute(599).start()).await.unwrap();
    assert!(world.openings(minute(600)).await > once);
}

#[tokio::test]
async fn clones_remember_together() {
    let world = World::new();
    world.hold(1, minute(600), now()).await.unwrap();
    world.faulty.fail_after(1, Fault::Refused);
    world.waiting.clone().hold(&[(message(2), minute(600))], now()).await.unwrap();
}
