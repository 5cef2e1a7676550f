//! What the provider did not take, for certain.

use std::time::Duration;

use rechime_domain::{
    consent::{Consent, ConsentEntry, ConsentSource, ConsentStatus},
    message::MessageState,
};
use rechime_sms::provider::SendError;
use rechime_store::{Fault, subscribers::Subscribers};

use super::{
    samples::{DAY, at, demo, paid, phone},
    world::World,
};

fn throttled(seconds: Option<u64>) -> SendError {
    SendError::Throttled { retry_after: seconds.map(Duration::from_secs) }
}

fn refused(opted_out: bool) -> SendError {
    SendError::Refused { reason: "blocked".to_owned(), opted_out, invalid_number: false }
}

#[tokio::test]
async fn a_provider_that_is_busy_or_out_of_reach_gets_the_text_later_once() {
    let not_reached = SendError::NotReached { reason: "no connection".to_owned() };
    for (error, delays) in [
        (throttled(None), 1..2),
        (not_reached, 30..60),
        (throttled(Some(120)), 120..121),
        (throttled(Some(86_400)), 900..901),
    ] {
        let world = World::new().await;
        world.provider.fail_next(error.clone());
        assert!(world.send(&paid(1)).await, "the delivery is not used up");
        assert_eq!(world.state(&paid(1)).await, "due");
        let [(message, delay_seconds)] = world.queued().try_into().unwrap();
        assert!(delays.contains(&delay_seconds), "{error}: {delay_seconds}");
        world.clock.advance(jiff::SignedDuration::from_secs(delay_seconds.into()));
        assert!(world.deliver(&[("s-2", 1, &message)]).await.is_empty());
        assert!(world.deliver(&[("s-2", 2, &message), ("s-3", 1, &message)]).await.is_empty());
        assert_eq!((world.attempts(), world.state(&paid(1)).await), (2, "accepted"));
        assert_eq!(world.alerts(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn a_text_that_cannot_queue_up_again_comes_again_and_is_sent_once() {
    let world = World::new().await;
    world.provider.fail_next(throttled(None));
    world.sends.refuse(true);
    assert!(!world.send(&paid(1)).await);
    assert_eq!(world.state(&paid(1)).await, "due");
    assert!(world.send_again(&paid(1)).await);
    assert!(world.deliver(&[("s-1", 3, &paid(1))]).await.is_empty());
    assert_eq!((world.attempts(), world.state(&paid(1)).await), (2, "accepted"));
}

#[tokio::test]
async fn an_opt_out_that_the_provider_knows_of_ends_the_consent() {
    let world = World::new().await;
    world.provider.fail_next(refused(true));
    assert!(world.send(&paid(1)).await);
    let ended =
        Consent { status: ConsentStatus::Unsubscribed, source: ConsentSource::Provider, since: at(DAY) };
    assert_eq!(world.subscriber().await.unwrap().consent, Some(ended));
    let ledger = world.table.list_consents(&demo(), &phone()).await;
    assert_eq!(ledger, Ok(vec![ConsentEntry::saying(ended, "blocked")]), "in the provider's words");
    let row = world.row(&paid(1)).await.unwrap();
    assert_eq!(row.state, MessageState::Failed { reason: "blocked".to_owned(), at: at(DAY) });
    assert!(world.alerts().is_empty(), "upkeep tells of all that failed in an hour at once");
    assert!(world.deliver(&[("s-2", 1, &paid(2))]).await.is_empty());
    assert_eq!((world.attempts(), world.state(&paid(2)).await), (1, "skipped"));
}

#[tokio::test]
async fn a_number_that_takes_no_texts_voids_the_consent() {
    let world = World::new().await;
    let reason = "no number that takes texts (21614)".to_owned();
    world.provider.fail_next(SendError::Refused {
        reason: reason.clone(),
        opted_out: false,
        invalid_number: true,
    });
    assert!(world.send(&paid(1)).await);
    let void = Consent { status: ConsentStatus::Void, source: ConsentSource::Provider, since: at(DAY) };
    let ledger = world.table.list_consents(&demo(), &phone()).await;
    assert_eq!(ledger, Ok(vec![ConsentEntry::saying(void, &reason)]));
    assert!(world.deliver(&[("s-2", 1, &paid(2))]).await.is_empty());
    assert_eq!((world.attempts(), world.state(&paid(2)).await), (1, "skipped"));
}

#[tokio::test]
async fn an_opt_out_that_cannot_be_written_is_not_forgotten() {
    let world = World::new().await;
    world.provider.fail_next(refused(true));
    world.provider.fail_next(refused(true));
    // Configuration, facts with subscriber, phone, turn, count, claim, and then the end of the consent.
    world.faulty.fail_after(6, Fault::Refused);
    assert!(!world.send(&paid(1)).await);
    assert!(world.send_again(&paid(1)).await);
    let consent = world.subscriber().await.unwrap().consent.unwrap();
    assert_eq!(consent.status, ConsentStatus::Unsubscribed);
    assert_eq!(world.state(&paid(1)).await, "failed");
}

#[tokio::test]
async fn any_other_refusal_is_final_and_leaves_the_consent() {
    let world = World::new().await;
    world.provider.fail_next(refused(false));
    assert!(world.send(&paid(1)).await);
    assert!(world.deliver(&[("s-1", 2, &paid(1)), ("s-2", 1, &paid(1))]).await.is_empty());
    assert_eq!((world.attempts(), world.state(&paid(1)).await), (1, "failed"));
    assert_eq!(world.subscriber().await.unwrap().consent, None);
    assert!(world.alerts().is_empty(), "upkeep tells of all that failed in an hour at once");
}

#[tokio::test]
async fn a_provider_that_is_not_set_up_sends_the_message_to_the_dead_letters_from_where_it_can_return() {
    let world = World::new().await;
    for delivery in 1..=3 {
        world.provider.fail_next(SendError::Misconfigured { reason: "no origination number".to_owned() });
        assert_eq!(world.deliver(&[("s-1", delivery, &paid(1))]).await, ["s-1"]);
        let reason = "The SMS provider is not set up: no origination number.".to_owned();
        assert_eq!(world.row(&paid(1)).await.unwrap().state, MessageState::Due { reason, at: at(DAY) });
    }
    assert!(world.queued().is_empty());
    // Brought back by the operator, it has another id.
    assert!(world.deliver(&[("s-9", 1, &paid(1))]).await.is_empty());
    assert_eq!((world.attempts(), world.state(&paid(1)).await), (4, "accepted"));
}
