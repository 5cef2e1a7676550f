//! Who received a flow's text: noted once a day.

use jiff::{SignedDuration, civil::date};
use rechime_store::Fault;

use super::{samples::paid, world::World};

#[tokio::test]
async fn the_first_text_of_a_day_is_noted_and_the_second_costs_no_write() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    assert_eq!(world.subscriber().await.unwrap().received_recharge_on, Some(date(2026, 11, 24)));
    // Configuration, subscriber, claim, outcome: a fifth call would fail.
    world.faulty.fail_after(4, Fault::Refused);
    assert!(world.send(&paid(2)).await);
    assert!(world.faulty.is_armed());
}

#[tokio::test]
async fn the_next_day_is_noted_again() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    world.clock.advance(SignedDuration::from_hours(24));
    assert!(world.send(&paid(2)).await);
    assert_eq!(world.subscriber().await.unwrap().received_recharge_on, Some(date(2026, 11, 25)));
}

#[tokio::test]
async fn a_day_that_could_not_be_noted_is_noted_when_the_message_comes_again() {
    let world = World::new().await;
    world.faulty.fail_after(4, Fault::Refused);
    assert!(!world.send(&paid(1)).await);
    assert_eq!(world.subscriber().await, None);
    world.clock.advance(SignedDuration::from_hours(24));
    assert!(world.send_again(&paid(1)).await);
    assert_eq!(world.subscriber().await.unwrap().received_recharge_on, Some(date(2026, 11, 24)));
    assert_eq!(world.attempts(), 1);
}
