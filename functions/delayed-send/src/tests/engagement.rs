//! Who received a flow's text: counted before it goes.

use std::collections::BTreeSet;

use jiff::{SignedDuration, civil::date};
use rechime_domain::{occurrence::Subject, trigger::Trigger};
use rechime_sms::provider::SendError;
use rechime_store::Fault;

use super::{
    samples::{message_to, paid},
    world::World,
};

#[tokio::test]
async fn a_text_takes_four_writes_whichever_of_a_day_it_is_and_a_stores_first_one_more() {
    let world = World::new().await;
    for charge in 1..=3 {
        // Configuration, subscriber, facts, turn (a batch's), count, claim, outcome, and at first the phone: one call more
        // would fail.
        world.faulty.fail_after(if charge == 1 { 8 } else { 7 }, Fault::Refused);
        assert!(world.send(&paid(charge)).await);
        assert!(world.faulty.is_armed());
        assert_eq!(world.subscriber().await.unwrap().received_recharge_on, Some(date(2026, 11, 24)));
    }
}

#[tokio::test]
async fn a_text_lists_its_person_also_when_another_with_that_phone_got_one_today() {
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
async fn a_person_is_listed_whose_text_the_provider_did_not_accept_and_has_received_nothing() {
    let refused =
        SendError::Refused { reason: "blocked".to_owned(), opted_out: false, invalid_number: false };
    let misconfigured = SendError::Misconfigured { reason: "no number".to_owned() };
    let throttled = SendError::Throttled { retry_after: None };
    for error in [refused, misconfigured, throttled] {
        let world = World::new().await;
        world.provider.fail_next(error.clone());
        world.send(&paid(1)).await;
        let subscriber = world.subscriber().await.unwrap();
        assert!(subscriber.persons.contains(&paid(1).id.person()), "{error}");
        assert_eq!(subscriber.received_recharge_on, None, "{error}");
    }
}
