//! Whatever fails, the record comes again, and nothing is lost or doubled.

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use rechime_domain::{
    facts::{FactKind, FactReport, Moment},
    flow::{QuietHoursPolicy, Step},
    job::SendJob,
    message::MessageState,
    occurrence::Subject,
    phone::PhoneNumber,
    trigger::Trigger,
};
use rechime_platform::queue::{Outgoing, Queue, QueueError};
use rechime_store::{
    Fault, buckets::Buckets, consistency::Consistency, facts::FactLedger, subscribers::Subscribers,
};
use serde_json::json;

use super::{
    webhook::{NIGHT, PHONE, Webhook, at},
    world::{World, demo},
};

const MORNING: &str = "2026-11-25T14:00:00Z";

#[tokio::test]
async fn while_the_queue_refuses_only_what_is_due_comes_again() {
    let world = World::by_night().await;
    let batch = [Webhook::skipped().received(NIGHT), Webhook::started().received(NIGHT).queued_as("q-2")];
    world.sends.refuse(true);
    assert_eq!(world.evaluate(&batch).await, ["q-2"]);
    assert_eq!(world.held(MORNING).await.len(), 1);
    world.sends.refuse(false);
    assert!(world.evaluate(&batch[1..]).await.is_empty());
    assert_eq!(world.queued().len(), 1);
}

#[tokio::test]
async fn while_schedules_are_refused_only_what_is_held_comes_again() {
    let world = World::by_night().await;
    let batch = [Webhook::skipped().received(NIGHT), Webhook::started().received(NIGHT).queued_as("q-2")];
    world.schedules.refuse(true);
    assert_eq!(world.evaluate(&batch).await, ["q-1"]);
    assert_eq!(world.queued().len(), 1);
    world.schedules.refuse(false);
    assert!(world.evaluate(&batch[..1]).await.is_empty());
    assert_eq!((world.held(MORNING).await.len(), world.schedules.ensured().len()), (1, 1));
}

/// Takes all jobs but one.
struct AllBut(usize);

#[async_trait]
impl Queue<SendJob> for AllBut {
    async fn send(&self, jobs: &[Outgoing<SendJob>]) -> Result<(), QueueError> {
        assert!(jobs.len() > self.0);
        Err(QueueError { failed: vec![self.0], reason: "told to".to_owned() })
    }
}

#[tokio::test]
async fn of_a_batch_that_the_queue_took_in_part_the_rest_comes_again() {
    let step = || Step::new(0, "{{ store_name }}");
    for (refused, again) in [(0, "q-2"), (1, "q-3"), (2, "q-3")] {
        let mut world = World::by_night().await;
        world.edit_flow(Trigger::ChargePaid, |flow| flow.steps = vec![step(), step()]).await;
        world.evaluation.sends = Arc::new(AllBut(refused));
        let batch = [
            Webhook::skipped().received(NIGHT).queued_as("q-1"),
            Webhook::started().received(NIGHT).queued_as("q-2"),
            Webhook::paid(1).received(NIGHT).queued_as("q-3"),
        ];
        assert_eq!(world.evaluate(&batch).await, [again]);
    }
}

/// One of everything: a hold, a text that is due, a skip, something unreadable, and a resumption that is held.
fn batch() -> [Webhook; 5] {
    let resumed =
        json!({"id": 5, "next_charge_scheduled_at": "2026-11-28", "updated_at": "2026-11-24T23:00:00+00:00"});
    [
        Webhook::skipped().received(NIGHT).queued_as("q-1"),
        Webhook::started().received(NIGHT).queued_as("q-2"),
        Webhook::paid(1).received(NIGHT).queued_as("q-3"),
        Webhook::new("charge/paid", json!({})).received(NIGHT).queued_as("q-4"),
        Webhook::subscription("subscription/updated", &resumed).received(NIGHT).queued_as("q-5"),
    ]
}

async fn world_with_a_pause() -> World {
    let world = World::by_night().await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.quiet_hours = QuietHoursPolicy::Drop).await;
    let moment = at("2026-11-20T10:00:00Z");
    let paused = FactReport {
        subject: Subject::Subscription("5".to_owned()),
        kind: FactKind::Paused,
        moment: Moment { at: moment, received_at: moment },
        day: Some("2027-01-15".parse().unwrap()),
    };
    world.table.put_fact(&demo(), &paused).await.unwrap();
    world
}

#[tokio::test]
async fn whichever_call_to_the_table_fails_what_comes_again_completes_it() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        let mut calls = 0;
        loop {
            let world = world_with_a_pause().await;
            world.faulty.fail_after(calls, fault);
            let failed = world.evaluate(&batch()).await;
            if world.faulty.is_armed() {
                break;
            }
            assert!(!failed.is_empty(), "{fault:?} of call {calls} is not passed over");
            let again: Vec<_> = batch()
                .into_iter()
                .filter(|webhook| failed.iter().any(|id| id == webhook.queue_id))
                .collect();
            assert!(world.evaluate(&again).await.is_empty(), "{fault:?} of call {calls}");
            everything_is_kept(&world, &format!("{fault:?} of call {calls}")).await;
            calls += 1;
        }
        assert!(calls > 16, "each of the {calls} calls failed once");
    }
}

async fn everything_is_kept(world: &World, case: &str) {
    let held = world.held(MORNING).await;
    let triggers: BTreeSet<_> = held.iter().filter_map(|(_, message)| message.occurrence.trigger).collect();
    let expected = BTreeSet::from([Trigger::OrderSkipped, Trigger::SubscriptionResumed]);
    assert_eq!((held.len(), triggers), (2, expected), "{case}");
    for (minute, _) in held {
        assert!(world.table.get_bucket(minute).await.unwrap().is_some(), "{case}");
        assert!(world.schedules.ensured().iter().any(|schedule| schedule.release == minute), "{case}");
    }
    let sent: BTreeSet<_> =
        world.queued().into_iter().map(|(message, _)| message.occurrence.key.as_str().to_owned()).collect();
    assert_eq!(sent, BTreeSet::from(["customer:9:started:2026-11-24T16:50Z".to_owned()]), "{case}");
    let row = world.row(Trigger::ChargePaid, "charge:1:paid").await.unwrap();
    assert_eq!(row.state, MessageState::Skipped { at: at(NIGHT) }, "{case}");
    let phone = PhoneNumber::from_e164(PHONE).unwrap();
    let subscriber = world.table.get_subscriber(&demo(), &phone, Consistency::Strong).await.unwrap();
    assert_eq!(subscriber.unwrap().persons, BTreeSet::from([row.id.person()]), "{case}");
    assert_eq!(world.parked().await.len(), 1, "{case}");
    let resumed = Subject::Subscription("5".to_owned());
    assert!(!world.table.get_facts(&demo(), &resumed).await.unwrap().is_paused(), "{case}");
}
