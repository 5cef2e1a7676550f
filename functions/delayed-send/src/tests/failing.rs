//! Whatever call to the table fails, a process that lives knows what it did: one text, and an end that is true.

use std::time::Duration;

use rechime_domain::{
    job::SendJob,
    message::{ClaimKey, MessageState, PendingMessage},
    minute::Minute,
};
use rechime_sms::provider::{Accepted, LookUp};
use rechime_store::Fault;

use super::{
    samples::{DAY, at, paid, skipped},
    world::{World, batch, record},
};

/// Calls before the claim's: configuration, facts with subscriber, phone, the turn, and the count of texts.
const BEFORE_CLAIM: usize = 5;
const BEFORE_OUTCOME: usize = BEFORE_CLAIM + 1;

/// A message with all that a last look can read.
fn held() -> PendingMessage {
    PendingMessage { held_until: Some(Minute::containing(at(DAY))), ..skipped() }
}

/// Delivers the message until it is done with, and then whatever queued up.
async fn deliver(world: &World) {
    let mut delivery = 1;
    while !world.deliver(&[("s-1", delivery, &held())]).await.is_empty() {
        delivery += 1;
        assert!(delivery < 30, "never done with");
    }
    world.settle().await;
}

/// One text, and its row says so.
async fn ensure_sent_once(world: &World, case: &str) {
    let id = MessageState::Accepted { provider_id: "fake-1".to_owned(), at: at(DAY) };
    assert_eq!((world.attempts(), world.row(&held()).await.map(|row| row.state)), (1, Some(id)), "{case}");
    let subscriber = world.subscriber().await.unwrap();
    assert_eq!((subscriber.recent_texts.len(), subscriber.persons.len()), (1, 1), "{case}");
    assert_eq!(world.alerts(), [], "{case}");
}

#[tokio::test]
async fn whatever_calls_fail_a_text_goes_once_and_its_provider_id_is_kept() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        for (before, calls) in (0..7).flat_map(|before| (1..4).map(move |calls| (before, calls))) {
            let world = World::new().await;
            world.faulty.fail_from(before, calls, fault);
            deliver(&world).await;
            assert!(!world.faulty.is_armed());
            ensure_sent_once(&world, &format!("{fault:?} of {calls} calls after {before}")).await;
        }
    }
    let world = World::new().await;
    world.faulty.fail_after(7, Fault::Refused);
    deliver(&world).await;
    assert!(
        world.faulty.is_armed(),
        "configuration, facts with subscriber, phone, turn, texts, claim, outcome"
    );
}

#[tokio::test]
async fn while_the_table_is_out_of_reach_the_outcome_waits_on_the_queue() {
    let world = World::new().await;
    world.faulty.fail_from(BEFORE_OUTCOME, 12, Fault::Refused);
    assert!(world.send(&held()).await, "what is known is not left to a second delivery");
    assert_eq!(world.state(&held()).await, "sending");
    world.settle().await;
    ensure_sent_once(&world, "twelve times").await;
}

#[tokio::test]
async fn a_claim_without_an_answer_is_given_back_by_the_process_that_lives() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        let world = World::new().await;
        world.faulty.fail_after(BEFORE_CLAIM, fault);
        assert!(world.send(&held()).await);
        assert_eq!(world.attempts(), 0);
        world.settle().await;
        ensure_sent_once(&world, &format!("{fault:?}")).await;

        let world = World::new().await;
        world.sends.refuse(true);
        world.faulty.fail_after(BEFORE_CLAIM, fault);
        assert!(!world.send(&held()).await);
        assert!(matches!(world.state(&held()).await, "due" | "no row"), "without the queue, at once");
        assert!(world.send_again(&held()).await);
        ensure_sent_once(&world, &format!("{fault:?} without the queue")).await;
    }
}

#[tokio::test]
async fn an_outcome_that_neither_table_nor_queue_takes_is_asked_for() {
    for (found, state) in [
        (LookUp::Found(vec![Accepted { provider_id: "fake-1".to_owned() }]), "accepted"),
        (LookUp::CannotBeAsked, "unknown"),
    ] {
        let world = World::new().await;
        world.sends.refuse(true);
        world.provider.will_find(found);
        world.faulty.fail_after(BEFORE_OUTCOME, Fault::Refused);
        assert!(!world.send(&held()).await);
        assert!(world.send_again(&held()).await);
        assert_eq!((world.attempts(), world.state(&held()).await), (1, state));
    }
}

#[tokio::test]
async fn an_outcome_ends_its_own_claim_and_no_later_one() {
    let world = World::new().await;
    let stands = world.claimed(&paid(1), "s-1").await;
    let earlier = ClaimKey { claimed_by: "s-1".to_owned(), at: at("2026-11-24T16:59:00Z") };
    let accepted = MessageState::Accepted { provider_id: "SM1".to_owned(), at: at(DAY) };
    let due = MessageState::Due { reason: "no answer".to_owned(), at: at(DAY) };
    for outcome in [due, accepted] {
        let job = SendJob::Outcome { message: paid(1), claim: earlier.clone(), outcome };
        let body = serde_json::to_string(&job).unwrap();
        assert!(world.handle(batch([record("again", 1, body)])).await.is_empty());
        assert_eq!((world.attempts(), world.row(&paid(1)).await), (0, Some(stands.clone())));
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_is_not_claimed_without_the_time_to_finish() {
    let world = World::new().await;
    world.faulty.delay(Duration::from_millis(2_500));
    assert!(!world.send(&held()).await, "five calls of 2.5 s leave too little");
    assert_eq!((world.attempts(), world.state(&held()).await), (0, "no row"));
    assert_eq!(world.subscriber().await, None, "nor is it counted");
    world.faulty.delay(Duration::from_secs(1));
    assert!(world.send_again(&held()).await, "a table that is merely slow");
    ensure_sent_once(&world, "slow").await;
}

/// Lambda ends a process that takes longer than the template says, whatever it is doing.
#[test]
fn the_working_time_is_the_templates() {
    let template = include_str!("../../../../template.yaml");
    let function = template.split("\n  DelayedSend:\n").nth(1).unwrap();
    let timeout = function.lines().find_map(|line| line.trim().strip_prefix("Timeout: ")).unwrap();
    let function = Duration::from_secs(timeout.parse().unwrap());
    let margin = function.checked_sub(crate::WORKING_TIME).unwrap();
    assert!((Duration::from_millis(500)..Duration::from_secs(1)).contains(&margin), "{margin:?}");
}
