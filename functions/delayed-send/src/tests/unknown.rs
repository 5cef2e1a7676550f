//! Outcomes that nobody heard: looked up, and never sent again on a guess.

use std::sync::Arc;

use jiff::SignedDuration;
use rechime_domain::{
    flow::FlowStatus,
    ids::StoreId,
    job::{SendJob, UnknownText},
    message::{Bill, MessageState, PendingMessage},
    trigger::Trigger,
};
use rechime_platform::{operator_alerts::AlertKind, queue::Outgoing};
use rechime_sms::provider::{Accepted, LookUp, SendError};
use rechime_store::messages::Messages;

use super::{
    doubles::{Asked, Deadly},
    samples::{DAY, NIGHT, at, paid, skipped},
    world::{World, batch, record},
};

fn timed_out() -> SendError {
    SendError::Ambiguous { reason: "no answer in 5 s".to_owned() }
}

fn found() -> LookUp {
    LookUp::Found(vec![Accepted { provider_id: "SM1".to_owned() }])
}

#[tokio::test]
async fn a_text_whose_answer_was_lost_and_which_the_provider_has_is_accepted() {
    let world = World::new().await;
    world.provider.fail_next(timed_out());
    world.provider.will_find(found());
    assert!(world.send(&paid(1)).await);
    let row = world.row(&paid(1)).await.unwrap();
    assert_eq!(row.state, MessageState::Accepted { provider_id: "SM1".to_owned(), at: at(DAY) });
    assert!(world.subscriber().await.unwrap().received_recharge_on.is_some());
    assert_eq!(world.alerts(), []);
}

/// Why a message is unknown.
async fn why(world: &World) -> String {
    world.row(&paid(1)).await.unwrap().state.reason().unwrap().to_owned()
}

#[tokio::test]
async fn a_text_of_a_provider_that_cannot_be_asked_is_unknown_told_of_and_never_sent_again() {
    let world = World::new().await;
    world.provider.fail_next(timed_out());
    world.provider.will_find(LookUp::CannotBeAsked);
    assert!(world.send(&paid(1)).await);
    assert_eq!(world.state(&paid(1)).await, "unknown");
    let reason = "no answer in 5 s; the SMS provider cannot be asked, and only a receipt can still tell";
    assert_eq!(why(&world).await, reason);
    assert_eq!(world.alerts(), [AlertKind::TextOutcomeUnknown]);
    for (id, delivery) in [("s-1", 2), ("s-2", 1), ("s-2", 2)] {
        assert!(world.deliver(&[(id, delivery, &paid(1))]).await.is_empty());
    }
    assert_eq!((world.attempts(), world.state(&paid(1)).await), (1, "unknown"));
    assert_eq!((world.alerts().len(), world.sends.take().len()), (1, 0));
}

/// A text whose answer was lost, and which the provider does not list at once. Gives the look that comes next.
async fn asked_in_vain(world: &World, answer: LookUp) -> Outgoing<SendJob> {
    world.provider.fail_next(timed_out());
    world.provider.will_find(answer);
    assert!(world.send(&paid(1)).await);
    assert_eq!(why(world).await, "no answer in 5 s; the SMS provider is asked again within ten minutes");
    assert_eq!(world.alerts(), [], "it may still be found");
    next_look(world)
}

fn next_look(world: &World) -> Outgoing<SendJob> {
    let [look] = world.sends.take().try_into().unwrap();
    look
}

/// Lets the time of a look come, and looks.
async fn look(world: &World, look: &Outgoing<SendJob>) {
    world.clock.advance(SignedDuration::from_secs(look.delay_seconds.into()));
    let body = serde_json::to_string(&look.job).unwrap();
    assert!(world.handle(batch([record("look", 1, body)])).await.is_empty());
}

#[tokio::test]
async fn a_text_that_the_provider_lists_late_is_accepted() {
    for looks in [1, 2] {
        let world = World::new().await;
        let mut next = asked_in_vain(&world, LookUp::NotFound).await;
        if looks == 2 {
            look(&world, &next).await;
            next = next_look(&world);
        }
        world.provider.will_find(found());
        look(&world, &next).await;
        let state = world.row(&paid(1)).await.unwrap().state;
        assert_eq!(state, MessageState::Accepted { provider_id: "SM1".to_owned(), at: world.now() });
        assert_eq!((world.attempts(), world.alerts(), world.sends.take().len()), (1, Vec::new(), 0));
    }
}

