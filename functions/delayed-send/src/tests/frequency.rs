//! How often a person is sold something, and how often they are texted at all.

use jiff::SignedDuration;
use proptest::prelude::*;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    message::PendingMessage,
    message_kind::MessageKind,
    trigger::Trigger,
};
use rechime_sms::provider::SendError;
use rechime_store::subscribers::Subscribers;

use super::{
    samples::{at, demo, paid, phone, skipped},
    world::World,
};

/// A store that leaves a day between two promotions, and a person who agreed to them.
async fn world() -> World {
    let world = World::new().await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.kind = MessageKind::Promotional).await;
    world.edit_settings(|settings| settings.smart_sending_hours = 24).await;
    let said_at = at("2026-11-20T16:30:00Z");
    let agreed = Statement::new(ConsentStatus::Subscribed, ConsentSource::Reply, said_at);
    world.table.put_consent(&demo(), &phone(), &agreed).await.unwrap();
    world
}

async fn cause(world: &World, message: &PendingMessage) -> String {
    world.row(message).await.unwrap().why.last().unwrap().code()
}

async fn promotions(world: &World) -> usize {
    let texts = world.subscriber().await.unwrap().recent_texts;
    texts.iter().filter(|text| text.promotional).count()
}

#[tokio::test]
async fn a_second_promotion_within_the_pause_is_skipped_with_its_reason() {
    let world = world().await;
    assert!(world.send(&paid(1)).await && world.send(&paid(2)).await);
    assert_eq!(world.attempts(), 1);
    assert_eq!(cause(&world, &paid(2)).await, "texted_recently");
    world.clock.advance(SignedDuration::from_hours(24));
    assert!(world.send(&paid(3)).await);
    assert_eq!(world.attempts(), 2);
}

#[tokio::test]
async fn a_notice_neither_counts_nor_is_kept_back() {
    let world = world().await;
    assert!(world.send(&paid(1)).await);
    world.edit_flow(Trigger::ChargePaid, |flow| flow.kind = MessageKind::Transactional).await;
    assert!(world.send(&paid(2)).await);
    assert_eq!(world.attempts(), 2);
    assert_eq!(promotions(&world).await, 1);
}

#[tokio::test]
async fn two_promotions_at_once_are_one_text() {
    let world = world().await;
    let (one, two) = (paid(1), paid(2));
    assert!(world.deliver(&[("s-1", 1, &one), ("s-2", 1, &two)]).await.is_empty());
    assert_eq!(world.attempts(), 1);
    let states = [world.state(&one).await, world.state(&two).await];
    assert!(states.contains(&"accepted") && states.contains(&"skipped"), "{states:?}");
}

#[tokio::test]
async fn a_promotion_that_was_given_back_is_not_in_its_own_way() {
    let world = world().await;
    world.provider.fail_next(SendError::Throttled { retry_after: None });
    assert!(world.send(&paid(1)).await);
    assert!(world.send(&paid(1)).await);
    assert_eq!(world.state(&paid(1)).await, "accepted");
}

#[tokio::test]
async fn the_sixth_text_within_an_hour_is_skipped_whatever_its_kind() {
    let world = World::new().await;
    for charge in 1..=4 {
        assert!(world.send(&paid(charge)).await);
        world.clock.advance(SignedDuration::from_mins(10));
    }
    assert!(world.send(&skipped()).await && world.send(&paid(5)).await);
    assert_eq!((world.attempts(), world.state(&paid(5)).await), (5, "skipped"));
    assert_eq!(cause(&world, &paid(5)).await, "hourly_cap");
    world.clock.advance(SignedDuration::from_mins(20));
    assert!(world.send(&paid(6)).await, "the first is an hour ago");
    assert_eq!((world.attempts(), world.state(&paid(6)).await), (6, "accepted"));
}

#[tokio::test]
async fn a_store_says_how_many_texts_an_hour() {
    let world = World::new().await;
    world.edit_settings(|settings| settings.max_texts_per_hour = 1).await;
    assert!(world.send(&paid(1)).await && world.send(&paid(2)).await);
    assert_eq!((world.attempts(), cause(&world, &paid(2)).await.as_str()), (1, "hourly_cap"));
}

#[tokio::test]
async fn what_did_not_go_for_certain_is_not_counted_and_what_may_have_gone_is() {
    let refused = SendError::Refused { reason: "30007".to_owned(), opted_out: false, invalid_number: false };
    let ambiguous = SendError::Ambiguous { reason: "no answer".to_owned() };
    for (error, second) in [
        (SendError::Throttled { retry_after: None }, "accepted"),
        (SendError::Misconfigured { reason: "no number".to_owned() }, "accepted"),
        (refused, "accepted"),
        (ambiguous, "skipped"),
    ] {
        let world = World::new().await;
        world.edit_settings(|settings| settings.max_texts_per_hour = 1).await;
        world.provider.fail_next(error.clone());
        world.send(&paid(1)).await;
        assert!(world.send(&paid(2)).await);
        assert_eq!(world.state(&paid(2)).await, second, "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The messages of a batch are handled at the same time, and each call to the table lets the others go first.
    #[test]
    fn senders_at_once_send_no_more_than_the_cap_and_no_fewer(cap in 1..=10_u8, count in 1..=12_u32, kept in 0..12_u32) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            world.edit_settings(|settings| settings.max_texts_per_hour = cap).await;
            let messages: Vec<_> = (0..count).map(paid).collect();
            let ids: Vec<_> = (0..count).map(|number| format!("s-{number}")).collect();
            let batch: Vec<_> = ids.iter().zip(&messages).map(|(id, it)| (id.as_str(), 1, it)).collect();
            let (first, second) = batch.split_at(usize::try_from(kept.min(count)).unwrap());
            assert!(world.deliver(first).await.is_empty() && world.deliver(second).await.is_empty());
            assert_eq!(world.attempts(), usize::from(cap).min(messages.len()));
        });
    }
}
