//! What becomes of a webhook: sent on, held, skipped, or nothing.

use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    flow::{FlowStatus, QuietHoursPolicy, Step},
    message::MessageState,
    occurrence::Phone,
    phone::PhoneNumber,
    profile::Profile,
    reason::Reason,
    settings::ConsentMode,
    trigger::Trigger,
};
use rechime_platform::schedules::Ensured;
use rechime_store::{
    buckets::Buckets,
    subscribers::{SubscriberEditor, Subscribers},
};
use serde_json::json;

use super::{
    webhook::{NIGHT, PHONE, Webhook, at},
    world::{World, demo, id},
};

/// When quiet hours end after [`NIGHT`], in New York.
const MORNING: &str = "2026-11-25T14:00:00Z";

#[tokio::test]
async fn by_day_a_webhook_of_an_active_flow_becomes_one_job_for_the_sender() {
    let world = World::new().await;
    assert!(world.evaluate(&[Webhook::started()]).await.is_empty());
    let [(message, delay_seconds)] = world.queued().try_into().unwrap();
    assert_eq!(
        (message.id, delay_seconds),
        (id(Trigger::SubscriptionStarted, "customer:9:started:2026-11-24T16:50Z"), 0)
    );
    assert_eq!(message.occurrence.phone, Phone::Known(PhoneNumber::from_e164(PHONE).unwrap()));
    assert_eq!(message.occurrence.tags["product_title"], "Coffee");
    assert_eq!(message.held_until, None);
    assert!(world.schedules.ensured().is_empty());
    // Its row is the sender's claim: nothing is written here.
    assert_eq!(world.row(Trigger::SubscriptionStarted, "customer:9:started:2026-11-24T16:50Z").await, None);
}

#[tokio::test]
async fn by_night_a_flow_that_holds_puts_its_message_into_the_hold_of_a_morning_minute() {
    let world = World::by_night().await;
    assert!(world.evaluate(&[Webhook::skipped().received(NIGHT)]).await.is_empty());
    assert!(world.queued().is_empty());
    let [(minute, message)] = world.held(MORNING).await.try_into().unwrap();
    assert_eq!((message.occurrence.trigger, message.held_until), (Some(Trigger::OrderSkipped), Some(minute)));
    assert!(world.table.get_bucket(minute).await.unwrap().is_some());
    assert_eq!(world.schedules.ensured(), [Ensured { release: minute, at: minute }]);
}

#[tokio::test]
async fn by_night_a_flow_that_sends_anyway_sends() {
    let world = World::by_night().await;
    assert!(world.evaluate(&[Webhook::started().received(NIGHT)]).await.is_empty());
    assert_eq!(world.queued().len(), 1);
    assert!(world.held(MORNING).await.is_empty());
}

#[tokio::test]
async fn by_night_a_flow_that_drops_leaves_a_row_that_says_why() {
    let world = World::by_night().await;
    world.edit_flow(Trigger::OrderSkipped, |flow| flow.quiet_hours = QuietHoursPolicy::Drop).await;
    assert!(world.evaluate(&[Webhook::skipped().received(NIGHT)]).await.is_empty());
    let row = world.row(Trigger::OrderSkipped, "address:92:skipped:2026-12-01").await.unwrap();
    assert_eq!(row.state, MessageState::Skipped { at: at(NIGHT) });
    assert_eq!(row.why.last(), Some(&Reason::DroppedInQuietHours));
    assert!(world.queued().is_empty());
    assert!(world.held(MORNING).await.is_empty());
}

#[tokio::test]
async fn a_flow_that_is_not_active_does_nothing_and_asks_nobody() {
    for status in [FlowStatus::Draft, FlowStatus::Inactive] {
        let world = World::new().await;
        world.edit_flow(Trigger::SubscriptionStarted, |flow| flow.status = status).await;
        assert!(world.evaluate(&[Webhook::started().without_customer()]).await.is_empty());
        assert!(world.queued().is_empty(), "{status:?}");
        assert_eq!(
            world.row(Trigger::SubscriptionStarted, "customer:9:started:2026-11-24T16:50Z").await,
            None
        );
        assert_eq!(world.recharge.asked(), [""; 0], "{status:?}");
    }
}

