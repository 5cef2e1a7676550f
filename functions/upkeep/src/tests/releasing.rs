//! Buckets that a lost schedule left behind.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use rechime_platform::schedules::Ensured;
use rechime_store::{
    Fault,
    buckets::{Buckets, ReleaseProgress},
};

use super::world::{World, this_minute};

fn in_a_minute(release: i64) -> Ensured {
    Ensured { release: this_minute().plus(release), at: this_minute().plus(1) }
}

#[tokio::test]
async fn what_was_left_behind_is_scheduled_again_and_what_is_fresh_or_to_come_is_not() {
    let world = World::with_buckets([-1440, -60, -4, -3, -1, 0, 1, 600]).await;
    world.hour().await.unwrap();
    assert_eq!(world.schedules.ensured(), [in_a_minute(-1440), in_a_minute(-60), in_a_minute(-4)]);
}

#[tokio::test]
async fn where_nothing_was_left_behind_nothing_is_scheduled() {
    let world = World::with_buckets([0, 30]).await;
    world.hour().await.unwrap();
    assert!(world.schedules.ensured().is_empty());
}

#[tokio::test]
async fn a_bucket_that_stays_open_gets_a_new_schedule_each_hour() {
    let world = World::with_buckets([-60]).await;
    world.hour().await.unwrap();
    world.hour().await.unwrap();
    assert_eq!(world.schedules.ensured().len(), 1, "the same minute, the same schedule");
    world.clock.advance(SignedDuration::from_hours(1));
    world.hour().await.unwrap();
    let next = Ensured { release: this_minute().plus(-60), at: this_minute().plus(61) };
    assert_eq!(world.schedules.ensured(), [in_a_minute(-60), next]);
}

#[tokio::test]
async fn a_release_is_woken_only_where_it_has_come_to_a_standstill() {
    let world = World::with_buckets([-60]).await;
    let bucket = this_minute().plus(-60);
    let progress = ReleaseProgress {
        began_at: bucket.start(),
        openings: 1,
        step: 1,
        stepped_at: this_minute().plus(-9).start(),
        stores: BTreeMap::default(),
        stores_after: None,
        is_looked_through: true,
    };
    assert!(world.table.put_release(bucket, &progress).await.unwrap());
    world.hour().await.unwrap();
    assert_eq!(world.schedules.ensured(), []);
    world.clock.advance(SignedDuration::from_mins(1));
    world.hour().await.unwrap();
    assert_eq!(world.schedules.ensured().len(), 1);
}

#[tokio::test]
async fn one_run_wakes_all_that_a_day_without_schedules_left_behind() {
    let world = World::with_buckets((-1_700)..(-50)).await;
    world.hour().await.unwrap();
    assert_eq!(world.schedules.ensured().len(), 1_500);
    assert_eq!(world.schedules.ensured().last(), Some(&in_a_minute(-201)));
}

#[tokio::test]
async fn what_fails_is_an_error_so_that_the_run_is_repeated() {
    let world = World::with_buckets([-60]).await;
    world.schedules.refuse(true);
    assert!(world.hour().await.is_err());
    world.schedules.refuse(false);
    world.faulty.fail_after(0, Fault::Refused);
    assert!(world.hour().await.is_err());
    world.hour().await.unwrap();
    assert_eq!(world.schedules.ensured(), [in_a_minute(-60)]);
}
