//! What does not fit the quarter of an hour.

use rechime_platform::schedules::Ensured;

use super::world::{World, ids, morning};

#[tokio::test]
async fn what_does_not_fit_moves_to_the_holds_of_later_ticks_which_wake_by_themselves() {
    let world = World::at_rate(1);
    world.hold("oat", 0..1_805, morning()).await;
    world.release(morning()).await.unwrap();
    let queued = world.queued();
    assert_eq!(queued.len(), 900);
    assert_eq!(queued.iter().map(|(_, delay_seconds)| *delay_seconds).max(), Some(899));
    let (second, third) = (morning().plus(15), morning().plus(30));
    assert_eq!(world.held_ids(second).await.len(), 900);
    assert_eq!(world.held_ids(third).await.len(), 5);
    let wakes = |minute| Ensured { release: minute, at: minute };
    assert_eq!(world.schedules.ensured(), [wakes(second), wakes(third)]);
    assert!(!world.is_open(morning()).await);
    assert!(world.is_open(second).await && world.is_open(third).await);
}

#[tokio::test]
async fn over_its_ticks_every_message_goes_once() {
    let world = World::at_rate(1);
    world.hold("oat", 0..1_805, morning()).await;
    let (mut sent, mut count) = (std::collections::BTreeSet::new(), 0);
    for tick in [0, 15, 30] {
        world.clock.set(morning().plus(tick).start());
        world.release(morning().plus(tick)).await.unwrap();
        let queued = world.queued();
        count += queued.len();
        sent.extend(queued.into_iter().map(|(message, _)| message.id));
    }
    assert_eq!((count, sent), (1_805, ids("oat", 0..1_805)));
}

#[tokio::test]
async fn an_exact_fit_leaves_nothing_for_later() {
    let world = World::at_rate(1);
    world.hold("oat", 0..900, morning()).await;
    world.release(morning()).await.unwrap();
    assert_eq!(world.queued().len(), 900);
    assert!(world.schedules.ensured().is_empty());
}
