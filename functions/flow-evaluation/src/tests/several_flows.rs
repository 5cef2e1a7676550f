//! Several flows for one trigger.

use std::collections::BTreeSet;

use rechime_domain::{
    flow::{FlowStatus, QuietHoursPolicy},
    ids::{MessageId, SourceId},
    trigger::Trigger,
};
use rechime_store::journal::{Journal, JournalDecision};

use super::{
    webhook::{NIGHT, Webhook},
    world::{World, demo},
};

/// What was enqueued since the last time: of which flow, and with which id.
fn sent(world: &World) -> Vec<(SourceId, MessageId)> {
    world.queued().into_iter().map(|(message, _)| (message.source, message.id)).collect()
}

/// The lines of the newest batch in the journal.
async fn journal(world: &World) -> Vec<(SourceId, MessageId, JournalDecision)> {
    let page = world.table.list_entries(&demo(), None, 1).await.unwrap();
    let entries = page.items.into_iter().map(|line| line.entry);
    entries.map(|entry| (entry.source, entry.message, entry.decision)).collect()
}

#[tokio::test]
async fn two_active_flows_make_two_messages_with_an_id_and_a_line_in_the_journal_each() {
    let world = World::new().await;
    let second = world.add_flow(Trigger::SubscriptionStarted, |_| {}).await;
    assert!(world.evaluate(&[Webhook::started()]).await.is_empty());
    let [(default_flow, first_id), (further_flow, second_id)] = sent(&world).try_into().unwrap();
    let default = SourceId::default_flow(Trigger::SubscriptionStarted);
    assert_eq!((&default_flow, &further_flow), (&default, &second));
    assert_ne!(first_id, second_id);
    assert_eq!(first_id.person(), second_id.person());
    let lines = [(default, first_id, JournalDecision::Send), (second, second_id, JournalDecision::Send)];
    assert_eq!(journal(&world).await, lines);
}

#[tokio::test]
async fn a_further_flow_that_is_not_active_makes_no_message() {
    for status in [FlowStatus::Draft, FlowStatus::Inactive] {
        let world = World::new().await;
        world.add_flow(Trigger::SubscriptionStarted, |flow| flow.status = status).await;
        assert!(world.evaluate(&[Webhook::started()]).await.is_empty());
        let [(source, _)] = sent(&world).try_into().unwrap();
        assert_eq!(source, SourceId::default_flow(Trigger::SubscriptionStarted), "{status:?}");
        assert_eq!(journal(&world).await.len(), 1, "{status:?}");
    }
}

#[tokio::test]
async fn a_further_flow_sends_where_the_default_one_is_not_active() {
    let world = World::new().await;
    let second = world.add_flow(Trigger::SubscriptionStarted, |_| {}).await;
    world.edit_flow(Trigger::SubscriptionStarted, |flow| flow.status = FlowStatus::Inactive).await;
    assert!(world.evaluate(&[Webhook::started()]).await.is_empty());
    let [(source, _)] = sent(&world).try_into().unwrap();
    assert_eq!(source, second);
}

#[tokio::test]
async fn each_flow_has_its_own_quiet_hours() {
    let world = World::by_night().await;
    let second =
        world.add_flow(Trigger::SubscriptionStarted, |flow| flow.quiet_hours = QuietHoursPolicy::Hold).await;
    assert!(world.evaluate(&[Webhook::started().received(NIGHT)]).await.is_empty());
    let [(source, _)] = sent(&world).try_into().unwrap();
    assert_eq!(source, SourceId::default_flow(Trigger::SubscriptionStarted));
    let [(_, held)] = world.held("2026-11-25T14:00:00Z").await.try_into().unwrap();
    assert_eq!(held.source, second);
}

#[tokio::test]
async fn of_two_flows_only_the_one_that_tells_of_each_try_has_a_message_for_each() {
    let world = World::new().await;
    let each = world.add_flow(Trigger::ChargeWillBeRetried, |flow| flow.each_retry = true).await;
    let once = SourceId::default_flow(Trigger::ChargeWillBeRetried);
    assert!(world.evaluate(&[Webhook::retried(1), Webhook::retried(2).queued_as("q-2")]).await.is_empty());
    let messages = sent(&world);
    let ids = |of: &SourceId| -> BTreeSet<&MessageId> {
        messages.iter().filter(|(source, _)| source == of).map(|(_, id)| id).collect()
    };
    assert_eq!((messages.len(), ids(&once).len(), ids(&each).len()), (4, 1, 2));
}

#[tokio::test]
async fn two_flows_that_come_again_make_the_same_two_messages() {
    let world = World::new().await;
    world.add_flow(Trigger::ChargePaid, |_| {}).await;
    for queue_id in ["q-1", "q-2"] {
        assert!(world.evaluate(&[Webhook::paid(1).queued_as(queue_id)]).await.is_empty());
    }
    let messages = sent(&world);
    assert_eq!((messages.len(), messages.iter().collect::<BTreeSet<_>>().len()), (4, 2));
}