#[tokio::test]
async fn what_means_nothing_to_a_customer_does_nothing() {
    let world = World::new().await;
    let webhooks = [
        Webhook::subscription("subscription/created", &json!({"status": "cancelled"})).queued_as("q-1"),
        Webhook::subscription("subscription/updated", &json!({})).queued_as("q-2"),
        Webhook::new("order/created", json!({})).queued_as("q-3"),
    ];
    assert!(world.evaluate(&webhooks).await.is_empty());
    assert!(world.queued().is_empty());
    assert!(world.parked().await.is_empty());
}

#[tokio::test]
async fn a_flow_of_two_messages_sends_one_and_lets_the_other_wait() {
    let world = World::new().await;
    let step = |delay_minutes| Step::new(delay_minutes, "{{ store_name }}");
    let started = Trigger::SubscriptionStarted;
    world.edit_flow(started, |flow| flow.steps = vec![step(0), step(15), step(120)]).await;
    assert!(world.evaluate(&[Webhook::started()]).await.is_empty());
    let queued = world.queued();
    assert_eq!(
        queued.iter().map(|(message, delay)| (message.step, *delay)).collect::<Vec<_>>(),
        [(0, 0), (1, 900)]
    );
    let [(_, message)] = world.held("2026-11-24T19:00:00Z").await.try_into().unwrap();
    assert_eq!(message.step, 2);
}

#[tokio::test]
async fn what_is_no_longer_so_when_its_webhook_comes_is_skipped() {
    let world = World::new().await;
    let resumed = json!({"updated_at": "2026-11-24T16:30:00+00:00"});
    let paused = json!({"updated_at": "2026-11-24T16:00:00+00:00"});
    world.evaluate(&[Webhook::subscription("subscription/activated", &resumed)]).await;
    assert_eq!(world.queued().len(), 1);
    assert!(world.evaluate(&[Webhook::subscription("subscription/paused", &paused)]).await.is_empty());
    assert!(world.queued().is_empty());
    let key = "subscription:7:paused:2026-12-01:2026-11-24T16:00Z";
    let row = world.row(Trigger::SubscriptionPaused, key).await.unwrap();
    assert_eq!(row.why.last().map(Reason::code).as_deref(), Some("superseded"));
}

#[tokio::test]
async fn a_store_with_a_list_of_its_own_holds_only_for_those_on_it() {
    let world = World::by_night().await;
    world.edit_settings(|settings| settings.consent_mode = ConsentMode::OwnList).await;
    assert!(world.evaluate(&[Webhook::skipped().received(NIGHT)]).await.is_empty());
    let row = world.row(Trigger::OrderSkipped, "address:92:skipped:2026-12-01").await.unwrap();
    assert_eq!(row.why, [Reason::NoConsent]);
    assert!(world.held(MORNING).await.is_empty());

    let yes = Statement::new(ConsentStatus::Subscribed, ConsentSource::Import, at(NIGHT));
    world.table.put_consent(&demo(), &PhoneNumber::from_e164(PHONE).unwrap(), &yes).await.unwrap();
    let next = json!({"next_charge_scheduled_at": "2026-12-31"});
    let next = Webhook::subscription("subscription/skipped", &next).received(NIGHT);
    assert!(world.evaluate(&[next]).await.is_empty());
    assert_eq!(world.held(MORNING).await.len(), 1);
}

#[tokio::test]
async fn a_stated_time_zone_decides_when_a_message_waits() {
    let world = World::by_night().await;
    world.edit_settings(|settings| settings.has_stated_zones = true).await;
    let phone = PhoneNumber::from_e164(PHONE).unwrap();
    let tokyo = Profile { time_zone: Some("Asia/Tokyo".to_owned()), ..Profile::default() };
    world.table.put_subscriber(&demo(), &phone, &tokyo, None).await.unwrap();
    // Thirteen o'clock in Tokyo.
    assert!(world.evaluate(&[Webhook::skipped().received(NIGHT)]).await.is_empty());
    assert_eq!(world.queued().len(), 1);
    assert!(world.held(MORNING).await.is_empty());
}
