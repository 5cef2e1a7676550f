//! Whatever call to the table fails: at most one text, and no message without an end.

use rechime_domain::{message::PendingMessage, minute::Minute};
use rechime_sms::provider::{Accepted, LookUp};
use rechime_store::Fault;

use super::{
    samples::{DAY, at, skipped},
    world::World,
};

/// A message with all that a last look can read.
fn held() -> PendingMessage {
    PendingMessage { held_until: Some(Minute::containing(at(DAY))), ..skipped() }
}

/// Sends with one call gone wrong, and once more. `None` where there is no such call.
async fn send_despite(calls: usize, fault: Fault, finds: LookUp) -> Option<World> {
    let world = World::new().await;
    world.provider.will_find(finds);
    world.faulty.fail_after(calls, fault);
    let done = world.send(&held()).await;
    if world.faulty.is_armed() {
        return None;
    }
    assert!(!done, "{fault:?} of call {calls} is not passed over");
    assert!(world.send_again(&held()).await, "{fault:?} of call {calls}");
    Some(world)
}

#[tokio::test]
async fn with_a_provider_that_can_be_asked_every_message_goes_exactly_once() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        let mut calls = 0;
        let found = LookUp::Found(Accepted { provider_id: "SM1".to_owned() });
        while let Some(world) = send_despite(calls, fault, found.clone()).await {
            let case = format!("{fault:?} of call {calls}");
            assert!(world.attempts() <= 1, "{case}");
            assert_eq!(world.state(&held()).await, "accepted", "{case}");
            assert!(world.subscriber().await.unwrap().received_recharge_on.is_some(), "{case}");
            calls += 1;
        }
        assert_eq!(calls, 7, "configuration, subscriber, facts, phone, claim, outcome, day");
    }
}

#[tokio::test]
async fn with_a_provider_that_cannot_be_asked_a_message_goes_once_or_is_said_to_be_unknown() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        let mut calls = 0;
        while let Some(world) = send_despite(calls, fault, LookUp::CannotTell).await {
            let case = format!("{fault:?} of call {calls}");
            let (attempts, state) = (world.attempts(), world.state(&held()).await);
            assert!(attempts <= 1, "{case}");
            assert!(state == "unknown" || (attempts, state) == (1, "accepted"), "{case}: {state}");
            assert_eq!(world.alerts().len(), usize::from(state == "unknown"), "{case}");
            calls += 1;
        }
        assert_eq!(calls, 7, "configuration, subscriber, facts, phone, claim, outcome, day");
    }
}
