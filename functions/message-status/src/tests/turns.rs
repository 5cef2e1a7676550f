//! Answers take turns at their sender, and go all the same.

use std::{num::NonZeroU32, time::Duration};

use jiff::SignedDuration;
use rechime_domain::{consent::ConsentStatus, pace::Class, sender::Sender};
use rechime_sms::feedback::Feedback;
use rechime_store::paces::{PacedSender, Paces};
use rechime_testkit::own_sender;

use super::world::{World, inbound};

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
async fn behind_a_busy_sender_an_answer_asks_again_and_goes_within_a_minute() {
    let world = World::new().await;
    world.table.pause_sender(&sender(), world.now(), Duration::from_mins(15)).await.unwrap();
    let (mut body, mut asked) = (inbound("r-1", "STOP"), 0);
    while world.answers().is_empty() {
        asked += 1;
        assert!(asked < 10, "it is never answered");
        assert!(world.comes(&format!("q-{asked}"), 1, &body).await);
        for waiting in world.replies.take() {
            assert!(matches!(waiting.job, Feedback::Reply(_)));
            world.clock.advance(SignedDuration::from_secs(waiting.delay_seconds.into()));
            body = serde_json::to_string(&waiting.job).unwrap();
        }
    }
    assert_eq!((asked, world.answers().len()), (7, 1));
    assert!(world.comes("q-9", 1, &body).await);
    assert_eq!(world.answers().len(), 1, "and once");
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
