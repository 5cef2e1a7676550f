//! How often a person is sold something.

use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    message::PendingMessage,
    message_kind::MessageKind,
    trigger::Trigger,
};
use rechime_store::{promotions::Promotions, subscribers::Subscribers};

use super::{
    samples::{at, demo, paid, phone},
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

#[tokio::test]
async fn a_second_promotion_within_the_pause_is_skipped_with_its_reason() {
    let world = world().await;
    assert!(world.send(&paid(1)).await && world.send(&paid(2)).await);
    assert_eq!(world.attempts(), 1);
    assert_eq!(cause(&world, &paid(2)).await, "texted_recently");
    world.clock.advance(jiff::SignedDuration::from_hours(24));
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
    assert_eq!(world.subscriber().await.unwrap().promotions.len(), 1);
}

#[tokio::test]
async fn two_senders_at_once_send_one() {
    let world = world().await;
    // Both have looked and found nothing; the other one enters first.
    let look = world.sender.take_last_look(&paid(1)).await.unwrap();
    let other = rechime_domain::frequency::Promotion { message: paid(2).id, at: at(super::samples::DAY) };
    assert!(world.table.put_promotion(&demo(), &phone(), &[], other).await.unwrap());
    let record = rechime_platform::batch::Record {
        message_id: "s-1".to_owned(),
        body: String::new(),
        receive_count: 1,
        sent_at: None,
    };
    assert!(world.sender.attempt(&record, &paid(1), &look, None).await.is_err());
    assert_eq!(world.attempts(), 0);
    assert!(world.send_again(&paid(1)).await, "the next delivery looks again");
    assert_eq!(cause(&world, &paid(1)).await, "texted_recently");
}

#[tokio::test]
async fn a_promotion_that_was_given_back_is_not_in_its_own_way() {
    let world = world().await;
    world.provider.fail_next(rechime_sms::provider::SendError::Throttled { retry_after: None });
    assert!(world.send(&paid(1)).await);
    assert!(world.send(&paid(1)).await);
    assert_eq!(world.state(&paid(1)).await, "accepted");
}
