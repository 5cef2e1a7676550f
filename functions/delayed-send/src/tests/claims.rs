//! The claim: one message, one text.

use std::sync::{Arc, Mutex};

use aws_lambda_events::sqs::SqsEvent;
use rechime_domain::{message::MessageState, trigger::Trigger};
use rechime_platform::operator_alerts::AlertKind;
use rechime_store::{Fault, parked::ParkedKind};

use super::{
    doubles::{Deadly, Witness},
    samples::{DAY, at, demo, paid, phone},
    world::{World, record},
};

#[tokio::test]
async fn a_text_is_handed_over_and_its_row_says_so() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    let [text] = world.provider.attempts().try_into().unwrap();
    assert_eq!((&text.message, &text.to, text.promotional), (&paid(1).id, &phone(), false));
    assert_eq!(text.body, "Oat & Ember: We received your payment. Thank you!");
    let row = world.row(&paid(1)).await.unwrap();
    assert_eq!(row.state, MessageState::Accepted { provider_id: "fake-1".to_owned(), at: at(DAY) });
    assert_eq!((row.body, row.parts), (Some(text.body), 1));
}

#[tokio::test]
async fn the_message_is_claimed_before_the_provider_is_called() {
    let mut world = World::new().await;
    let witness = Arc::new(Witness { table: world.table.clone(), saw: Mutex::default() });
    world.sender.provider = witness.clone();
    assert!(world.send(&paid(1)).await);
    let claim = MessageState::Sending { claimed_by: "s-1".to_owned(), at: at(DAY) };
    assert_eq!(*witness.saw.lock().unwrap(), [Some(claim)]);
    assert_eq!(world.state(&paid(1)).await, "accepted");
}

#[tokio::test]
async fn without_a_claim_nobody_is_called() {
    let world = World::new().await;
    // Configuration, facts with subscriber, phone, turn, count, and then the claim.
    world.faulty.fail_after(5, Fault::Refused);
    assert!(world.send(&paid(1)).await);
    assert!(!world.faulty.is_armed());
    assert_eq!((world.attempts(), world.state(&paid(1)).await), (0, "no row"));
    world.settle().await;
    assert_eq!(world.attempts(), 1);
}

#[tokio::test]
async fn however_often_a_job_comes_it_is_one_text() {
    let world = World::new().await;
    let (message, other) = (paid(1), paid(2));
    let batch = [("s-1", 1, &message), ("s-2", 1, &message), ("s-3", 1, &other)];
    assert!(world.deliver(&batch).await.is_empty());
    assert!(world.deliver(&[("s-4", 1, &message), ("s-1", 2, &message)]).await.is_empty());
    assert_eq!(world.attempts(), 2);
    assert_eq!(world.state(&message).await, "accepted");
}

#[tokio::test]
async fn a_job_that_comes_late_leaves_what_was_sent_as_it_is() {
    let world = World::new().await;
    assert!(world.send(&paid(1)).await);
    let sent = world.row(&paid(1)).await;
    let inactive = rechime_domain::flow::FlowStatus::Inactive;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.status = inactive).await;
    assert!(world.deliver(&[("s-2", 1, &paid(1))]).await.is_empty());
    assert_eq!(world.row(&paid(1)).await, sent);
}

#[tokio::test]
async fn a_panic_in_one_record_does_not_hurt_the_others() {
    let mut world = World::new().await;
    world.sender.provider = Arc::new(Deadly { provider: world.provider.clone(), word: "skipped" });
    let (one, deadly, two) = (paid(1), super::samples::skipped(), paid(2));
    let batch = [("s-1", 1, &one), ("s-2", 1, &deadly), ("s-3", 1, &two)];
    assert_eq!(world.deliver(&batch).await, ["s-2"]);
    for message in [&one, &two] {
        assert_eq!(world.state(message).await, "accepted");
    }
    assert_eq!(world.state(&deadly).await, "sending");
}

#[tokio::test]
async fn a_body_that_our_functions_did_not_write_is_parked_and_costs_no_other() {
    let world = World::new().await;
    let good = serde_json::to_string(&rechime_domain::job::SendJob::new(paid(1))).unwrap();
    let mut event = SqsEvent::default();
    event.records = vec![
        record("s-1", 1, "{}".to_owned()),
        record("s-2", 1, good.replace("send.v1", "send.v9")),
        record("s-3", 1, good),
    ];
    assert!(world.handle(event).await.is_empty());
    assert_eq!(world.attempts(), 1);
    let [nameless] = world.parked(None).await.try_into().unwrap();
    assert_eq!((nameless.kind, nameless.topic.as_str()), (ParkedKind::Send, "unknown"));
    assert_eq!(nameless.payload, "{}");
    let [newer] = world.parked(Some(&demo())).await.try_into().unwrap();
    assert_eq!((newer.kind, newer.topic.as_str()), (ParkedKind::Send, "send.v9"));
    assert!(newer.reason.contains("send.v9"), "{}", newer.reason);
    assert_eq!(world.alerts(), [AlertKind::MessageParked; 2]);
}

#[tokio::test]
async fn what_cannot_be_parked_comes_again() {
    let world = World::new().await;
    world.faulty.fail_after(0, Fault::Refused);
    for left in [vec!["s-1"], vec![]] {
        let mut event = SqsEvent::default();
        event.records.push(record("s-1", 1, "{}".to_owned()));
        assert_eq!(world.handle(event).await, left);
    }
    assert_eq!(world.parked(None).await.len(), 1);
}
