//! Shopify's webhooks: the same care, other headers.

use rechime_platform::secrets::{RechargeSecrets, SecretEditor, StoreSecrets};
use secrecy::SecretString;

use super::world::{PATH_KEY, Webhook, World, demo, now};

const CONSENT: &str = "customers_marketing_consent/update";
const BODY: &str = r#"{"id":1}"#;
/// Made by Python of `BODY` and the secret that the store knows.
const SIGNATURE: &str = "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=";

fn delivery(topic: &str, signature: Option<&str>, body: &str) -> Webhook {
    let mut webhook = Webhook::unsigned(body).to(format!("/webhooks/shopify/demo/{PATH_KEY}"));
    webhook.headers.push(("X-Shopify-Topic", topic.to_owned()));
    webhook.headers.extend(signature.map(|signature| ("X-Shopify-Hmac-Sha256", signature.to_owned())));
    webhook
}

fn with_secret(known: &RechargeSecrets, shopify_secret: Option<SecretString>) -> RechargeSecrets {
    let mut secrets = known.clone();
    secrets.signing.shopify_secret = shopify_secret;
    secrets
}

fn genuine() -> Webhook {
    delivery(CONSENT, Some(SIGNATURE), BODY)
}

#[tokio::test]
async fn what_shopify_signed_is_enqueued_as_it_came() {
    let world = World::new().await;
    for topic in ["customers/create", "customers/update", CONSENT] {
        assert_eq!(world.post(delivery(topic, Some(SIGNATURE), BODY)).await, 200, "{topic}");
        let job = world.one_of_shopify();
        assert_eq!((job.store.as_str(), job.topic.as_str(), job.received_at), ("demo", topic, now()));
        assert_eq!(job.payload.get(), BODY);
    }
}

#[tokio::test]
async fn another_topic_is_taken_and_dropped() {
    let world = World::new().await;
    for topic in ["orders/create", "", "CUSTOMERS/UPDATE"] {
        assert_eq!(world.post(delivery(topic, Some(SIGNATURE), BODY)).await, 200, "{topic}");
    }
    assert!(world.enqueued().is_empty());
}

#[tokio::test]
async fn a_forgery_is_refused_without_a_hint() {
    let world = World::new().await;
    let elsewhere = |store: &str, key: &str| genuine().to(format!("/webhooks/shopify/{store}/{key}"));
    let mut bodies = Vec::new();
    for (forgery, webhook) in [
        ("another body", delivery(CONSENT, Some(SIGNATURE), r#"{"id":2}"#)),
        ("no signature", delivery(CONSENT, None, BODY)),
        ("no base64", delivery(CONSENT, Some("%"), BODY)),
        ("Recharge's signature", Webhook::signed(BODY).to(format!("/webhooks/shopify/demo/{PATH_KEY}"))),
        ("another key", elsewhere("demo", "guess")),
        ("another store", elsewhere("stranger", PATH_KEY)),
    ] {
        let answer = world.answer(webhook).await;
        assert_eq!(answer.status(), 401, "{forgery}");
        bodies.push(format!("{:?}", answer.body()));
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    assert!(world.enqueued().is_empty());
}

#[tokio::test]
async fn without_shopifys_secret_nothing_is_taken_and_an_empty_one_is_none() {
    let world = World::new().await;
    for shopify_secret in [None, Some("".into())] {
        let known = world.secrets.get(&demo()).await.unwrap().unwrap();
        let secrets = with_secret(&known, shopify_secret);
        world.secrets.put(&demo(), &secrets).await.unwrap();
        assert_eq!(world.post(genuine()).await, 401);
    }
    assert!(world.enqueued().is_empty());
}

#[tokio::test]
async fn a_secret_counts_while_a_process_remembers_that_there_was_none() {
    let world = World::new().await;
    let known = RechargeSecrets::clone(&world.secrets.get(&demo()).await.unwrap().unwrap());
    world.secrets.put(&demo(), &with_secret(&known, None)).await.unwrap();
    let world = world.remembering().await;
    assert_eq!(world.post(genuine()).await, 401);
    world.secrets.put(&demo(), &known).await.unwrap();
    assert_eq!(world.post(genuine()).await, 200);
}

#[tokio::test]
async fn what_cannot_be_taken_now_or_ever_says_so() {
    let world = World::new().await;
    // The HMAC of `[]`, by Python.
    assert_eq!(
        world.post(delivery(CONSENT, Some("7usGX29+Qz7c26wdXJDxOxAczYWAx63EHOsXdejnnjQ="), "[]")).await,
        400
    );
    let large = delivery(CONSENT, Some(SIGNATURE), &" ".repeat(256 * 1024 + 1));
    assert_eq!(world.post(large).await, 413);
    assert_eq!(world.post(genuine().to("/webhooks/shopify/demo")).await, 404);
    world.events.refuse(true);
    assert_eq!(world.post(genuine()).await, 503);
    world.events.refuse(false);
    world.secrets.refuse(true);
    assert_eq!(world.post(genuine()).await, 503);
    assert!(world.enqueued().is_empty());
}
