//! Answers take turns at their sender, and go all the same.

use std::{collections::BTreeSet, num::NonZeroU32, time::Duration};

use jiff::SignedDuration;
use rechime_domain::{consent::ConsentStatus, pace::Class, sender::Sender};
use rechime_sms::feedback::Feedback;
use rechime_store::paces::{PacedSender, Paces};
use rechime_testkit::own_sender;

use super::world::World;

fn sender() -> PacedSender {
    (&own_sender()).into()
}

#[tokio::test]
async fn an_answer_takes_a_turn_of_its_sender() {
    let world = World::new().await;
    assert!(world.says("r-1", "STOP").await);
    let standing = world.table.get_standing(&sender().id, world.now()).await.unwrap();
    assert_eq!((world.answers().len(), standing.texts_today), (1, 1));
}

#[tokio::test]
async fn an_answer_whose_turn_is_in_a_second_waits_on_the_queue_and_goes_then() {
    let world = World::new().await;
    world.table.take_turns(&sender(), Class::Immediate, &[1; 8], world.now()).await.unwrap();
    assert!(world.says("r-1", "STOP").await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Unsubscribed, "what was said counts already");
    assert!(world.answers().is_empty());
    let [waiting] = world.replies.take().try_into().unwrap();
    assert!(matches!(waiting.job, Feedback::Answer(_)));
    assert_eq!(waiting.delay_seconds, 1);
    world.clock.advance(SignedDuration::from_secs(1));
    assert!(world.comes("q-2", 1, &serde_json::to_string(&waiting.job).unwrap()).await);
    let standing = world.table.get_standing(&sender().id, world.now()).await.unwrap();
    assert_eq!((world.answers().len(), standing.texts_today), (1, 9), "its turn was taken once");
}

#[tokio::test]
async fn behind_a_busy_sender_an_answer_asks_three_times_more_and_goes_within_a_minute() {
    let world = World::new().await;
    world.table.pause_sender(&sender(), world.now(), Duration::from_mins(15)).await.unwrap();
    assert!(world.says("r-1", "STOP").await);
    let (begun, mut calls, mut body) = (world.now(), Vec::new(), String::new());
    while let [waiting] = world.replies.take().as_slice() {
        assert!(matches!(waiting.job, Feedback::Answer(_)), "what was said is not entered again");
        world.clock.advance(SignedDuration::from_secs(waiting.delay_seconds.into()));
        body = serde_json::to_string(&waiting.job).unwrap();
        let before = world.faulty.calls();
        assert!(world.comes(&format!("q-{}", calls.len()), 1, &body).await);
        calls.push(world.faulty.calls() - before);
    }
    assert_eq!(world.answers().len(), 1);
    assert_eq!(calls, [1, 1, 3], "it asks for its turn; at last it is claimed, and kept beside the reply");
    let waited = world.now().duration_since(begun).as_secs();
    assert!((30..=60).contains(&waited), "{waited}");
    assert!(world.comes("q-9", 1, &body).await);
    assert_eq!(world.answers().len(), 1, "and once");
}

/// Answers to what comes together.
#[tokio::test]
async fn answers_that_got_no_turn_together_do_not_ask_together_again() {
    let world = World::new().await;
    world.table.pause_sender(&sender(), world.now(), Duration::from_mins(15)).await.unwrap();
    for number in 0..50 {
        assert!(world.says(&format!("r-{number}"), "HELP").await);
    }
    let delays: BTreeSet<_> = world.replies.take().iter().map(|waiting| waiting.delay_seconds).collect();
    assert_eq!(delays.into_iter().collect::<Vec<_>>(), [3, 4, 5]);
}

#[tokio::test]
async fn an_answer_goes_although_its_sender_has_sent_what_it_may_in_a_day() {
    let mut world = World::new().await;
    let capped = Sender { daily_cap: NonZeroU32::new(1), ..own_sender() };
    world.table.take_turns(&(&capped).into(), Class::Immediate, &[1], world.now()).await.unwrap();
    world.function.own_sender = capped;
    assert!(world.says("r-1", "HELP").await);
    assert_eq!(world.answers().len(), 1);
}
