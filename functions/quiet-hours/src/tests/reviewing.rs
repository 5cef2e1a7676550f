//! Looking again at what one store has waiting.

use rechime_domain::{ids::StoreId, job::ReleaseJob, minute::Minute};

use super::world::{World, ids, morning};

async fn review(world: &World, store: &str) {
    let store = StoreId::parse(store).unwrap();
    world.quiet_hours.handle(&ReleaseJob::Review { store, from: None }).await.unwrap();
}

fn evening() -> Minute {
    morning().plus(-11 * 60)
}

#[tokio::test]
async fn what_the_store_has_waiting_is_handed_to_the_sender_and_nothing_else() {
    let world = World::at_rate(10);
    world.clock.set(evening().start());
    world.hold("oat", 0..30, morning()).await;
    world.hold("oat", 30..40, morning().plus(4)).await;
    world.hold("oatmeal", 0..5, morning()).await;
    review(&world, "oat").await;
    let queued = world.queued();
    assert!(queued.iter().all(|(message, _)| message.held_until == Some(evening())), "until now");
    let found: std::collections::BTreeSet<_> = queued.into_iter().map(|(message, _)| message.id).collect();
    assert_eq!(found, ids("oat", 0..40));
}

#[tokio::test]
async fn the_holds_stay_and_so_nothing_is_lost_if_the_sender_never_sees_it() {
    let world = World::at_rate(10);
    world.clock.set(evening().start());
    world.hold("oat", 0..3, morning()).await;
    review(&world, "oat").await;
    assert_eq!(world.held_ids(morning()).await, ids("oat", 0..3));
    assert!(world.is_open(morning()).await);
}

#[tokio::test]
async fn a_minute_that_is_being_released_and_a_far_one_are_left_alone() {
    let world = World::at_rate(10);
    world.hold("oat", 0..3, morning()).await;
    world.hold("oat", 3..6, morning().plus(5 * 24 * 60)).await;
    review(&world, "oat").await;
    assert!(world.queued().is_empty());
}

#[tokio::test]
async fn what_is_too_much_for_a_minute_goes_on_in_the_next() {
    let world = World::at_rate(10);
    world.clock.set(evening().start());
    world.hold("oat", 0..6_500, morning()).await;
    world.hold("oat", 6_500..7_000, morning().plus(3)).await;
    review(&world, "oat").await;
    let mut queued = world.queued();
    assert!((6_000..6_500).contains(&queued.len()), "a page more at most: {}", queued.len());
    assert!(queued.iter().map(|(_, delay)| *delay).max() < Some(70), "a hundred a second");
    let [(store, from, at)] = world.schedules.further_reviews().try_into().unwrap();
    assert_eq!(at, evening().plus(1));
    let job = ReleaseJob::Review { store, from: Some(from) };
    world.quiet_hours.handle(&job).await.unwrap();
    queued.extend(world.queued());
    assert_eq!(queued.len(), 7_000);
    assert_eq!(world.schedules.further_reviews().len(), 1);
}
