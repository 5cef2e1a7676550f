//! Turns: who sends when, and what becomes of a text that gets none.

use std::{num::NonZeroU32, time::Duration};

use jiff::SignedDuration;
use rechime_domain::{
    message::{MessageState, PendingMessage},
    minute::Minute,
    pace::Class,
    sender::Sender,
    trigger::Trigger,
};
use rechime_sms::provider::SendError;
use rechime_store::paces::{PacedSender, Paces};
use rechime_testkit::installation_sender;

use super::{
    samples::{DAY, at, demo, message_to, paid, phone},
    world::World,
};

/// A world whose sender may send so many parts a second.
async fn at_rate(parts_per_second: u32) -> World {
    let mut world = World::new().await;
    world.sender.sender = installation_sender(parts_per_second);
    world
}

fn to_somebody(number: u32) -> PendingMessage {
    message_to(
        &format!("customer-{number}"),
        Trigger::ChargePaid,
        rechime_domain::occurrence::Subject::Charge(number.to_string()),
    )
}

/// Delivers texts as one batch.
async fn deliver(world: &World, texts: &[PendingMessage]) -> Vec<String> {
    let names: Vec<_> = (0..texts.len()).map(|number| format!("s-{number}")).collect();
    let batch: Vec<_> = names.iter().zip(texts).map(|(name, text)| (name.as_str(), 1, text)).collect();
    world.deliver(&batch).await
}

#[tokio::test(start_paused = true)]
async fn what_gets_no_turn_goes_back_unclaimed_until_its_place_in_line_has_come() {
    let world = at_rate(2).await;
    world.edit_settings(|settings| settings.max_texts_per_hour = 100).await;
    let texts: Vec<_> = (0..6).map(to_somebody).collect();
    assert!(deliver(&world, &texts).await.is_empty());
    assert_eq!(world.attempts(), 4, "within two seconds");
    let back = world.queued();
    assert_eq!(back.iter().map(|(_, delay)| *delay).collect::<Vec<_>>(), [1, 1]);
    for (message, _) in &back {
        assert_eq!((world.state(message).await, message.ready_at), ("no row", Some(at(DAY))));
    }
    world.clock.advance(SignedDuration::from_secs(3));
    let back: Vec<_> = back.into_iter().map(|(message, _)| message).collect();
    assert!(deliver(&world, &back).await.is_empty());
    assert_eq!((world.attempts(), world.queued().len()), (6, 0));
}

#[tokio::test]
async fn a_batch_takes_its_turns_with_one_call() {
    let world = at_rate(1_000).await;
    world.edit_settings(|settings| settings.max_texts_per_hour = 100).await;
    deliver(&world, &[paid(100)]).await;
    let before = world.table.get_standing(&installation_sender(1).id, world.now()).await.unwrap();
    assert!(deliver(&world, &(0..10).map(to_somebody).collect::<Vec<_>>()).await.is_empty());
    let after = world.table.get_standing(&installation_sender(1).id, world.now()).await.unwrap();
    assert_eq!((after.texts_today - before.texts_today, world.attempts()), (10, 11));
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_is_too_busy_is_left_alone_by_everybody() {
    let world = World::new().await;
    world.provider.fail_next(SendError::Throttled { retry_after: Some(Duration::from_mins(1)) });
    assert!(world.send(&paid(1)).await);
    let [(_, delay)] = world.queued().try_into().unwrap();
    assert_eq!(delay, 60);
    assert!(world.deliver(&[("s-2", 1, &paid(2))]).await.is_empty());
    assert_eq!((world.attempts(), world.state(&paid(2)).await), (1, "no row"));
    let [(_, delay)] = world.queued().try_into().unwrap();
    assert!((58..62).contains(&delay), "{delay}");
    world.clock.advance(SignedDuration::from_secs(62));
    assert!(world.deliver(&[("s-3", 1, &paid(2))]).await.is_empty());
    assert_eq!(world.attempts(), 2);
}

#[tokio::test]
async fn beyond_the_days_parts_texts_wait_for_the_next_day_and_say_why() {
    let mut world = World::new().await;
    world.sender.sender = Sender { daily_cap: NonZeroU32::new(1), ..installation_sender(10) };
    assert!(world.send(&paid(1)).await);
    assert!(world.deliver(&[("s-2", 1, &paid(2))]).await.is_empty());
    let until: Minute = "2026-11-25T00:00Z".parse().unwrap();
    let row = world.row(&paid(2)).await.unwrap();
    assert_eq!((world.attempts(), row.state), (1, MessageState::Held { until, at: at(DAY) }));
    assert_eq!(row.why.last().unwrap().code(), "sender_capped");
    let [held] = world.held_until(until).await.try_into().unwrap();
    assert_eq!((&held.id, held.ready_at), (&paid(2).id, Some(at(DAY))));
    world.clock.set(until.start());
    assert!(world.deliver(&[("s-3", 1, &held)]).await.is_empty());
    assert_eq!((world.attempts(), world.state(&paid(2)).await), (2, "accepted"));
}

#[tokio::test]
async fn a_text_whose_turn_cannot_be_taken_comes_again() {
    let world = World::new().await;
    // Configuration, subscriber, facts, phone; then the turn.
    world.faulty.fail_after(4, rechime_store::Fault::Refused);
    assert!(!world.send(&paid(1)).await);
    assert_eq!((world.attempts(), world.state(&paid(1)).await), (0, "no row"));
    assert!(world.send_again(&paid(1)).await);
    assert_eq!(world.attempts(), 1);
}

#[tokio::test]
async fn a_text_that_cannot_go_back_comes_again() {
    let world = World::new().await;
    let sender = PacedSender::from(&world.sender.sender);
    world.table.pause_sender(&sender, world.now(), Duration::from_mins(1)).await.unwrap();
    world.sends.refuse(true);
    assert!(!world.send(&paid(1)).await);
    world.sends.refuse(false);
    assert!(world.send_again(&paid(1)).await);
    assert_eq!((world.attempts(), world.queued().len()), (0, 1));
}

#[tokio::test]
async fn while_releases_stand_in_line_a_campaigns_text_goes_back_to_its_own_queue() {
    let world = World::new().await;
    let campaign = world.launch_campaign(&demo(), "7k2m9x", "20 % off", |_| {}).await;
    world.subscribe(&demo(), &phone()).await;
    let promotion = campaign.message(&demo(), &phone(), world.now());
    assert_eq!(Class::of(&promotion), Class::Bulk);
    let sender = PacedSender::from(&world.sender.sender);
    let until = world.now() + SignedDuration::from_secs(60);
    world.table.line_up_release(&sender, 100_000, world.now(), until).await.unwrap();
    assert!(world.send(&promotion).await);
    assert_eq!((world.attempts(), world.queued().len(), world.bulk.take().len()), (0, 0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_text_whose_window_closes_while_it_waits_for_its_turn_is_held() {
    let world = at_rate(10).await;
    let skipped = super::samples::skipped();
    world.clock.set(at("2026-11-25T00:59:59.5Z"));
    let sender = PacedSender::from(&world.sender.sender);
    world.table.pause_sender(&sender, world.now(), Duration::from_secs(1)).await.unwrap();
    let later = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        world.clock.set(at("2026-11-25T01:00:00.5Z"));
    };
    let (done, ()) = tokio::join!(world.send(&skipped), later);
    assert!(done);
    assert_eq!((world.attempts(), world.state(&skipped).await), (0, "held"));
}
