//! What Shopify tells of consent.

use rechime_domain::{
    consent::{ConsentEntry, ConsentSource, ConsentStatus, Statement},
    job::ShopifyJob,
    phone::PhoneNumber,
};
use rechime_platform::operator_alerts::AlertKind;
use rechime_store::{Fault, consistency::Consistency, parked::ParkedKind, subscribers::Subscribers};
use rechime_testkit::{PHONE_OF_SAN_FRANCISCO, payloads::shopify};
use serde_json::value::to_raw_value;

use super::{
    webhook::{Webhook, at},
    world::{World, demo},
};

const EARLY: &str = "2026-11-24T10:00:00Z";
const NOON: &str = "2026-11-24T12:00:00Z";
const LATE: &str = "2026-11-24T14:00:00Z";
const RECEIVED: &str = "2026-11-24T16:00:00Z";

fn told(state: &str, level: &str, updated_at: &str) -> String {
    let body = shopify::marketing_consent("(415) 555-2671", state, level, updated_at);
    let topic = "customers_marketing_consent/update".to_owned();
    let job = ShopifyJob::new(demo(), topic, at(RECEIVED), to_raw_value(&body).unwrap());
    serde_json::to_string(&job).unwrap()
}

fn phone() -> PhoneNumber {
    PhoneNumber::from_e164(PHONE_OF_SAN_FRANCISCO).unwrap()
}

impl World {
    async fn hears(&self, body: String) {
        assert!(self.evaluate_bodies([("q-1", body)]).await.is_empty());
    }

    async fn is_told_to_stop(&self, since: &str) {
        let stop = Statement::new(ConsentStatus::Unsubscribed, ConsentSource::Reply, at(since));
        self.table.put_consent(&demo(), &phone(), &stop.saying("STOP")).await.unwrap();
    }

    async fn standing(&self) -> Option<(ConsentStatus, ConsentSource)> {
        let subscriber = self.table.get_subscriber(&demo(), &phone(), Consistency::Strong).await.unwrap();
        subscriber?.consent.map(|consent| (consent.status, consent.source))
    }

    async fn ledger(&self) -> Vec<ConsentEntry> {
        self.table.list_consents(&demo(), &phone()).await.unwrap()
    }
}

#[tokio::test]
async fn a_consent_is_entered_with_its_evidence_and_once() {
    let world = World::new().await;
    for _ in 0..2 {
        world.hears(told("subscribed", "single_opt_in", EARLY)).await;
    }
    assert_eq!(world.standing().await, Some((ConsentStatus::Subscribed, ConsentSource::Shopify)));
    let [entry] = world.ledger().await.try_into().unwrap();
    assert_eq!(entry.consent.since, at(EARLY));
    assert_eq!(entry.wording.unwrap().as_str(), "single_opt_in, collected from SHOPIFY");
    world.hears(told("unsubscribed", "single_opt_in", NOON)).await;
    assert_eq!(world.standing().await, Some((ConsentStatus::Unsubscribed, ConsentSource::Shopify)));
    world.hears(told("subscribed", "single_opt_in", EARLY)).await;
    assert_eq!(world.standing().await, Some((ConsentStatus::Unsubscribed, ConsentSource::Shopify)));
    assert_eq!(world.ledger().await.len(), 2);
    assert!(world.queued().is_empty() && world.parked().await.is_empty());
}

#[tokio::test]
async fn neither_yes_nor_no_makes_no_subscriber() {
    let world = World::new().await;
    for state in ["pending", "not_subscribed"] {
        world.hears(told(state, "single_opt_in", EARLY)).await;
    }
    assert_eq!(world.standing().await, None);
}

#[tokio::test]
async fn a_stop_outweighs_shopify_but_for_a_later_confirmed_opt_in() {
    let stopped = Some((ConsentStatus::Unsubscribed, ConsentSource::Reply));
    for (level, since) in [
        ("single_opt_in", EARLY),
        ("confirmed_opt_in", EARLY),
        ("confirmed_opt_in", NOON),
        ("single_opt_in", LATE),
        ("unknown", LATE),
    ] {
        let world = World::new().await;
        world.is_told_to_stop(NOON).await;
        world.hears(told("subscribed", level, since)).await;
        assert_eq!(world.standing().await, stopped, "{level} at {since}");
        // An opt-out of Shopify's in between opens no way round.
        world.hears(told("unsubscribed", level, LATE)).await;
        world.hears(told("subscribed", "single_opt_in", "2026-11-24T15:00:00Z")).await;
        assert_eq!(world.standing().await, stopped, "{level} at {since}");
    }
    let world = World::new().await;
    world.is_told_to_stop(NOON).await;
    world.hears(told("subscribed", "confirmed_opt_in", LATE)).await;
    assert_eq!(world.standing().await, Some((ConsentStatus::Subscribed, ConsentSource::Shopify)));
    assert_eq!(world.ledger().await.len(), 2, "the STOP stays on record");
}

#[tokio::test]
async fn a_delivery_that_is_played_back_after_a_stop_changes_nothing() {
    let world = World::new().await;
    let delivery = told("subscribed", "confirmed_opt_in", EARLY);
    world.hears(delivery.clone()).await;
    world.is_told_to_stop(NOON).await;
    world.hears(delivery).await;
    assert_eq!(world.standing().await, Some((ConsentStatus::Unsubscribed, ConsentSource::Reply)));
    assert_eq!(world.ledger().await.len(), 2);
}

#[tokio::test]
async fn what_fails_comes_again() {
    for calls in 0..2 {
        let world = World::new().await;
        world.faulty.fail_after(calls, Fault::Refused);
        let failed = world.evaluate_bodies([("q-1", told("unsubscribed", "", EARLY))]).await;
        assert_eq!(failed, ["q-1"], "call {calls}");
        world.hears(told("unsubscribed", "", EARLY)).await;
        assert_eq!(world.standing().await, Some((ConsentStatus::Unsubscribed, ConsentSource::Shopify)));
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_parked_and_told_of_and_holds_up_nobody() {
    let world = World::new().await;
    let unreadable =
        told("unsubscribed", "", EARLY).replace(r#""state":"unsubscribed""#, r#""state":{"was":"no"}"#);
    let batch = [("q-1", unreadable), ("q-2", Webhook::started().body())];
    assert_eq!(world.evaluate_bodies(batch).await, Vec::<String>::new());
    assert_eq!((world.queued().len(), world.standing().await), (1, None));
    let [parked] = world.parked().await.try_into().unwrap();
    let topic = "customers_marketing_consent/update";
    assert_eq!((parked.kind, parked.topic.as_str()), (ParkedKind::ShopifyWebhook, topic));
    assert!(parked.payload.contains(r#"{"was":"no"}"#) && parked.complete, "{}", parked.payload);
    let [alert] = world.operator_alerts.sent().try_into().unwrap();
    assert_eq!((alert.kind, alert.store), (AlertKind::MessageParked, Some(demo())));
    assert_eq!((alert.id, alert.reason), (parked.id.to_string(), parked.reason));
}
