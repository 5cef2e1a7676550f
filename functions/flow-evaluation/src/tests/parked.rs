//! Webhooks that cannot be read, and bodies that are none.

use rechime_platform::troubles::{Trouble, TroubleKind};
use rechime_store::parked::Parking;
use serde_json::json;

use super::{
    webhook::Webhook,
    world::{World, demo},
};

#[tokio::test]
async fn an_unreadable_payload_is_kept_told_of_and_done_with() {
    let world = World::new().await;
    let unreadable = Webhook::new("charge/paid", json!({"charge": {"total_price": "24.00"}}));
    assert!(world.evaluate(&[unreadable, Webhook::started().queued_as("q-2")]).await.is_empty());
    assert_eq!(world.queued().len(), 1);
    let [parked] = world.parked().await.try_into().unwrap();
    assert_eq!((parked.topic.as_str(), parked.complete), ("charge/paid", true));
    assert_eq!(parked.payload, r#"{"charge":{"total_price":"24.00"}}"#);
    let (id, reason) = (parked.id.to_string(), parked.reason);
    assert!(reason.contains("charge.id"), "{reason}");
    assert_eq!(
        world.troubles.reported(),
        [Trouble { kind: TroubleKind::WebhookParked, store: demo(), id, reason }]
    );
}

#[tokio::test]
async fn what_comes_again_is_parked_once() {
    let world = World::new().await;
    let unreadable = Webhook::new("charge/paid", json!({}));
    world.evaluate(std::slice::from_ref(&unreadable)).await;
    world.evaluate(&[unreadable]).await;
    assert_eq!(world.parked().await.len(), 1);
}

#[tokio::test]
async fn an_event_of_no_store_is_parked_with_what_to_do() {
    let world = World::new().await;
    assert!(world.evaluate(&[Webhook::started().of_store("stranger")]).await.is_empty());
    let stranger = rechime_domain::ids::StoreId::parse("stranger").unwrap();
    let [parked] = world.table.list(&stranger, None).await.unwrap().items.try_into().unwrap();
    insta::assert_snapshot!(parked.reason, @"no such store; connect it in the console, then retry this webhook");
}

#[tokio::test]
async fn a_body_that_intake_did_not_write_goes_to_the_dead_letters_alone() {
    let world = World::new().await;
    let bodies = [
        ("q-1", "{".to_owned()),
        ("q-2", Webhook::started().body()),
        ("q-3", Webhook::started().body().replace(".v1", ".v9")),
    ];
    assert_eq!(world.evaluate_bodies(bodies).await, ["q-1", "q-3"]);
    assert_eq!(world.queued().len(), 1);
    assert!(world.parked().await.is_empty());
}
