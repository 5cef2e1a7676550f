//! The record of why: one item for each batch and store.

use jiff::SignedDuration;
use rechime_domain::{flow::QuietHoursPolicy, ids::StoreId, trigger::Trigger};
use rechime_store::{
    Cursor, Page,
    journal::{Journal, JournalDecision, JournalLine},
};
use serde_json::json;

use super::{
    webhook::{NIGHT, Webhook},
    world::World,
};

/// The newest item of a store's journal, and where the next one is.
async fn newest(world: &World, store: &str, before: Option<&Cursor>) -> Page<JournalLine> {
    world.table.list_entries(&StoreId::parse(store).unwrap(), before, 1).await.unwrap()
}

#[tokio::test]
async fn a_batch_is_one_item_for_each_store() {
    let world = World::by_night().await;
    world.create_store("other").await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.quiet_hours = QuietHoursPolicy::Drop).await;
    let webhooks = [
        Webhook::started().received(NIGHT).queued_as("q-1"),
        Webhook::started().received(NIGHT).of_store("other").queued_as("q-2"),
        Webhook::skipped().received(NIGHT).queued_as("q-3"),
        Webhook::paid(1).received(NIGHT).queued_as("q-4"),
    ];
    assert!(world.evaluate(&webhooks).await.is_empty());
    let page = newest(&world, "demo", None).await;
    let decisions: Vec<_> =
        page.items.iter().map(|line| (line.entry.source.as_str(), &line.entry.decision)).collect();
    let [
        ("subscription_started", JournalDecision::Send),
        ("order_skipped", JournalDecision::Wait { until }),
        ("charge_paid", JournalDecision::Skip { code }),
    ] = decisions[..]
    else {
        panic!("{decisions:?}")
    };
    assert_eq!(world.schedules.ensured()[0].release, *until);
    assert_eq!(code, "dropped_in_quiet_hours");
    assert_eq!(page.items[0].entry.phone.as_deref(), Some("+1212•••1234"));
    assert!(newest(&world, "demo", page.next.as_ref()).await.items.is_empty());
    assert_eq!(newest(&world, "other", None).await.items.len(), 1);
}

#[tokio::test]
async fn two_batches_are_two_items_even_at_the_same_instant() {
    let world = World::new().await;
    world.evaluate(&[Webhook::started()]).await;
    let next = Webhook::subscription("subscription/created", &json!({"id": 8})).queued_as("q-2");
    world.evaluate(std::slice::from_ref(&next)).await;
    world.clock.advance(SignedDuration::from_secs(60));
    world.evaluate(&[next]).await;
    let mut items = 0;
    let mut page = newest(&world, "demo", None).await;
    while !page.items.is_empty() {
        items += 1;
        page = newest(&world, "demo", page.next.as_ref()).await;
    }
    assert_eq!(items, 3);
}

#[tokio::test]
async fn what_means_nothing_leaves_no_line() {
    let world = World::new().await;
    world.evaluate(&[Webhook::subscription("subscription/unskipped", &json!({}))]).await;
    assert!(newest(&world, "demo", None).await.items.is_empty());
}
