//! When Recharge is asked, and what its answer counts for.

use std::time::Duration;

use jiff::SignedDuration;
use rechime_domain::{occurrence::Phone, phone::PhoneNumber, reason::Reason, trigger::Trigger};
use rechime_recharge::client::{ApiError, CustomerProfile};
use rechime_store::customer_cache::CustomerCache;
use serde_json::json;

use super::{
    webhook::{DAY, PHONE, Webhook, at, subscription},
    world::{World, demo},
};

/// Two minutes later: what Recharge does not know by then it will not come to know.
const LATER: &str = "2026-11-24T17:02:00Z";

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
    // One that it has not heard of even after a while is for a person to look at.
    world.clock.set(at(LATER));
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
    world.clock.set(at(LATER));
    assert!(world.evaluate(&[Webhook::started().without_customer()]).await.is_empty());
    let row = world.row(Trigger::SubscriptionStarted, "customer:9:started:2026-11-24T16:50Z").await.unwrap();
    assert_eq!(row.why, [Reason::NoPhone]);
    assert!(world.queued().is_empty());
}

/// Which end each trouble takes: with the queue, or with a person.
#[tokio::test]
async fn trouble_of_the_moment_comes_again_and_any_other_is_parked_for_a_person() {
    let reason = || "reason".to_owned();
    for (error, comes_again) in [
        (ApiError::Conflict, true),
        (ApiError::Throttled, true),
        (ApiError::Unavailable { status: 500 }, true),
        (ApiError::Unreachable { reason: reason() }, true),
        (ApiError::RateLimiterUnavailable { reason: reason() }, true),
        (ApiError::BadToken, false),
        (ApiError::Forbidden, false),
        (ApiError::PaymentRequired, false),
        (ApiError::Refused { status: 422, message: reason() }, false),
        (ApiError::Unreadable { reason: reason() }, false),
    ] {
        for webhook in [Webhook::started().without_customer(), Webhook::started().unsigned()] {
            let world = World::new().await;
            world.recharge.answers_with(Some(error.clone()));
            assert_eq!(world.evaluate(&[webhook]).await.len(), usize::from(comes_again), "{error}");
            assert_eq!(world.parked().await.len(), usize::from(!comes_again), "{error}");
            assert!(world.queued().is_empty());
        }
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

/// An unsigned store asks Recharge for each webhook, and Recharge answers two a second.
#[tokio::test]
async fn what_waits_in_line_at_recharge_is_put_off_and_keeps_nobody_waiting() {
    for webhook in [Webhook::started().without_customer(), Webhook::started().unsigned()] {
        let world = World::new().await;
        world.recharge.answers_with(Some(ApiError::InLine { wait: Duration::from_secs(40) }));
        let batch = [webhook, Webhook::paid(1).queued_as("q-2")];
        assert_eq!(world.evaluate(&batch).await, [] as [&str; 0], "none uses up an attempt of the queue");
        assert_eq!(world.queued().len(), 1, "the other one goes");
        let [again] = world.events.take().try_into().unwrap();
        assert_eq!(again.delay_seconds, 41);
        world.recharge.knows_customer("9", PHONE);
        world.recharge.knows("subscription:7", subscription(&json!({})));
        world.recharge.answers_with(None);
        let body = serde_json::to_string(&again.job).unwrap();
        assert!(world.evaluate_bodies([("q-3", body)]).await.is_empty());
        assert_eq!(world.queued().len(), 1, "in its turn it goes, too");
    }
}

#[tokio::test]
async fn what_cannot_be_put_off_or_is_put_off_for_a_day_comes_again_by_the_queue() {
    let world = World::new().await;
    world.recharge.answers_with(Some(ApiError::InLine { wait: Duration::from_secs(40) }));
    world.events.refuse(true);
    assert_eq!(world.evaluate(&[Webhook::started().unsigned()]).await, ["q-1"]);
    world.events.refuse(false);
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(world.evaluate(&[Webhook::started().unsigned()]).await, ["q-1"]);
    assert!(world.events.take().is_empty());
}

#[tokio::test]
async fn while_the_secrets_are_out_of_reach_the_event_comes_again() {
    let world = World::new().await;
    world.secrets.refuse(true);
    assert_eq!(world.evaluate(&[Webhook::started().unsigned()]).await, ["q-1"]);
    assert!(world.queued().is_empty());
    assert!(world.parked().await.is_empty());
}

#[tokio::test]
async fn whatever_recharge_refuses_for_the_moment_no_event_is_lost_or_doubled() {
    let world = World::new().await;
    let hiccups = [ApiError::Throttled, DOWN, ApiError::Conflict, ApiError::Unavailable { status: 500 }];
    world.recharge.hiccups(hiccups.into_iter().cycle().take(41));
    world.recharge.knows_customer("9", PHONE);
    let ids: Vec<&'static str> = (0..30_u8).map(|id| &*id.to_string().leak()).collect();
    let webhook = |number: usize, id| {
        // Of a checkout each, so that each has a message of its own.
        let created_at = format!("2026-11-24T{:02}:{:02}:00+00:00", 10 + number / 6, number % 6 * 10);
        let changes = json!({"id": number, "created_at": created_at});
        let started = Webhook::subscription("subscription/created", &changes);
        let started = if number.is_multiple_of(2) { started.unsigned() } else { started.without_customer() };
        world.recharge.knows(&format!("subscription:{number}"), subscription(&changes));
        started.queued_as(id)
    };
    let mut waiting: Vec<_> = ids.iter().enumerate().map(|(number, id)| webhook(number, id)).collect();
    let mut sent = Vec::new();
    for _ in 0..50 {
        let failed = world.evaluate(&waiting).await;
        waiting.retain(|webhook| failed.iter().any(|id| id == webhook.queue_id));
        sent.extend(world.queued().into_iter().map(|(message, _)| message.id));
    }
    sent.sort();
    sent.dedup();
    assert_eq!((waiting.len(), sent.len(), world.parked().await.len()), (0, 30, 0));
}

#[tokio::test]
async fn a_customer_is_asked_for_once() {
    let world = World::new().await;
    world.recharge.knows_customer("9", PHONE);
    for topic in ["subscription/created", "subscription/cancelled"] {
        let cancelled = json!({"status": if topic.ends_with("created") { "active" } else { "cancelled" }});
        let webhook = Webhook::subscription(topic, &cancelled).without_customer();
        assert!(world.evaluate(&[webhook]).await.is_empty());
    }
    assert_eq!(world.queued().len(), 2);
    assert_eq!(world.recharge.asked(), ["customer:9"]);
}

#[tokio::test]
async fn a_customer_who_came_along_is_not_written_down() {
    let world = World::new().await;
    world.evaluate(&[Webhook::started()]).await;
    assert_eq!(world.table.get_customer(&demo(), "9").await, Ok(None));
}

#[tokio::test]
async fn what_recharge_has_yet_to_hear_of_is_waited_for() {
    for webhook in [Webhook::started().unsigned(), Webhook::started().without_customer()] {
        let world = World::new().await;
        assert_eq!(world.evaluate(std::slice::from_ref(&webhook)).await, ["q-1"]);
        world.recharge.knows("subscription:7", subscription(&json!({})));
        world.recharge.knows_customer("9", PHONE);
        assert!(world.evaluate(&[webhook]).await.is_empty());
        assert_eq!(world.queued().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_from_before_the_webhook_is_waited_out_but_not_for_ever() {
    let world = World::new().await;
    let before = json!({"updated_at": "2026-11-24T16:58:59+00:00", "product_title": "Tea"});
    world.recharge.knows("subscription:7", subscription(&before));
    let webhook = [Webhook::started().unsigned()];
    assert_eq!(world.evaluate(&webhook).await, ["q-1"]);
    world.clock.set(at(LATER));
    assert!(world.evaluate(&webhook).await.is_empty());
    assert_eq!(world.queued()[0].0.occurrence.tags["product_title"], "Tea");
}

#[tokio::test]
async fn a_new_customer_without_a_phone_may_get_one() {
    let world = World::new().await;
    let webhook = [Webhook::started().without_customer()];
    let made = CustomerProfile { created_at: Some(at(DAY)), ..CustomerProfile::default() };
    world.recharge.knows_profile("9", made);
    assert_eq!(world.evaluate(&webhook).await, ["q-1"]);
    world.recharge.knows_customer("9", PHONE);
    assert!(world.evaluate(&webhook).await.is_empty());
    assert_eq!(world.queued()[0].0.occurrence.phone, known(PHONE));
}

#[tokio::test]
async fn an_old_customer_without_a_phone_is_not_waited_for() {
    let world = World::new().await;
    let made = CustomerProfile { created_at: Some(at("2026-11-01T00:00:00Z")), ..CustomerProfile::default() };
    world.recharge.knows_profile("9", made);
    assert!(world.evaluate(&[Webhook::started().without_customer()]).await.is_empty());
    let row = world.row(Trigger::SubscriptionStarted, "customer:9:started:2026-11-24T16:50Z").await.unwrap();
    assert_eq!(row.why, [Reason::NoPhone]);
}

#[tokio::test]
async fn a_cache_that_cannot_be_written_holds_nobody_up() {
    let world = World::new().await;
    world.recharge.knows_customer("9", PHONE);
    // The configuration, the report, the cache read, and then its write.
    world.faulty.fail_after(3, rechime_store::Fault::Refused);
    assert!(world.evaluate(&[Webhook::started().without_customer()]).await.is_empty());
    assert!(!world.faulty.is_armed());
    assert_eq!(world.queued().len(), 1);
}
