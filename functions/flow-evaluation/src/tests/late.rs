//! What no webhook brought, and the end of a connection.

use jiff::SignedDuration;
use rechime_domain::{flow::Step, trigger::Trigger};
use rechime_recharge::client::ApiError;
use rechime_store::{
    checkups::{Checkup, Checkups, ConnectionProblem},
    journal::{Journal, JournalDecision},
    people::People,
};
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
    assert_eq!(world.queued().len(), 1);
    assert!(world.recharge.asked().is_empty(), "Recharge told us this a moment ago");
}

/// A row would end the message for good, and it may be waiting: a webhook may have told of its event in time.
#[tokio::test]
async fn what_was_missed_for_more_than_a_day_is_told_of_and_no_row_of_the_message() {
    let world = World::new().await;
    world.evaluate(&[canceled("2026-11-22T18:00:00+00:00")]).await;
    assert!(world.queued().is_empty());
    let key = "subscription:7:canceled:2026-11-22T18:00:00Z";
    assert_eq!(world.row(Trigger::SubscriptionCanceled, key).await, None);
    let [line] = world.table.list_entries(&demo(), None, 9).await.unwrap().items.try_into().unwrap();
    assert_eq!(line.entry.decision, JournalDecision::Skip { code: "expired".to_owned() });
    let told = world.table.list_person_rows(&demo(), &line.entry.message.person()).await.unwrap();
    let [old_news] = told.old_news.try_into().unwrap();
    assert_eq!((old_news.id, told.messages), (line.entry.message, Vec::new()));
    assert_eq!(old_news.why.last().unwrap().code(), "expired");
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
async fn a_message_that_waits_for_days_is_not_ended_by_finding_its_event_again() {
    let world = World::new().await;
    let days = 3 * 24 * 60;
    let started = Trigger::SubscriptionStarted;
    world.edit_flow(started, |flow| flow.steps = vec![Step::new(days, "{{ store_name }}")]).await;
    world.evaluate(&[Webhook::started()]).await;
    let waiting = world.held("2026-11-27T17:00:00Z").await;
    assert_eq!(waiting.len(), 1);
    let found_again =
        [Webhook::started().backfilled(), Webhook::started().backfilled().received("2026-11-26T17:00:00Z")];
    for webhook in found_again {
        world.evaluate(&[webhook]).await;
        assert!(world.row(started, waiting[0].1.occurrence.key.as_str()).await.is_none(), "it still waits");
    }
    let told_late = Webhook::started().backfilled().received("2026-11-30T17:00:00Z");
    world.clock.advance(SignedDuration::from_hours(6 * 24));
    world.evaluate(&[told_late]).await;
    assert!(world.row(started, waiting[0].1.occurrence.key.as_str()).await.is_none(), "should it still wait");
}

/// What Recharge keeps trying for two days is news when it comes, and what comes by no way of Recharge's is not.
#[tokio::test]
async fn old_state_is_no_news_however_it_is_signed() {
    let world = World::new().await;
    let ended = json!({ "status": "expired", "cancelled_at": "2024-03-01T00:00:00+00:00" });
    assert!(world.evaluate(&[Webhook::subscription("subscription/updated", &ended)]).await.is_empty());
    let late = json!({ "status": "cancelled", "cancelled_at": "2026-11-22T18:00:00+00:00", "id": 8 });
    world.evaluate(&[Webhook::subscription("subscription/cancelled", &late)]).await;
    let triggers: Vec<_> =
        world.queued().into_iter().map(|(message, _)| message.occurrence.trigger).collect();
    assert_eq!(triggers, [Some(Trigger::SubscriptionCanceled)]);
}

/// A signature says who wrote a body, and not that it was written now.
#[tokio::test]
async fn when_recharge_is_removed_the_connection_ends_and_nothing_else() {
    let world = World::new().await;
    let end = || Webhook::new("recharge/uninstalled", json!({ "recharge": { "shop": { "id": 1 } } }));
    let problem = || async { world.table.get_checkup(&demo()).await.unwrap().unwrap().problem };
    world.table.put_checkup(&demo(), &Checkup::fresh(at(DAY), 17)).await.unwrap();
    assert_eq!(world.evaluate(&[end().unsigned()]).await, Vec::<String>::new());
    assert_eq!(problem().await, None, "anybody who knows the address can say so");
    assert_eq!(world.evaluate(&[end()]).await, ["q-1"], "Recharge still takes the key: asked again a while");
    world.clock.advance(SignedDuration::from_mins(3));
    assert_eq!(world.evaluate(&[end()]).await, Vec::<String>::new());
    assert_eq!(problem().await, None, "the body was captured, and sent again");
    world.recharge.answers_with(Some(ApiError::Unavailable { status: 503 }));
    assert_eq!(world.evaluate(&[end()]).await, ["q-1"]);
    world.recharge.answers_with(Some(ApiError::BadToken));
    for _ in 0..2 {
        assert_eq!(world.evaluate(&[end()]).await, Vec::<String>::new());
    }
    let ended = world.table.get_checkup(&demo()).await.unwrap().unwrap();
    assert_eq!((ended.problem, ended.backfilled_until), (Some(ConnectionProblem::Uninstalled), at(DAY)));
    assert_eq!(world.operator_alerts.sent().len(), 1);
    assert!(world.parked().await.is_empty());
}
