//! What no webhook brought, and the end of a connection.

use rechime_domain::{message::MessageState, reason::Reason, trigger::Trigger};
use rechime_store::checkups::{Checkup, Checkups, Problem};
use serde_json::json;

use super::{
    webhook::{DAY, Webhook, at},
    world::{World, demo},
};

fn canceled(at: &str) -> Webhook {
    let changes = json!({ "status": "cancelled", "cancelled_at": at, "updated_at": at });
    Webhook::subscription("subscription/cancelled", &changes).backfilled()
}

#[tokio::test]
async fn what_was_missed_is_texted_while_it_is_news() {
    let world = World::new().await;
    assert_eq!(world.evaluate(&[canceled("2026-11-23T18:00:00+00:00")]).await, Vec::<String>::new());
    let [(message, _)] = world.queued().try_into().unwrap();
    assert_eq!(message.occurrence.stale_from, Some(at("2026-11-24T18:00:00Z")));
    assert!(world.recharge.asked().is_empty(), "Recharge told us this a moment ago");
}

#[tokio::test]
async fn what_was_missed_for_more_than_a_day_is_skipped_with_that_reason() {
    let world = World::new().await;
    world.evaluate(&[canceled("2026-11-22T18:00:00+00:00")]).await;
    assert!(world.queued().is_empty());
    let row = world.row(Trigger::SubscriptionCanceled, "subscription:7:canceled:2026-11-22").await.unwrap();
    assert!(matches!(row.state, MessageState::Skipped { .. }));
    assert_eq!(row.why.last(), Some(&Reason::Expired { from: at("2026-11-23T18:00:00Z") }));
}

#[tokio::test]
async fn what_a_webhook_brings_late_and_a_list_again_is_one_message() {
    let world = World::new().await;
    let paid = Webhook::paid(1);
    world.evaluate(&[paid.clone().backfilled(), paid.queued_as("q-2")]).await;
    let ids: Vec<_> = world.queued().into_iter().map(|(message, _)| message.id).collect();
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]), "of two with one id the sender claims one");
}

#[tokio::test]
async fn when_recharge_is_removed_the_connection_ends_and_nothing_else() {
    let world = World::new().await;
    let end = || Webhook::new("recharge/uninstalled", json!({ "recharge": { "shop": { "id": 1 } } }));
    world.table.save(&demo(), &Checkup::fresh(at(DAY), 17)).await.unwrap();
    assert_eq!(world.evaluate(&[end().unsigned()]).await, Vec::<String>::new());
    let checkup = || async { Checkups::get(&world.table, &demo()).await.unwrap().unwrap() };
    assert_eq!(checkup().await.problem, None, "anybody who knows the address can say so");
    for _ in 0..2 {
        assert_eq!(world.evaluate(&[end()]).await, Vec::<String>::new());
    }
    let ended = checkup().await;
    assert_eq!((ended.problem, ended.backfilled_until), (Some(Problem::Uninstalled), at(DAY)));
    assert_eq!(world.troubles.reported().len(), 1);
    assert!(world.parked().await.is_empty());
}
