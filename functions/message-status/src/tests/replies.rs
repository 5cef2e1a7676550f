//! What becomes of a reply.

use jiff::SignedDuration;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    phone::PhoneNumber,
};
use rechime_platform::operator_alerts::AlertKind;
use rechime_sms::provider::SendError;
use rechime_store::{Fault, consistency::Consistency, parked::ParkedKind, subscribers::Subscribers};
use rechime_testkit::payloads::sms;

use super::world::{NIGHT, World, id, inbound, instant, queue_message};

#[tokio::test]
async fn stop_ends_the_consent_in_the_persons_words_and_is_confirmed_even_at_night() {
    let world = World::new().await;
    assert!(world.says("r-1", "Stop please!").await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Unsubscribed);
    let [entry] = world.ledger("demo").await.try_into().unwrap();
    assert_eq!(entry.consent.source, ConsentSource::Reply);
    assert_eq!(entry.consent.since, instant(NIGHT));
    assert_eq!(entry.wording.unwrap().as_str(), "Stop please!");
    let [answer] = world.answers().try_into().unwrap();
    assert!(answer.starts_with("DEMO"), "{answer}");
}

#[tokio::test]
async fn start_subscribes_again_help_is_answered_and_praise_is_left_to_people() {
    let world = World::new().await;
    for (id, words, status, answers) in [
        ("r-1", "STOP", ConsentStatus::Unsubscribed, 1),
        ("r-2", "START", ConsentStatus::Subscribed, 2),
        ("r-3", "help", ConsentStatus::Subscribed, 3),
        ("r-4", "Love the coffee", ConsentStatus::Subscribed, 3),
    ] {
        assert!(world.says(id, words).await);
        assert_eq!((world.consent("demo").await, world.answers().len()), (status, answers), "{words}");
        world.clock.advance(SignedDuration::from_mins(1));
    }
    assert_eq!(world.ledger("demo").await.len(), 2);
}

#[tokio::test]
async fn a_reply_that_comes_again_is_answered_once() {
    let world = World::new().await;
    for (queued, delivery) in [("q-1", 1), ("q-1", 2), ("q-2", 1)] {
        assert!(world.comes(queued, delivery, &inbound("r-1", "STOP")).await);
        world.clock.advance(SignedDuration::from_secs(1));
    }
    assert_eq!((world.answers().len(), world.ledger("demo").await.len()), (1, 1));
}

#[tokio::test]
async fn a_start_that_comes_late_does_not_undo_the_stop_that_followed_it() {
    let world = World::new().await;
    let start = inbound("r-1", "START");
    // Noted, phone, only store, subscriber, opt-in; then the consent cannot be written.
    world.faulty.fail_after(5, Fault::Refused);
    assert!(!world.comes("q-1", 1, &start).await);
    assert!(!world.faulty.is_armed());
    world.clock.advance(SignedDuration::from_secs(1));
    assert!(world.says("r-2", "STOP").await);
    world.clock.advance(SignedDuration::from_secs(60));
    assert!(world.comes("q-1", 2, &start).await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Unsubscribed);
}

/// The queue tells when a reply came. What comes of it stands at that time, whatever could not be done meanwhile.
#[tokio::test]
async fn a_start_whose_first_handling_fails_stands_before_the_stop_that_followed_it() {
    let world = World::new().await;
    let come = |id: &'static str, words, second: i64| {
        let sent = instant(NIGHT) + SignedDuration::from_secs(second);
        let mut message = queue_message(id, 1, inbound(id, words));
        message.attributes.insert("SentTimestamp".to_owned(), sent.as_millisecond().to_string());
        message
    };
    assert!(world.come_together([come("r-1", "STOP", 0)]).await);
    world.clock.advance(SignedDuration::from_secs(10));
    // Not even that it came can be noted.
    world.faulty.fail_after(0, Fault::Refused);
    assert!(!world.come_together([come("r-2", "START", 10)]).await);
    world.clock.advance(SignedDuration::from_secs(10));
    assert!(world.come_together([come("r-3", "STOP", 20)]).await);
    world.clock.advance(SignedDuration::from_secs(60));
    assert!(world.come_together([come("r-2", "START", 10)]).await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Unsubscribed);
    let entered: Vec<_> = world.ledger("demo").await.into_iter().map(|entry| entry.consent.since).collect();
    let arrived = |second| instant(NIGHT) + SignedDuration::from_secs(second);
    assert!(entered.contains(&arrived(0)) && entered.contains(&arrived(20)), "{entered:?}");
}

/// Carriers put old spellings into the sender of a reply, and so do lists into what is texted.
#[tokio::test]
async fn a_stop_counts_from_either_spelling_of_the_number() {
    for (texted, sender) in [
        ("+528119878677", "+5218119878677"),
        ("+5218119878677", "+528119878677"),
        ("+5491123456789", "+541123456789"),
        ("+541123456789", "+5491123456789"),
        ("+5511987654321", "+551187654321"),
        ("+551187654321", "+5511987654321"),
        ("+2250707123456", "+22507123456"),
        ("+22997123456", "+2290197123456"),
        ("+841621234567", "+84321234567"),
    ] {
        let world = World::new().await;
        let texted = PhoneNumber::from_e164(texted).unwrap();
        let agreed =
            Statement::new(ConsentStatus::Subscribed, ConsentSource::Import, instant("2026-11-01T00:00:00Z"));
        world.table.put_consent(&id("demo"), &texted, &agreed).await.unwrap();
        let stop = sms::reply(sender, "STOP", "r-1").to_string();
        assert!(world.comes("q-1", 1, &stop).await);
        let found = world.table.get_subscriber(&id("demo"), &texted, Consistency::Strong).await.unwrap();
        assert_eq!(found.unwrap().consent_status(), ConsentStatus::Unsubscribed, "{sender}");
        assert_eq!(world.provider.attempts()[0].to, texted, "answered to the canonical number");
    }
}

