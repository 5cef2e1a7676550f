//! Announced orders whose date moves while their text waits.

use rechime_domain::{
    facts::{Facts, Known},
    message::PendingMessage,
    reason::Reason,
    truth::superseded,
};
use rechime_store::facts::FactLedger;
use serde_json::json;

use super::{
    webhook::{NIGHT, PHONE, Webhook},
    world::{World, demo},
};

/// An order of the subscription 7 for the first of December, as it waits for the morning.
async fn announced(world: &World) -> PendingMessage {
    let charge = json!({"charge": {"id": 3, "status": "queued", "scheduled_at": "2026-12-01",
        "updated_at": "2026-11-24T16:00:00+00:00", "line_items": [{"purchase_item_id": 7, "title": "Coffee"}]},
        "customer": {"id": 9, "phone": PHONE}});
    assert!(world.evaluate(&[Webhook::new("charge/upcoming", charge).received(NIGHT)]).await.is_empty());
    let [(_, message)] = world.held("2026-11-25T14:00:00Z").await.try_into().unwrap();
    message
}

/// What the last look will find of it.
async fn untrue(world: &World, message: &PendingMessage) -> Option<Reason> {
    let mut subscriptions = Vec::new();
    for subscription in message.occurrence.subscriptions() {
        subscriptions.push(world.table.get_facts(&demo(), &subscription).await.unwrap());
    }
    superseded(&message.occurrence, &Known { subject: Facts::default(), subscriptions })
}

async fn reported(world: &World, topic: &'static str, next: &str, received_at: &'static str) {
    let changes = json!({"next_charge_scheduled_at": next, "updated_at": "2026-11-25T05:00:00+00:00"});
    let webhook = Webhook::subscription(topic, &changes).received(received_at);
    assert!(world.evaluate(&[webhook]).await.is_empty());
}

#[tokio::test]
async fn an_order_that_was_skipped_or_moved_is_not_announced() {
    for topic in ["subscription/skipped", "subscription/updated"] {
        let world = World::by_night().await;
        let message = announced(&world).await;
        assert_eq!(untrue(&world, &message).await, None);
        reported(&world, topic, "2026-12-31", "2026-11-25T05:00:02Z").await;
        let to = Some("2026-12-31".parse().unwrap());
        assert_eq!(untrue(&world, &message).await, Some(Reason::DateMoved { to }), "{topic}");
        reported(&world, "subscription/unskipped", "2026-12-01", "2026-11-25T05:10:00Z").await;
        let planned_again = untrue(&world, &message).await;
        // One time is carried by a skip and its taking back: which came last is open.
        assert_eq!(planned_again.is_some(), topic == "subscription/skipped", "{topic}");
    }
}

#[tokio::test]
async fn a_change_that_leaves_the_date_leaves_the_announcement() {
    let world = World::by_night().await;
    let message = announced(&world).await;
    reported(&world, "subscription/updated", "2026-12-01", "2026-11-25T05:00:02Z").await;
    assert_eq!(untrue(&world, &message).await, None);
}
