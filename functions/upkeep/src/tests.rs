//! Tests of the handler.

use jiff::SignedDuration;
use rechime_platform::{
    clock::FakeClock,
    schedules::{Ensured, MemorySchedules},
};
use rechime_store::{Fault, Faulty, Memory};

use super::*;

struct World {
    faulty: Arc<Faulty>,
    schedules: Arc<MemorySchedules>,
    clock: Arc<FakeClock>,
    upkeep: Upkeep,
}

/// With open buckets, so many minutes from now.
async fn world(minutes: impl IntoIterator<Item = i64>) -> World {
    let table = Memory::default();
    for minute in minutes {
        table.open(now().plus(minute)).await.unwrap();
    }
    let (schedules, faulty) = (Arc::<MemorySchedules>::default(), Arc::new(Faulty::over(table)));
    let clock = Arc::new(FakeClock::at(now().start()));
    let upkeep = Upkeep { buckets: faulty.clone(), schedules: schedules.clone(), clock: clock.clone() };
    World { faulty, schedules, clock, upkeep }
}

fn now() -> Minute {
    Minute::containing("2026-11-25T14:00:00Z".parse().unwrap())
}

fn in_a_minute(release: i64) -> Ensured {
    Ensured { release: now().plus(release), at: now().plus(1) }
}

#[tokio::test]
async fn what_was_left_behind_is_scheduled_again_and_what_is_fresh_or_to_come_is_not() {
    let world = world([-1440, -60, -4, -3, -1, 0, 1, 600]).await;
    assert_eq!(world.upkeep.handle().await.unwrap(), 3);
    assert_eq!(world.schedules.ensured(), [in_a_minute(-1440), in_a_minute(-60), in_a_minute(-4)]);
}

#[tokio::test]
async fn where_nothing_was_left_behind_nothing_is_scheduled() {
    let world = world([0, 30]).await;
    assert_eq!(world.upkeep.handle().await.unwrap(), 0);
    assert!(world.schedules.ensured().is_empty());
}

#[tokio::test]
async fn a_bucket_that_stays_open_gets_a_new_schedule_each_hour() {
    let world = world([-60]).await;
    world.upkeep.handle().await.unwrap();
    world.upkeep.handle().await.unwrap();
    assert_eq!(world.schedules.ensured().len(), 1, "the same minute, the same schedule");
    world.clock.advance(SignedDuration::from_hours(1));
    world.upkeep.handle().await.unwrap();
    let next = Ensured { release: now().plus(-60), at: now().plus(61) };
    assert_eq!(world.schedules.ensured(), [in_a_minute(-60), next]);
}

#[tokio::test]
async fn one_run_wakes_the_hundred_oldest() {
    let world = world((-200)..(-50)).await;
    assert_eq!(world.upkeep.handle().await.unwrap(), 100);
    assert_eq!(world.schedules.ensured().last(), Some(&in_a_minute(-101)));
}

#[tokio::test]
async fn what_fails_is_an_error_so_that_the_run_is_repeated() {
    let world = world([-60]).await;
    world.schedules.refuse(true);
    assert!(world.upkeep.handle().await.is_err());
    world.schedules.refuse(false);
    world.faulty.fail_after(0, Fault::Refused);
    assert!(world.upkeep.handle().await.is_err());
    assert_eq!(world.upkeep.handle().await.unwrap(), 1);
}