#[tokio::test]
async fn a_text_that_stays_unknown_for_ten_minutes_is_told_of_once_and_never_sent_again() {
    for answer in [LookUp::NotFound, LookUp::NoAnswer] {
        let world = World::new().await;
        let first = asked_in_vain(&world, answer).await;
        look(&world, &first).await;
        let second = next_look(&world);
        assert_eq!((first.delay_seconds, second.delay_seconds), (120, 480));
        assert_eq!(world.alerts(), []);
        look(&world, &second).await;
        assert_eq!(why(&world).await, "no answer in 5 s; the SMS provider was asked for ten minutes");
        assert_eq!((world.attempts(), world.state(&paid(1)).await), (1, "unknown"));
        assert_eq!(world.alerts(), [AlertKind::TextOutcomeUnknown]);
        assert_eq!(world.sends.take().len(), 0);
    }
}

#[tokio::test]
async fn a_text_of_which_a_receipt_told_meanwhile_is_not_asked_for() {
    let world = World::new().await;
    let next = asked_in_vain(&world, LookUp::NotFound).await;
    let delivered = MessageState::Delivered { provider_id: "SM1".to_owned(), at: at(DAY) };
    world.table.put_receipt(&paid(1).store, &paid(1).id, &delivered, &Bill::default()).await.unwrap();
    world.provider.will_find(LookUp::Found(vec![Accepted { provider_id: "SM2".to_owned() }]));
    look(&world, &next).await;
    assert_eq!(world.row(&paid(1)).await.unwrap().state, delivered);
    assert_eq!(world.alerts(), []);
}

#[tokio::test]
async fn the_operator_hears_at_once_of_a_text_for_which_nobody_can_ask_later() {
    let world = World::new().await;
    world.provider.fail_next(timed_out());
    world.provider.will_find(LookUp::NotFound);
    world.sends.refuse(true);
    assert!(world.send(&paid(1)).await);
    assert_eq!(world.state(&paid(1)).await, "unknown");
    assert_eq!(world.alerts(), [AlertKind::TextOutcomeUnknown]);
}

#[tokio::test]
async fn a_look_waits_for_the_outcome_that_the_table_did_not_take() {
    let world = World::new().await;
    let claim = world.claimed(&paid(1), "s-1").await.state.claim().unwrap();
    let text = UnknownText {
        store: paid(1).store,
        message: paid(1).id,
        claimed_at: claim.at,
        reason: "no answer in 5 s".to_owned(),
        asked: 0,
    };
    world.provider.will_find(found());
    let body = serde_json::to_string(&SendJob::LookUp(text)).unwrap();
    assert_eq!(world.handle(batch([record("look", 1, body)])).await, ["look"]);
    assert_eq!(world.state(&paid(1)).await, "sending");
}

#[tokio::test]
async fn when_the_process_dies_the_same_queue_message_finds_out_what_became_of_the_text() {
    for (answer, state) in [(found(), "accepted"), (LookUp::CannotBeAsked, "unknown")] {
        let mut world = World::new().await;
        world.sender.provider = Arc::new(Deadly { provider: world.provider.clone(), word: "payment" });
        world.provider.will_find(answer);
        assert!(!world.send(&paid(1)).await);
        assert_eq!(world.state(&paid(1)).await, "sending");
        assert!(world.send_again(&paid(1)).await);
        assert_eq!((world.attempts(), world.state(&paid(1)).await), (1, state));
    }
}

#[tokio::test]
async fn another_queue_message_leaves_a_claim_alone_that_may_be_alive() {
    let world = World::new().await;
    let claim = world.claimed(&paid(1), "s-1").await;
    world.provider.will_find(found());
    for delivery in [1, 2] {
        assert!(world.deliver(&[("s-2", delivery, &paid(1))]).await.is_empty());
    }
    assert_eq!((world.attempts(), world.row(&paid(1)).await), (0, Some(claim)));
    assert_eq!(world.alerts(), Vec::new());
}

