//! Pauses that end early, of which no topic of Recharge tells.

use rechime_domain::{
    facts::{FactKind, Facts},
    occurrence::Subject,
    trigger::Trigger,
};
use rechime_store::{Fault, facts::FactLedger};
use serde_json::json;

use super::{
    webhook::Webhook,
    world::{World, demo},
};

fn moved_to(date: &str, updated_at: &str) -> Webhook {
    let changes = json!({"next_charge_scheduled_at": date, "updated_at": updated_at});
    Webhook::subscription("subscription/updated", &changes)
}

/// The new date comes before the planned end of the pause.
fn ended_early() -> Webhook {
    moved_to("2026-11-28", "2026-11-24T16:00:00+00:00")
}

/// A subscription that was paused until the middle of January.
async fn paused(world: &World) {
    let changes =
        json!({"next_charge_scheduled_at": "2027-01-15", "updated_at": "2026-11-20T10:00:00+00:00"});
    let paused = Webhook::subscription("subscription/paused", &changes).received("2026-11-22T17:00:00Z");
    assert!(world.evaluate(&[paused]).await.is_empty());
    assert_eq!(triggers(world), [Trigger::SubscriptionPaused]);
}

fn triggers(world: &World) -> Vec<Trigger> {
    world.queued().into_iter().filter_map(|(message, _)| message.occurrence.trigger).collect()
}

async fn facts(world: &World) -> Facts {
    world.table.get_facts(&demo(), &Subject::Subscription("7".to_owned())).await.unwrap()
}

/// Whether it is remembered that the subscription resumed.
async fn is_remembered(world: &World) -> bool {
    facts(world).await.moment(FactKind::Resumed).is_some()
}

#[tokio::test]
async fn an_earlier_date_after_a_pause_is_a_resumption_exactly_once() {
    let world = World::new().await;
    paused(&world).await;
    assert!(world.evaluate(&[ended_early()]).await.is_empty());
    assert_eq!(triggers(&world), [Trigger::SubscriptionResumed]);
    assert!(!facts(&world).await.is_paused());
    let later = moved_to("2026-11-26", "2026-11-24T16:30:00+00:00");
    for again in [ended_early(), ended_early().queued_as("q-2"), later] {
        assert!(world.evaluate(&[again]).await.is_empty());
        assert_eq!(triggers(&world), []);
    }
}

#[tokio::test]
async fn a_later_date_or_no_pause_is_no_resumption() {
    let world = World::new().await;
    assert!(world.evaluate(&[ended_early()]).await.is_empty());
    assert_eq!(triggers(&world), []);
    let world = World::new().await;
    paused(&world).await;
    let extended = moved_to("2027-02-15", "2026-11-24T16:00:00+00:00");
    assert!(world.evaluate(&[extended]).await.is_empty());
    assert_eq!(triggers(&world), []);
    assert!(facts(&world).await.is_paused());
}

/// The update came first, though it happened later: the subscription runs, and nobody is told of a pause.
#[tokio::test]
async fn a_pause_that_is_heard_of_after_its_end_is_not_told() {
    let world = World::new().await;
    assert!(world.evaluate(&[ended_early()]).await.is_empty());
    let changes =
        json!({"next_charge_scheduled_at": "2027-01-15", "updated_at": "2026-11-23T10:00:00+00:00"});
    assert!(world.evaluate(&[Webhook::subscription("subscription/paused", &changes)]).await.is_empty());
    assert_eq!(triggers(&world), []);
}

#[tokio::test]
async fn a_resumption_whose_message_could_not_be_queued_is_still_one_when_its_webhook_comes_again() {
    let world = World::new().await;
    paused(&world).await;
    world.sends.refuse(true);
    assert_eq!(world.evaluate(&[ended_early()]).await, ["q-1"]);
    assert!(!is_remembered(&world).await, "only after the message is kept");
    world.sends.refuse(false);
    assert!(world.evaluate(&[ended_early()]).await.is_empty());
    assert_eq!(triggers(&world), [Trigger::SubscriptionResumed]);
    assert!(is_remembered(&world).await);
}

#[tokio::test]
async fn a_resumption_that_could_not_be_remembered_is_the_same_message_again() {
    let world = World::new().await;
    paused(&world).await;
    // The calls for the webhook: configuration, report, journal, and then the resumption.
    world.faulty.fail_after(3, Fault::Refused);
    assert_eq!(world.evaluate(&[ended_early()]).await, ["q-1"]);
    assert!(!world.faulty.is_armed());
    assert!(!is_remembered(&world).await);
    assert!(world.evaluate(&[ended_early()]).await.is_empty());
    let [(first, _), (second, _)] = world.queued().try_into().unwrap();
    assert_eq!(first.id, second.id);
}

#[tokio::test]
async fn a_resumption_whose_flow_is_not_active_is_remembered_all_the_same() {
    let world = World::new().await;
    paused(&world).await;
    let draft = rechime_domain::flow::FlowStatus::Draft;
    world.edit_flow(Trigger::SubscriptionResumed, |flow| flow.status = draft).await;
    assert!(world.evaluate(&[ended_early()]).await.is_empty());
    assert_eq!(triggers(&world), []);
    assert!(is_remembered(&world).await);
}
