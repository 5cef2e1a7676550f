//! The mail about failed texts.

use jiff::SignedDuration;
use rechime_domain::{
    counting::{CountRow, Counter, Counts},
    flow::FlowStatus,
    hour::Hour,
    ids::SourceId,
    trigger::Trigger,
};
use rechime_platform::operator_alerts::AlertKind;
use rechime_store::counters::{Counters, Position, SequenceNumber, Shard};
use rechime_testkit::store_id;

use super::world::World;

const OPTED_OUT: &str = "opted out with Twilio (21610)";
const NO_NUMBER: &str = "no number that takes texts (21614)";

/// Counts texts of a flow that failed in an hour so many hours ago, all but one of them for a reason.
async fn failed(world: &World, store: &str, trigger: Trigger, hours_ago: i64, texts: i64, reason: &str) {
    let hour = Hour::containing(world.now()).plus(-hours_ago);
    let row = CountRow::Source { hour, source: SourceId::default_flow(trigger) };
    let because = |reason: &str, texts| (Counter::FailedBecause(reason.to_owned()), texts);
    let one = i64::from(texts > 0);
    let counts = [
        (Counter::Failed, texts),
        because(reason, texts - one),
        because("Twilio answered 400 (21617)", one),
        (Counter::Sent, 1),
    ];
    let counts: Counts = counts.into_iter().collect();
    let position = Position { shard: Shard::named("a"), sequence: SequenceNumber::parse("1").unwrap() };
    world.table.add_counts(&store_id(store), &row, &counts, &position).await.unwrap();
}

#[tokio::test]
async fn however_many_texts_fail_there_is_one_mail_an_hour() {
    let world = World::new().await;
    world.connect("other", FlowStatus::Active).await;
    world.clock.set(world.now() + SignedDuration::from_mins(10));
    failed(&world, "demo", Trigger::ChargePaid, 1, 7, OPTED_OUT).await;
    failed(&world, "other", Trigger::ChargePaid, 1, 4_000, NO_NUMBER).await;
    failed(&world, "other", Trigger::ChargeFailed, 1, 20, OPTED_OUT).await;
    failed(&world, "demo", Trigger::ChargePaid, 0, 50, OPTED_OUT).await;
    failed(&world, "demo", Trigger::ChargeFailed, 2, 60, OPTED_OUT).await;
    world.upkeep.tell_of_failed_texts().await.unwrap();
    let alerts = world.operator_alerts.take();
    assert_eq!(alerts.len(), 1);
    assert_eq!(
        (alerts[0].kind, alerts[0].store.as_ref()),
        (AlertKind::TextsFailed, Some(&store_id("other")))
    );
    insta::assert_snapshot!(alerts[0].reason, @"4027 texts of the hour from 2026-11-25T13Z were refused by the SMS provider for good. The most frequent reasons: 3999 × no number that takes texts (21614); 25 × opted out with Twilio (21610); 3 × Twilio answered 400 (21617). Most texts, 4000, are of the flow `charge_paid` of the store `other`: its activity shows each failed text with its reason. What failed is not sent again. You are told of this once an hour.");
}

#[tokio::test]
async fn an_hour_without_failures_is_not_mailed() {
    let world = World::new().await;
    world.clock.set(world.now() + SignedDuration::from_mins(10));
    failed(&world, "demo", Trigger::ChargePaid, 1, 0, OPTED_OUT).await;
    world.upkeep.tell_of_failed_texts().await.unwrap();
    assert!(world.operator_alerts.take().is_empty());
}