#[tokio::test]
async fn what_became_of_a_text_is_asked_even_where_it_would_no_longer_be_sent() {
    let world = World::new().await;
    world.clock.set(at(NIGHT));
    world.claimed(&paid(1), "s-1").await;
    world.claimed(&skipped(), "s-2").await;
    world.provider.will_find(found());
    world.edit_flow(Trigger::ChargePaid, |flow| flow.status = FlowStatus::Inactive).await;
    assert!(world.deliver(&[("s-1", 2, &paid(1)), ("s-2", 2, &skipped())]).await.is_empty());
    assert_eq!(world.state(&paid(1)).await, "accepted");
    assert_eq!(world.state(&skipped()).await, "accepted");
    assert!(world.schedules.ensured().is_empty());
}

#[tokio::test]
async fn the_provider_is_asked_for_the_text_as_it_was_handed_over_since_the_claim() {
    let mut world = World::new().await;
    world.claimed(&paid(1), "s-1").await;
    let asked = Arc::<Asked>::default();
    world.sender.provider = asked.clone();
    world.edit_flow(Trigger::ChargePaid, |flow| flow.steps[0].template = "Another text".to_owned()).await;
    world.clock.advance(SignedDuration::from_mins(7));
    assert!(world.send_again(&paid(1)).await);
    assert_eq!(*asked.0.lock().unwrap(), [("As it was handed over.".to_owned(), at(DAY))]);
    assert_eq!(world.state(&paid(1)).await, "accepted");
}

/// A second text with the words of the first, to the same phone, whose answer is lost; the provider lists `ids`.
async fn the_same_words_again(world: &World, ids: &[&str]) -> MessageState {
    let found = ids.iter().map(|id| Accepted { provider_id: (*id).to_owned() });
    world.provider.will_find(LookUp::Found(found.collect()));
    world.provider.fail_next(timed_out());
    assert!(world.send(&paid(2)).await);
    world.row(&paid(2)).await.unwrap().state
}

#[tokio::test]
async fn a_providers_id_belongs_to_one_message() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    assert_eq!(the_same_words_again(&world, &["fake-1"]).await.name(), "unknown");
    assert_eq!(world.row(&paid(1)).await.unwrap().state.provider_id(), Some("fake-1"));
    assert_eq!(world.attempts(), 2);
}

#[tokio::test]
async fn of_several_texts_with_the_same_words_the_one_that_is_nobody_elses_is_ours() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    assert_eq!(the_same_words_again(&world, &["SM2", "fake-1"]).await.provider_id(), Some("SM2"));
    let world = World::new().await;
    assert_eq!(the_same_words_again(&world, &["SM2", "SM3"]).await.name(), "unknown", "which of the two?");
}

#[tokio::test]
async fn a_text_that_may_be_another_open_messages_is_nobodys() {
    let world = World::new().await;
    world.provider.fail_next(timed_out());
    assert!(world.send(&paid(1)).await);
    assert_eq!(world.state(&paid(1)).await, "unknown");
    assert_eq!(the_same_words_again(&world, &["SM1"]).await.name(), "unknown");
}

#[tokio::test]
async fn two_requests_that_die_at_once_do_not_share_an_id() {
    let world = World::new().await;
    world.provider.will_find(found());
    let (one, two) = (paid(1), paid(2));
    for _ in 0..2 {
        world.provider.fail_next(timed_out());
    }
    assert!(world.deliver(&[("s-1", 1, &one), ("s-2", 1, &two)]).await.is_empty());
    let ids = [world.row(&one).await, world.row(&two).await].map(|row| row.unwrap().state);
    let accepted = ids.iter().filter(|state| state.provider_id().is_some()).count();
    assert!(accepted <= 1, "{ids:?}");
}

#[tokio::test]
async fn another_stores_text_to_the_same_phone_is_not_taken_for_ours() {
    let world = World::new().await;
    let other = StoreId::parse("sister-shop").unwrap();
    world.create_store("sister-shop").await;
    let theirs = PendingMessage { store: other, ..paid(1) };
    assert!(world.send(&theirs).await);
    assert_eq!(world.row(&theirs).await.unwrap().state.provider_id(), Some("fake-1"));
    assert_eq!(the_same_words_again(&world, &["fake-1"]).await.name(), "unknown");
}

#[tokio::test]
async fn a_text_of_long_ago_is_not_looked_for() {
    let world = World::new().await;
    world.claimed(&paid(1), "s-1").await;
    world.provider.will_find(found());
    world.clock.advance(SignedDuration::from_mins(61));
    assert!(world.send_again(&paid(1)).await);
    assert_eq!(
        world.state(&paid(1)).await,
        "unknown",
        "later texts with the same words are not on the row any more"
    );
}
