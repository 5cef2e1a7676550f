//! Who received a flow's text: noted once a day.

use std::collections::BTreeSet;

use jiff::{SignedDuration, civil::date};
use rechime_domain::{message::MessageState, occurrence::Subject, trigger::Trigger};
use rechime_sms::provider::SendError;
use rechime_store::{Fault, messages::Messages};

use super::{
    samples::{demo, message_to, paid},
    world::World,
};

#[tokio::test]
async fn the_first_text_of_a_day_is_noted_and_the_second_costs_no_write() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    assert_eq!(world.subscriber().await.unwrap().received_recharge_on, Some(date(2026, 11, 24)));
    // Configuration, subscriber, claim, outcome: a fifth call would fail.
    world.faulty.fail_after(5, Fault::Refused);
    assert!(world.send(&paid(2)).await);
    assert!(world.faulty.is_armed());
}

#[tokio::test]
async fn the_note_of_a_text_lists_its_person_also_when_another_with_that_phone_got_one_today() {
    let world = World::new().await;
    let sams = message_to("sam", Trigger::ChargePaid, Subject::Charge("2".to_owned()));
    assert!(world.send(&paid(1)).await && world.send(&sams).await);
    let persons = world.subscriber().await.unwrap().persons;
    assert_eq!(persons, BTreeSet::from([paid(1).id.person(), sams.id.person()]));
    assert_eq!(persons.len(), 2);
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
    world.faulty.fail_after(5, Fault::Refused);
    assert!(!world.send(&paid(1)).await);
    assert_eq!(world.subscriber().await, None);
    world.clock.advance(SignedDuration::from_hours(24));
    assert!(world.send_again(&paid(1)).await);
    assert_eq!(world.subscriber().await.unwrap().received_recharge_on, Some(date(2026, 11, 24)));
    assert_eq!(world.attempts(), 1);
}

#[tokio::test]
async fn a_receipt_that_came_first_does_not_keep_the_day_from_being_noted() {
    let world = World::new().await;
    world.faulty.fail_after(5, Fault::Refused);
    assert!(!world.send(&paid(1)).await);
    let MessageState::Accepted { provider_id, at } = world.row(&paid(1)).await.unwrap().state else {
        panic!()
    };
    let delivered = MessageState::Delivered { provider_id, at };
    world.table.put_receipt(&demo(), &paid(1).id, &delivered).await.unwrap();
    assert!(world.send_again(&paid(1)).await);
    let subscriber = world.subscriber().await.unwrap();
    assert_eq!(subscriber.received_recharge_on, Some(date(2026, 11, 24)));
    assert!(subscriber.persons.contains(&paid(1).id.person()));
}

#[tokio::test]
async fn a_person_is_listed_whose_text_the_provider_did_not_accept() {
    let refused =
        SendError::Refused { reason: "blocked".to_owned(), opted_out: false, invalid_number: false };
    let misconfigured = SendError::Misconfigured { reason: "no number".to_owned() };
    let ambiguous = SendError::Ambiguous { reason: "no answer".to_owned() };
    for error in [refused, misconfigured, ambiguous] {
        let world = World::new().await;
        world.provider.fail_next(error.clone());
        world.send(&paid(1)).await;
        let subscriber = world.subscriber().await.unwrap();
        assert!(subscriber.persons.contains(&paid(1).id.person()), "{error}");
        assert_eq!(subscriber.received_recharge_on, None, "{error}");
    }
}
