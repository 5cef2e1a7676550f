//! Stores, each at its own time of the hour.

use std::collections::BTreeSet;

use rechime_domain::flow::FlowStatus;

use super::world::World;

#[tokio::test]
async fn stores_are_looked_after_one_by_one_and_spread_over_the_time_that_there_is() {
    let mut world = World::empty();
    world.upkeep.spread_seconds = 900;
    for number in 0..300 {
        world.connect(&format!("store-{number}"), FlowStatus::Inactive).await;
    }
    let event = World::hour_event();
    world.upkeep.handle(event).await.unwrap();
    let due = world.checkups.take();
    assert_eq!(due.len(), 300);
    assert!(world.recharge.asked().is_empty(), "the hour itself looks after none");
    for quarter in 0..4 {
        let of_quarter = due.iter().filter(|out| out.delay_seconds / 225 == quarter).count();
        assert!((50..100).contains(&of_quarter), "{of_quarter} in quarter {quarter}");
    }
    let event = World::hour_event();
    world.upkeep.handle(event).await.unwrap();
    assert_eq!(world.checkups.take(), due, "each at the same time of every hour");
    assert!(due.iter().map(|out| out.delay_seconds).collect::<BTreeSet<_>>().len() > 200);
}
