//! What can never be evaluated as it is.

use rechime_domain::ids::StoreId;
use rechime_platform::operator_alerts::{AlertKind, OperatorAlert};
use rechime_store::{
    Fault,
    parked::{Parked, ParkedKind},
};
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
    assert_eq!((parked.kind, parked.topic.as_str()), (ParkedKind::RechargeWebhook, "charge/paid"));
    assert!(parked.complete);
    assert_eq!(parked.payload, r#"{"charge":{"total_price":"24.00"}}"#);
    let (id, reason) = (parked.id.to_string(), parked.reason);
    assert!(reason.contains("charge.id"), "{reason}");
    assert_eq!(
        world.operator_alerts.sent(),
        [OperatorAlert { kind: AlertKind::MessageParked, store: Some(demo()), id, reason }]
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
async fn an_event_of_an_unknown_store_is_parked_under_its_name_with_what_to_do() {
    let world = World::new().await;
    assert!(world.evaluate(&[Webhook::started().of_store("stranger")]).await.is_empty());
    let stranger = StoreId::parse("stranger").unwrap();
    let [parked] = world.parked_under(Some(&stranger)).await.try_into().unwrap();
    insta::assert_snapshot!(parked.reason, @"no such store; connect it in the console, then retry this webhook");
    assert_eq!(world.operator_alerts.sent()[0].store, Some(stranger));
    assert!(world.parked_under(None).await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_decoded_is_parked_whole_and_holds_up_nobody() {
    let world = World::new().await;
    let of_another_version = Webhook::started().body().replace(".v1", ".v9");
    let bodies = [
        ("q-1", "{".to_owned()),
        ("q-2", Webhook::started().body()),
        ("q-3", r#"{"type":"else.v1"}"#.to_owned()),
        ("q-4", of_another_version.clone()),
    ];
    assert_eq!(world.evaluate_bodies(bodies).await, Vec::<String>::new());
    assert_eq!(world.queued().len(), 1);
    let kept = |parked: Vec<Parked>| -> Vec<_> {
        parked.into_iter().map(|parked| (parked.kind, parked.topic, parked.payload)).collect()
    };
    let event = |topic: &str, body: &str| (ParkedKind::Event, topic.to_owned(), body.to_owned());
    assert_eq!(
        kept(world.parked_under(None).await),
        [event("unknown", "{"), event("else.v1", r#"{"type":"else.v1"}"#)],
        "under no store, for it names none"
    );
    let of_demo = event("recharge_webhook.v9", &of_another_version);
    assert_eq!(kept(world.parked().await), [of_demo], "it names its store");
    let stores: Vec<_> = world.operator_alerts.sent().into_iter().map(|alert| alert.store).collect();
    assert_eq!(stores, [None, None, Some(demo())]);
}

#[tokio::test]
async fn what_cannot_even_be_parked_comes_again() {
    let world = World::new().await;
    world.faulty.fail_after(0, Fault::Refused);
    assert_eq!(world.evaluate_bodies([("q-1", "{".to_owned())]).await, ["q-1"]);
    assert!(world.parked_under(None).await.is_empty() && world.operator_alerts.sent().is_empty());
    assert_eq!(world.evaluate_bodies([("q-1", "{".to_owned())]).await, Vec::<String>::new());
    assert_eq!(world.parked_under(None).await.len(), 1);
}
