//! What may not go now, and for how long the provider may try.

use std::time::Duration;

use jiff::SignedDuration;
use rechime_domain::{
    flow::FlowStatus,
    job::SendJob,
    message::{MessageState, PendingMessage},
    minute::Minute,
    quiet_hours::QuietHours,
    trigger::Trigger,
};
use rechime_sms::provider::SendError;
use rechime_store::{Fault, buckets::Buckets, holds::Holds};

use super::{
    samples::{NIGHT, at, skipped},
    world::World,
};

/// The minutes after the end of quiet hours in which a held message goes.
fn morning() -> impl Iterator<Item = Minute> {
    (0..5).map(|count| Minute::containing(at("2026-11-25T14:00:00Z")).plus(count))
}

async fn held_until(world: &World, message: &PendingMessage) -> Option<Minute> {
    for minute in morning() {
        if world.table.get_hold(minute, &message.id, &message.store).await.unwrap().is_some() {
            return Some(minute);
        }
    }
    None
}

#[tokio::test]
async fn a_message_whose_window_closed_meanwhile_is_held_until_the_next() {
    let world = World::new().await;
    world.clock.set(at(NIGHT));
    assert!(world.send(&skipped()).await);
    let minute = held_until(&world, &skipped()).await.unwrap();
    assert!(world.table.get_bucket(minute).await.unwrap().is_some());
    assert_eq!(world.schedules.ensured()[0].release, minute);
    assert_eq!((world.attempts(), world.state(&skipped()).await), (0, "held"));
    world.clock.set(minute.start());
    assert!(world.send(&skipped()).await);
    assert_eq!((world.attempts(), world.state(&skipped()).await), (1, "accepted"));
}

#[tokio::test]
async fn a_message_that_cannot_be_held_again_comes_again() {
    let world = World::new().await;
    world.clock.set(at(NIGHT));
    world.schedules.refuse(true);
    assert!(!world.send(&skipped()).await);
    world.schedules.refuse(false);
    assert!(world.send_again(&skipped()).await);
    assert!(held_until(&world, &skipped()).await.is_some());
}

#[tokio::test]
async fn a_short_wait_is_the_queues() {
    let world = World::new().await;
    let (now, opens) = (at("2026-11-25T13:55:00.250Z"), morning().next().unwrap());
    world.clock.set(now);
    let held = PendingMessage { held_until: Some(opens), ..skipped() };
    assert!(world.send(&held).await);
    let [(message, delay_seconds)] = world.queued().try_into().unwrap();
    let wait = message.waits.first().expect("the wait is told on the way");
    assert_eq!((wait.at, message.waits.len()), (at("2026-11-25T13:55:00Z"), 1));
    assert_eq!((&message.id, held_until(&world, &held).await), (&held.id, None));
    let back = now + SignedDuration::from_secs(i64::from(delay_seconds));
    assert!(
        morning().any(|minute| (0..1).contains(&back.duration_since(minute.start()).as_secs())),
        "{back}"
    );
    world.clock.set(back);
    assert!(world.send(&held).await);
    assert_eq!((world.attempts(), world.queued().len()), (1, 0));
}

#[tokio::test]
async fn a_short_wait_that_the_queue_refuses_comes_again() {
    let world = World::new().await;
    world.clock.set(at("2026-11-25T13:55:00Z"));
    world.sends.refuse(true);
    assert!(!world.send(&skipped()).await);
}

#[tokio::test]
async fn quiet_hours_that_were_lifted_meanwhile_no_longer_count() {
    let world = World::new().await;
    world.clock.set(at(NIGHT));
    let end = QuietHours::default().end;
    world.edit_settings(|settings| settings.quiet_hours = QuietHours { start: end, end }).await;
    assert!(world.send(&skipped()).await);
    assert_eq!(world.attempts(), 1);
}

#[tokio::test]
async fn the_provider_may_try_until_the_window_closes_and_never_longer_than_four_hours() {
    for (now, seconds) in [
        ("2026-11-24T16:00:00Z", 4 * 3600),
        ("2026-11-24T21:00:00Z", 4 * 3600),
        ("2026-11-24T22:00:00Z", 3 * 3600),
        ("2026-11-25T00:30:00Z", 1800),
        ("2026-11-25T00:59:59Z", 1),
    ] {
        let world = World::new().await;
        world.clock.set(at(now));
        assert!(world.send(&skipped()).await);
        assert_eq!(world.provider.attempts()[0].time_to_live, Duration::from_secs(seconds), "{now}");
    }
}

