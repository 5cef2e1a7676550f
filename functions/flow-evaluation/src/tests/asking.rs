//! When Recharge is asked, and what its answer counts for.

use rechime_domain::{occurrence::Phone, phone::PhoneNumber, reason::Reason, trigger::Trigger};
use rechime_recharge::client::ApiError;
use serde_json::json;

use super::{
    webhook::{PHONE, Webhook, subscription},
    world::World,
};

const DOWN: ApiError = ApiError::Unavailable { status: 503 };

fn known(phone: &str) -> Phone {
    Phone::Known(PhoneNumber::from_e164(phone).unwrap())
}

#[tokio::test]
async fn a_signed_webhook_that_says_all_is_not_asked_about() {
    let world = World::new().await;
    world.evaluate(&[Webhook::started()]).await;
    assert_eq!(world.recharge.asked(), [""; 0]);
}

#[tokio::test]
async fn of_an_unsigned_webhook_only_what_recharge_itself_says_counts() {
    let world = World::new().await;
    world.recharge.knows("subscription:7", subscription(&json!({})));
    let forged = json!({"product_title": "Pay here: evil.example", "price": "0.01"});
    let mut forged = Webhook::subscription("subscription/created", &forged).unsigned();
    assert!(world.evaluate(std::slice::from_ref(&forged)).await.is_empty());
    forged = forged.without_customer();
    assert!(world.evaluate(&[forged]).await.is_empty());
    for (message, _) in world.queued() {
        assert_eq!(message.occurrence.tags["product_title"], "Coffee");
        assert_eq!(message.occurrence.tags["price"], "12.50");
        assert_eq!(message.occurrence.phone, known(PHONE));
    }
    assert_eq!(world.recharge.asked(), ["subscription:7", "subscription:7"]);
}

#[tokio::test]
async fn an_unsigned_webhook_that_recharge_denies_sends_nothing() {
    let world = World::new().await;
    world
        .recharge
        .knows("charge:1", json!({"charge": {"id": 1, "status": "queued", "total_price": "24.00"}}));
    assert!(world.evaluate(&[Webhook::paid(1).unsigned()]).await.is_empty());
    assert!(world.parked().await.is_empty());
    // One that it never heard of is for a person to look at.
    assert!(world.evaluate(&[Webhook::paid(2).unsigned()]).await.is_empty());
    assert_eq!(world.parked().await.len(), 1);
    assert!(world.queued().is_empty());
}

#[tokio::test]
async fn an_unsigned_deletion_is_no_trouble_though_recharge_knows_nothing_of_it_any_more() {
    let world = World::new().await;
    let deleted = Webhook::subscription("subscription/deleted", &json!({"status": "cancelled"})).unsigned();
    assert!(world.evaluate(&[deleted]).await.is_empty());
    assert!(world.parked().await.is_empty());
    assert!(world.queued().is_empty());
}

#[tokio::test]
async fn a_missing_phone_is_asked_of_recharge() {
    let world = World::new().await;
    world.recharge.knows_customer("9", "(212) 555-1234");
    assert!(world.evaluate(&[Webhook::started().without_customer()]).await.is_empty());
    let [(message, _)] = world.queued().try_into().unwrap();
    assert_eq!(message.occurrence.phone, known(PHONE));
    assert_eq!(world.recharge.asked(), ["customer:9"]);
}

#[tokio::test]
async fn a_phone_that_nobody_knows_is_a_skip_that_says_so() {
    let world = World::new().await;
    assert!(world.evaluate(&[Webhook::started().without_customer()]).await.is_empty());
    let row =
        world.row(Trigger::SubscriptionStarted, "customer:9:-:started:2026-11-24T16:50Z").await.unwrap();
    assert_eq!(row.why, [Reason::NoPhone]);
    assert!(world.queued().is_empty());
}

#[tokio::test]
async fn where_recharge_may_not_be_asked_the_event_is_parked_for_a_person() {
    for answer in [ApiError::BadToken, ApiError::Forbidden] {
        let world = World::new().await;
        world.recharge.answers_with(Some(answer));
        assert!(world.evaluate(&[Webhook::started().without_customer()]).await.is_empty());
        assert_eq!(world.parked().await.len(), 1);
        assert!(
            world.row(Trigger::SubscriptionStarted, "customer:9:-:started:2026-11-24T16:50Z").await.is_none()
        );
    }
}

#[tokio::test]
async fn while_recharge_is_down_the_event_comes_again_and_then_goes_well() {
    for webhook in [Webhook::started().without_customer(), Webhook::started().unsigned()] {
        let world = World::new().await;
        world.recharge.knows_customer("9", PHONE);
        world.recharge.knows("subscription:7", subscription(&json!({})));
        world.recharge.answers_with(Some(DOWN));
        let batch = [webhook, Webhook::paid(1).queued_as("q-2")];
        assert_eq!(world.evaluate(&batch).await, ["q-1"]);
        assert_eq!(world.queued().len(), 1, "the other one goes");
        assert!(world.parked().await.is_empty());
        world.recharge.answers_with(None);
        assert!(world.evaluate(&batch[..1]).await.is_empty());
        assert_eq!(world.queued().len(), 1);
    }
}

#[tokio::test]
async fn while_the_secrets_are_out_of_reach_the_event_comes_again() {
    let world = World::new().await;
    world.secrets.refuse(true);
    assert_eq!(world.evaluate(&[Webhook::started().unsigned()]).await, ["q-1"]);
    assert!(world.queued().is_empty());
    assert!(world.parked().await.is_empty());
}
