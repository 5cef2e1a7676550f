//! What a text is sent from.

use rechime_domain::ids::SenderId;
use rechime_platform::queue::Outgoing;
use rechime_sms::provider::SendError;
use rechime_store::phones::Phones;
use rechime_testkit::twilio_sender;

use super::{
    samples::{DAY, at, demo, paid, phone},
    world::World,
};

/// What each text that was tried was sent from.
fn sent_from(world: &World) -> Vec<Option<SenderId>> {
    world.provider.attempts().into_iter().map(|text| text.sender.map(|sender| sender.id)).collect()
}

#[tokio::test]
async fn a_text_goes_from_its_stores_sender_or_the_installations() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    world.put_sender("demo", Some(&twilio_sender(1))).await;
    assert!(world.send(&paid(2)).await);
    world.put_sender("demo", None).await;
    assert!(world.send(&paid(3)).await);
    assert_eq!(sent_from(&world), [None, Some(twilio_sender(1).id), None]);
}

#[tokio::test]
async fn the_number_that_a_store_texted_from_before_is_kept_before_it_texts_from_another() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    assert!(world.table.get_phone(&phone()).await.unwrap().former.is_empty());
    world.put_sender("demo", Some(&twilio_sender(1))).await;
    world.provider.fail_next(SendError::Ambiguous { reason: "no answer".to_owned() });
    assert!(world.send(&paid(2)).await);
    let former = world.table.get_phone(&phone()).await.unwrap().former;
    assert_eq!(former, [(demo(), SenderId::installation())].into());
}

/// The calls of the table that a text makes.
async fn calls_of(world: &World, charge: u32) -> usize {
    let before = world.faulty.calls();
    assert!(world.send(&paid(charge)).await);
    world.faulty.calls() - before
}

#[tokio::test]
async fn a_sender_of_its_own_costs_a_text_nothing() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    let with_the_installations = calls_of(&world, 2).await;
    world.put_sender("demo", Some(&twilio_sender(1))).await;
    assert!(world.send(&paid(3)).await);
    assert_eq!(calls_of(&world, 4).await, with_the_installations);
}

#[tokio::test]
async fn a_text_that_comes_again_is_asked_for_where_it_was_sent_from() {
    let world = World::new().await;
    world.put_sender("demo", Some(&twilio_sender(1))).await;
    world.clock.set(at(DAY));
    world.provider.fail_next(SendError::Throttled { retry_after: None });
    assert!(world.send(&paid(1)).await);
    let [Outgoing { .. }] = world.sends.take().try_into().unwrap();
    assert!(world.send(&paid(1)).await);
    assert_eq!(sent_from(&world), [Some(twilio_sender(1).id), Some(twilio_sender(1).id)]);
}
