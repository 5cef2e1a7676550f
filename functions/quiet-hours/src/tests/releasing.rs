//! What goes when a minute comes, and in which order.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use rechime_domain::job::SendJob;
use rechime_platform::queue::{MemoryQueue, Outgoing, Queue, QueueError};
use rechime_store::{Memory, buckets::Buckets, holds::Holds};

use super::world::{World, ids, message, morning};

#[tokio::test]
async fn a_minute_releases_all_it_holds_of_every_store_and_shard_and_closes() {
    let world = World::at_rate(100);
    world.hold("oat", 0..60, morning()).await;
    world.hold("ember", 0..20, morning()).await;
    world.hold("oat", 60..63, morning().plus(1)).await;
    world.release(morning()).await.unwrap();
    let queued = world.queued();
    assert_eq!(queued.len(), 80);
    assert!(queued.iter().all(|(message, _)| message.held_until == Some(morning())));
    let expected = &ids("oat", 0..60) | &ids("ember", 0..20);
    assert_eq!(
        queued.into_iter().map(|(message, _)| message.id).collect::<std::collections::BTreeSet<_>>(),
        expected
    );
    assert!(!world.is_open(morning()).await);
    assert!(world.is_open(morning().plus(1)).await);
}

#[tokio::test]
async fn a_shard_of_more_than_a_page_is_read_to_its_end() {
    let world = World::at_rate(100);
    world.hold("oat", 0..9_000, morning()).await;
    let handed_on = world.release_all(morning()).await;
    let found =
        handed_on.into_iter().map(|(_, message)| message.id).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(found, ids("oat", 0..9_000));
}

#[tokio::test]
async fn a_large_store_does_not_make_a_small_one_wait() {
    let world = World::at_rate(1);
    world.hold("large", 0..100, morning()).await;
    world.hold("small", 0..3, morning()).await;
    let order: Vec<_> = world
        .release_all(morning())
        .await
        .into_iter()
        .map(|(_, message)| message.store.to_string())
        .collect();
    assert_eq!(order.len(), 103);
    for turn in order.chunks(2).take(3) {
        assert!(turn.contains(&"large".to_owned()) && turn.contains(&"small".to_owned()), "{turn:?}");
    }
}

#[tokio::test]
async fn the_senders_rate_decides_how_many_go_each_second() {
    let world = World::at_rate(3);
    world.hold("oat", 0..8, morning()).await;
    world.release(morning()).await.unwrap();
    let delays: Vec<_> = world.queued().into_iter().map(|(_, delay_seconds)| delay_seconds).collect();
    assert_eq!(
        delays,
        [0, 1, 2, 2, 3, 3, 4, 4],
        "a text of one and a half parts each half second, and a little more"
    );
}

#[tokio::test]
async fn a_schedule_that_fires_early_releases_nothing() {
    let world = World::at_rate(100);
    world.hold("oat", 0..3, morning().plus(1)).await;
    assert!(world.release(morning().plus(1)).await.is_err(), "it comes again");
    assert!(world.queued().is_empty());
    assert!(world.is_open(morning().plus(1)).await);
    world.clock.set(morning().plus(1).start());
    world.release(morning().plus(1)).await.unwrap();
    assert_eq!(world.queued().len(), 3);
}

#[tokio::test]
async fn a_minute_that_was_missed_is_released_later() {
    let world = World::at_rate(100);
    world.hold("oat", 0..3, morning().plus(-180)).await;
    world.release(morning().plus(-180)).await.unwrap();
    assert_eq!(world.queued().len(), 3);
}

#[tokio::test]
async fn a_second_run_finds_the_bucket_closed_and_sends_nothing() {
    let world = World::at_rate(100);
    world.hold("oat", 0..3, morning()).await;
    world.release(morning()).await.unwrap();
    assert_eq!(world.queued().len(), 3);
    world.release(morning()).await.unwrap();
    assert!(world.queued().is_empty());
    assert_eq!(world.held_ids(morning()).await, ids("oat", 0..3));
}

#[tokio::test]
async fn a_minute_without_holds_closes() {
    let world = World::at_rate(100);
    world.release(morning()).await.unwrap();
    world.table.open_bucket(morning()).await.unwrap();
    world.release(morning()).await.unwrap();
    assert!(world.queued().is_empty());
    assert!(!world.is_open(morning()).await);
}

/// A queue, during whose first send somebody else holds one more message until the same minute.
struct Interrupted {
    sends: Arc<MemoryQueue<SendJob>>,
    table: Mutex<Option<Memory>>,
}

#[async_trait]
impl Queue<SendJob> for Interrupted {
    async fn send(&self, jobs: &[Outgoing<SendJob>]) -> Result<(), QueueError> {
        let table = self.table.lock().unwrap().take();
        if let Some(table) = table {
            table.put_hold(&message("late", 1), morning()).await.unwrap();
            table.open_bucket(morning()).await.unwrap();
        }
        self.sends.send(jobs).await
    }
}

#[tokio::test]
async fn a_hold_that_is_written_during_the_release_keeps_the_bucket_open_and_goes_next() {
    let mut world = World::at_rate(100);
    world.hold("oat", 0..3, morning()).await;
    let table = Mutex::new(Some(world.table.clone()));
    world.quiet_hours.sends = Arc::new(Interrupted { sends: world.sends.clone(), table });
    world.release(morning()).await.unwrap();
    assert_eq!(world.queued_ids(), ids("oat", 0..3));
    assert!(world.is_open(morning()).await);
    world.release(morning()).await.unwrap();
    assert!(world.queued_ids().contains(&message("late", 1).id));
    assert!(!world.is_open(morning()).await);
}