#[tokio::test]
async fn whatever_fails_once_the_stop_counts_and_is_answered_at_most_once() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        for calls in 0.. {
            let world = World::new().await;
            world.faulty.fail_after(calls, fault);
            let mut delivery = 1;
            while !world.comes("q-1", delivery, &inbound("r-1", "STOP")).await {
                world.clock.advance(SignedDuration::from_mins(1));
                delivery += 1;
            }
            assert_eq!(world.consent("demo").await, ConsentStatus::Unsubscribed);
            assert_eq!(world.ledger("demo").await.len(), 1, "{fault:?} after {calls}");
            let lost_claim = fault == Fault::AnswerLost && calls == 9;
            assert_eq!(world.answers().len(), usize::from(!lost_claim), "{fault:?} after {calls}");
            if world.faulty.is_armed() {
                assert_eq!(calls, 11, "calls for a STOP");
                break;
            }
        }
    }
}

#[tokio::test]
async fn five_stops_at_once_are_confirmed_once_and_all_of_them_count() {
    let world = World::new().await;
    let replies: Vec<_> = (1..=5).map(|number| format!("r-{number}")).collect();
    let batch = replies.iter().map(|id| queue_message(id, 1, inbound(id, "STOP")));
    assert!(world.come_together(batch).await);
    assert_eq!((world.answers().len(), world.consent("demo").await), (1, ConsentStatus::Unsubscribed));
}

#[tokio::test]
async fn a_stop_after_a_start_is_confirmed_within_the_hour_and_the_same_again_is_not() {
    let world = World::new().await;
    for (id, words, answers) in [
        ("r-1", "START", 1),
        ("r-2", "STOP", 2),
        ("r-3", "START", 3),
        ("r-4", "START", 3),
        ("r-5", "STOP", 4),
        ("r-6", "help", 5),
        ("r-7", "help", 6),
    ] {
        assert!(world.says(id, words).await);
        assert_eq!(world.answers().len(), answers, "{id} {words}");
        world.clock.advance(SignedDuration::from_mins(1));
    }
    world.clock.advance(SignedDuration::from_hours(1));
    assert!(world.says("r-8", "START").await);
    assert_eq!(world.answers().len(), 7);
}

#[tokio::test]
async fn an_answer_that_was_certainly_not_sent_is_tried_again_and_any_other_is_not() {
    let ambiguous = SendError::Ambiguous { reason: "no answer".to_owned() };
    let refused = SendError::Refused { reason: "21610".to_owned(), opted_out: true, invalid_number: false };
    for (error, done, attempts) in [
        (SendError::Throttled { retry_after: None }, false, 2),
        (SendError::NotReached { reason: "down".to_owned() }, false, 2),
        (SendError::Misconfigured { reason: "no number".to_owned() }, false, 2),
        (ambiguous, true, 1),
        (refused, true, 1),
    ] {
        let world = World::new().await;
        world.provider.fail_next(error.clone());
        assert_eq!(world.comes("q-1", 1, &inbound("r-1", "STOP")).await, done, "{error}");
        assert_eq!(world.consent("demo").await, ConsentStatus::Unsubscribed);
        world.clock.advance(SignedDuration::from_mins(1));
        assert!(world.comes("q-1", 2, &inbound("r-1", "STOP")).await);
        assert_eq!(world.answers().len(), attempts, "{error}");
    }
}

#[tokio::test]
async fn what_nobody_can_read_is_parked_whole_and_told_of() {
    let world = World::new().await;
    let bodies = ["", "STOP", "{}", r#"{"type":"reply.v9"}"#];
    for (id, body) in ["q-1", "q-2", "q-3", "q-4"].into_iter().zip(bodies) {
        assert!(world.comes(id, 1, body).await, "{body}");
    }
    let parked = world.parked().await;
    assert!(parked.iter().map(|message| message.payload.as_str()).eq(bodies));
    for message in &parked {
        assert_eq!((message.kind, message.complete), (ParkedKind::Feedback, true));
        assert!(!message.reason.is_empty());
    }
    let topics: Vec<_> = parked.iter().map(|message| message.topic.as_str()).collect();
    assert_eq!(topics, ["unknown", "unknown", "unknown", "reply.v9"]);
    let alerts = world.operator_alerts.sent();
    assert!(alerts.iter().all(|alert| alert.kind == AlertKind::MessageParked && alert.store.is_none()));
    assert_eq!(alerts.len(), bodies.len());
}

#[tokio::test]
async fn what_cannot_be_parked_comes_again() {
    let world = World::new().await;
    world.faulty.fail_after(0, Fault::Refused);
    assert!(!world.comes("q-1", 1, "STOP").await);
    assert!(world.comes("q-1", 2, "STOP").await);
    assert_eq!(world.parked().await.len(), 1);
}
