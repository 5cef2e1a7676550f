//! The second try of a text that failed.

use rechime_domain::{
    flow::FlowStatus,
    message::{MessageRecord, MessageState, PendingMessage},
    trigger::Trigger,
};
use rechime_sms::provider::SendError;

use super::{samples::paid, world::World};

/// A text that the provider refused, and its second try.
async fn failed(world: &World) -> (MessageRecord, PendingMessage) {
    let message = paid(1);
    world.provider.fail_next(SendError::Refused {
        reason: "no route".to_owned(),
        opted_out: false,
        invalid_number: false,
    });
    assert!(world.send(&message).await);
    let row = world.row(&message).await.unwrap();
    assert_eq!(row.state.name(), "failed");
    let again = row.again(Some(&world.flow(Trigger::ChargePaid).await), world.now()).unwrap();
    (row, again)
}

#[tokio::test]
async fn it_sends_the_words_of_the_first_once_whatever_the_flow_says_now() {
    let world = World::new().await;
    let (first, again) = failed(&world).await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.steps[0].template = "Something else.".to_owned()).await;
    assert!(world.deliver(&[("a-1", 1, &again), ("a-2", 1, &again)]).await.is_empty());
    let [_, sent] = world.provider.attempts().try_into().unwrap();
    assert_eq!((Some(&sent.body), &sent.message), (first.body.as_ref(), &again.id));
    let row = world.row(&again).await.unwrap();
    assert!(matches!(row.state, MessageState::Accepted { .. }), "{row:?}");
    assert_eq!((row.second_try_of(), &row.body), (Some(&first.id), &first.body));
    assert_eq!(world.row(&paid(1)).await.unwrap().state.name(), "failed", "the first stays as it is");
}

#[tokio::test]
async fn a_flow_that_is_off_sends_no_second_try() {
    let world = World::new().await;
    let (_, again) = failed(&world).await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.status = FlowStatus::Inactive).await;
    assert!(world.send(&again).await);
    assert_eq!(world.attempts(), 1, "the first");
    let row = world.row(&again).await.unwrap();
    assert_eq!((row.state.name(), row.why.last().unwrap().code()), ("skipped", "flow_not_active".to_owned()));
    assert!(row.second_try_of().is_some());
}