#[tokio::test]
async fn a_flow_that_sends_in_quiet_hours_has_no_window_to_end_with() {
    let world = World::new().await;
    world.clock.set(at(NIGHT));
    world
        .edit_flow(Trigger::OrderSkipped, |flow| {
            flow.quiet_hours = rechime_domain::flow::QuietHoursPolicy::SendAnyway;
        })
        .await;
    assert!(world.send(&skipped()).await);
    assert_eq!(world.provider.attempts()[0].time_to_live, Duration::from_hours(4));
}

#[tokio::test]
async fn a_hold_costs_the_sender_one_row_and_no_claim() {
    let world = World::new().await;
    world.clock.set(at(NIGHT));
    // Configuration, subscriber, facts, hold, bucket, row: a seventh call would fail.
    world.faulty.fail_after(6, Fault::Refused);
    assert!(world.send(&skipped()).await);
    assert!(world.faulty.is_armed());
}

#[tokio::test]
async fn what_is_looked_at_again_while_held_is_not_skipped_before_its_minute() {
    let world = World::new().await;
    world.edit_flow(Trigger::OrderSkipped, |flow| flow.status = FlowStatus::Inactive).await;
    let mut event = aws_lambda_events::sqs::SqsEvent::default();
    let body = serde_json::to_string(&SendJob::review(skipped(), morning().next().unwrap())).unwrap();
    event.records.push(super::world::record("s-1", 1, body));
    assert!(world.handle(event).await.is_empty());
    assert_eq!(world.state(&skipped()).await, "no row");
    assert!(world.send(&skipped()).await);
    assert_eq!(world.state(&skipped()).await, "skipped", "its own minute has come");
}

async fn review(world: &World, hold: Minute) {
    let mut event = aws_lambda_events::sqs::SqsEvent::default();
    let body = serde_json::to_string(&SendJob::review(skipped(), hold)).unwrap();
    event.records.push(super::world::record("s-1", 1, body));
    assert!(world.handle(event).await.is_empty());
}

#[tokio::test]
async fn what_still_waits_for_its_minute_costs_no_write_when_it_is_looked_at_again() {
    let world = World::new().await;
    world.clock.set(at(NIGHT));
    assert!(world.send(&skipped()).await);
    let minute = held_until(&world, &skipped()).await.unwrap();
    // Configuration, facts with subscriber: a third call would fail.
    world.faulty.fail_after(2, Fault::Refused);
    review(&world, minute).await;
    assert!(world.faulty.is_armed() && world.queued().is_empty());
}

#[tokio::test]
async fn what_waits_for_another_minute_by_new_settings_says_so() {
    let world = World::new().await;
    world.clock.set(at(NIGHT));
    review(&world, morning().next().unwrap().plus(60)).await;
    let until = held_until(&world, &skipped()).await.unwrap();
    let row = world.row(&skipped()).await.unwrap();
    assert_eq!(row.state, MessageState::Held { until, at: at(NIGHT) });
    assert_eq!(row.why.last().unwrap().code(), "held_for_quiet_hours");
}

#[tokio::test]
async fn a_text_that_the_provider_put_off_until_the_window_closed_is_held_with_its_time() {
    let world = World::new().await;
    world.clock.set(at("2026-11-25T00:59:30Z"));
    world.provider.fail_next(SendError::Throttled { retry_after: None });
    assert!(world.send(&skipped()).await);
    let due = world.row(&skipped()).await.unwrap();
    let reason = "The SMS provider is busy and asked to wait.".to_owned();
    assert_eq!(due.state, MessageState::Due { reason, at: at("2026-11-25T00:59:30Z") });
    let [(message, _)] = world.queued().try_into().unwrap();
    let eight = at("2026-11-25T01:00:10Z");
    world.clock.set(eight);
    assert!(world.deliver(&[("s-2", 1, &message)]).await.is_empty());
    let until = held_until(&world, &skipped()).await.unwrap();
    let held = world.row(&skipped()).await.unwrap();
    assert_eq!(held.state, MessageState::Held { until, at: eight });
    assert_eq!(held.why.last().unwrap().code(), "held_for_quiet_hours");
    world.clock.set(until.start());
    assert!(world.deliver(&[("s-3", 1, &message)]).await.is_empty());
    assert_eq!((world.attempts(), world.state(&skipped()).await), (2, "accepted"));
}
