//! However often an event comes, it is one message.

use std::collections::BTreeSet;

use rechime_domain::{
    ids::MessageId,
    message::{MessageRecord, PendingMessage},
    trigger::Trigger,
};
use rechime_store::messages::{Claim, Messages};
use rechime_testkit::claim;
use serde_json::json;

use super::{
    webhook::{NIGHT, PHONE, Webhook, at},
    world::{World, id},
};

fn claimed(message: &PendingMessage, claimed_by: &str) -> MessageRecord {
    claim(message, claimed_by, at(NIGHT))
}

#[tokio::test]
async fn three_deliveries_are_one_claim() {
    let world = World::new().await;
    let again = Webhook::started().received("2026-11-24T18:30:00Z").queued_as("q-3");
    world.evaluate(&[Webhook::started(), Webhook::started().queued_as("q-2")]).await;
    world.evaluate(&[again]).await;
    let mut won = 0;
    for (number, (message, _)) in world.queued().into_iter().enumerate() {
        let claim = claimed(&message, &format!("s-{number}"));
        won += usize::from(world.table.claim(&claim).await.unwrap() == Claim::Won);
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn three_deliveries_by_night_are_one_hold() {
    let world = World::by_night().await;
    let again = Webhook::skipped().received("2026-11-25T06:00:00Z").queued_as("q-3");
    world.evaluate(&[Webhook::skipped().received(NIGHT), Webhook::skipped().received(NIGHT)]).await;
    world.clock.set(at("2026-11-25T06:00:00Z"));
    world.evaluate(&[again]).await;
    assert_eq!(world.held("2026-11-25T14:00:00Z").await.len(), 1);
    assert_eq!(world.schedules.ensured().len(), 1);
}

#[tokio::test]
async fn the_id_depends_on_what_happened_and_not_on_how_it_is_told() {
    let world = World::new().await;
    let retold = json!({"product_title": "Tea", "price": 9, "updated_at": "2026-11-24T16:59:30+00:00"});
    world.evaluate(&[Webhook::started()]).await;
    world.evaluate(&[Webhook::subscription("subscription/created", &retold).queued_as("q-2")]).await;
    let later = json!({"id": 8, "created_at": "2026-11-24T15:59:00+00:00"});
    world.evaluate(&[Webhook::subscription("subscription/created", &later)]).await;
    let ids: Vec<_> = world.queued().into_iter().map(|(message, _)| message.id).collect();
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[1], ids[2]);
}

#[tokio::test]
async fn a_late_delivery_that_would_be_skipped_leaves_the_claim_as_it_is() {
    let world = World::new().await;
    world.evaluate(&[Webhook::skipped()]).await;
    let (message, _) = world.queued().remove(0);
    let claim = claimed(&message, "s-1");
    world.table.claim(&claim).await.unwrap();
    let drops = rechime_domain::flow::QuietHoursPolicy::Drop;
    world.edit_flow(Trigger::OrderSkipped, |flow| flow.quiet_hours = drops).await;
    world.clock.set(at(NIGHT));
    assert!(world.evaluate(&[Webhook::skipped()]).await.is_empty());
    let row = world.row(Trigger::OrderSkipped, message.occurrence.key.as_str()).await;
    assert_eq!(row, Some(claim));
}

/// The ids of the messages that were enqueued.
fn ids(world: &World) -> BTreeSet<MessageId> {
    world.queued().into_iter().map(|(message, _)| message.id).collect()
}

#[tokio::test]
async fn a_checkout_of_three_products_is_one_message_and_so_is_a_skipped_order_of_three() {
    for topic in ["subscription/created", "subscription/skipped"] {
        let world = World::new().await;
        let of_line = |id, queue_id| {
            let changes = json!({"id": id, "address_id": 4, "product_title": format!("Blend {id}")});
            Webhook::subscription(topic, &changes).queued_as(queue_id)
        };
        assert!(world.evaluate(&[of_line(1, "q-1"), of_line(2, "q-2"), of_line(3, "q-3")]).await.is_empty());
        assert_eq!(ids(&world).len(), 1, "{topic}");
    }
}

#[tokio::test]
async fn two_customers_of_one_address_have_a_message_each() {
    let world = World::new().await;
    let of_customer = |id: u32, queue_id| {
        let changes = json!({"id": id, "address_id": 4, "customer_id": id});
        Webhook::subscription("subscription/skipped", &changes).without_customer().queued_as(queue_id)
    };
    world.recharge.knows_customer("1", PHONE);
    world.recharge.knows_customer("2", PHONE);
    assert!(world.evaluate(&[of_customer(1, "q-1"), of_customer(2, "q-2")]).await.is_empty());
    assert_eq!(ids(&world).len(), 2);
}

#[tokio::test]
async fn a_charge_that_failed_for_good_is_told_once_however_recharge_tells_of_it() {
    let world = World::new().await;
    let charge = json!({"charge": {"id": 3, "status": "error", "error_type": "CLOSED_MAX_RETRIES_REACHED",
        "total_price": "24.00", "last_charge_attempt": "2026-11-24T16:58:00+00:00"}, "customer": {"id": 9, "phone": PHONE}});
    let canceled = json!({"status": "cancelled", "max_retries_reached": true,
        "cancellation_reason": "Max number of charge attempts reached", "cancelled_at": "2026-11-24T16:59:00+00:00"});
    let told = [
        Webhook::new("charge/failed", charge.clone()).queued_as("q-1"),
        Webhook::new("charge/max_retries_reached", charge).queued_as("q-2"),
        Webhook::subscription("subscription/cancelled", &canceled).queued_as("q-3"),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        assert!(world.evaluate(&order.map(|place| told[place].clone())).await.is_empty());
        assert_eq!(ids(&world), BTreeSet::from([id(Trigger::ChargeFailed, "charge:3:failed")]));
    }
}

#[tokio::test]
async fn a_failing_charge_is_one_text_unless_the_merchant_wants_one_for_each_try() {
    for (each_retry, texts) in [(false, 1), (true, 2)] {
        let world = World::new().await;
        world.edit_flow(Trigger::ChargeWillBeRetried, |flow| flow.each_retry = each_retry).await;
        world
            .evaluate(&[
                Webhook::retried(1),
                Webhook::retried(1).queued_as("q-2"),
                Webhook::retried(2).queued_as("q-3"),
            ])
            .await;
        assert_eq!(ids(&world).len(), texts);
    }
}
