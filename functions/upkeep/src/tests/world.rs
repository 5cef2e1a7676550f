//! Upkeep, and what tests ask of it.

use std::{ops::Deref, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    flow::{Flow, FlowStatus},
    job::{EventJob, WebhookJob},
    minute::Minute,
    trigger::Trigger,
};
use rechime_platform::{job::JobError, operator_alerts::OperatorAlert, queue::Outgoing};
use rechime_store::{
    buckets::Buckets,
    checkups::{Checkup, Checkups},
};
pub(super) use rechime_testkit::demo;
use rechime_testkit::{MORNING, at, batch, queue_message};

use super::deactivated_numbers::FakeLists;
use crate::{Event, Upkeep};

/// Upkeep at [`now`], with the store `demo`, which has been connected for an hour with all its flows active.
pub(super) struct World {
    kit: rechime_testkit::World,
    pub(super) lists: Arc<FakeLists>,
    pub(super) upkeep: Upkeep,
}

impl Deref for World {
    type Target = rechime_testkit::World;

    fn deref(&self) -> &Self::Target {
        &self.kit
    }
}

impl World {
    /// An installation without stores.
    pub(super) fn empty() -> Self {
        let kit = rechime_testkit::World::empty(MORNING);
        let lists = Arc::<FakeLists>::default();
        let upkeep = Upkeep {
            buckets: kit.faulty.clone(),
            schedules: kit.schedules.clone(),
            stores: kit.faulty.clone(),
            checkups: kit.faulty.clone(),
            counters: kit.faulty.clone(),
            journal: kit.faulty.clone(),
            facts: kit.faulty.clone(),
            events: kit.events.clone(),
            due: kit.checkups.clone(),
            spread_seconds: 0,
            shards: Arc::new(kit.table.clone()),
            subscribers: Arc::new(kit.table.clone()),
            number_lists: Some(lists.clone()),
            list_positions: Arc::new(kit.table.clone()),
            secrets: kit.secrets.clone(),
            recharge: kit.recharge.clone(),
            operator_alerts: kit.operator_alerts.clone(),
            public_url: "https://texts.example".into(),
            clock: kit.clock.clone(),
        };
        Self { kit, lists, upkeep }
    }

    /// With open buckets, so many minutes from now.
    pub(super) async fn with_buckets(minutes: impl IntoIterator<Item = i64>) -> Self {
        let world = Self::empty();
        for minute in minutes {
            world.table.open_bucket(this_minute().plus(minute)).await.unwrap();
        }
        world
    }

    /// With the store `demo`, and its webhooks where they should be.
    pub(super) async fn new() -> Self {
        let world = Self::empty();
        world.connect("demo", FlowStatus::Active).await;
        world.hour().await.unwrap();
        world.table.put_checkup(&demo(), &Checkup::fresh(an_hour_ago(), 20)).await.unwrap();
        world.operator_alerts.take();
        world.recharge.asked();
        assert!(world.enqueued().is_empty());
        world
    }

    /// Connects a store, its flows in a state.
    pub(super) async fn connect(&self, id: &str, status: FlowStatus) {
        self.create_store_with(id, status).await;
    }

    pub(super) async fn deactivate(&self, trigger: Trigger) {
        self.edit_flow(trigger, |flow| flow.status = FlowStatus::Inactive).await;
    }

    /// Adds an active flow like the default one for a trigger.
    pub(super) async fn add_flow(&self, trigger: Trigger) -> Flow {
        self.kit.add_flow(trigger, |_| ()).await
    }

    /// An hour passes: the function is woken for it, and then for each store.
    pub(super) async fn hour(&self) -> Result<(), JobError> {
        let mut outcome = self.upkeep.handle(Self::hour_event()).await;
        for due in self.checkups.take() {
            let body = serde_json::to_string(&due.job).unwrap();
            let message = batch([queue_message("c-1", 1, body)]);
            outcome = outcome.and(self.upkeep.handle(Event::Store(message)).await);
        }
        outcome
    }

    /// What the schedule sends.
    pub(super) fn hour_event() -> Event {
        serde_json::from_value(serde_json::json!({ "version": "0" })).unwrap()
    }

    /// Runs the function, and says what it put on the events queue: `topic id`, in order.
    pub(super) async fn run(&self) -> Vec<String> {
        self.hour().await.unwrap();
        self.enqueued()
    }

    pub(super) fn enqueued(&self) -> Vec<String> {
        let told = |job: &WebhookJob| {
            let payload: serde_json::Value = serde_json::from_str(job.payload.get()).unwrap();
            let object = payload.as_object().unwrap().values().next().unwrap();
            format!("{} {}", job.topic, object["id"])
        };
        self.jobs().iter().map(told).collect()
    }

    /// What it put on the events queue, for evaluation at once.
    pub(super) fn jobs(&self) -> Vec<WebhookJob> {
        let jobs = self.events.take().into_iter().map(|outgoing| match outgoing {
            Outgoing { job: EventJob::Recharge(job), delay_seconds: 0 } => job,
            other => panic!("upkeep enqueued {other:?}"),
        });
        jobs.collect()
    }

    pub(super) async fn checkup(&self) -> Checkup {
        self.table.get_checkup(&demo()).await.unwrap().unwrap()
    }

    pub(super) fn alerts(&self) -> Vec<(&'static str, String)> {
        let kind = |alert: OperatorAlert| (alert.kind.detail_type(), alert.store.unwrap().to_string());
        self.operator_alerts.take().into_iter().map(kind).collect()
    }

    /// Lets an hour pass.
    pub(super) fn next_hour(&self) {
        self.clock.advance(SignedDuration::from_hours(1));
    }
}

pub(super) fn now() -> Timestamp {
    at(MORNING)
}

pub(super) fn an_hour_ago() -> Timestamp {
    now() - SignedDuration::from_hours(1)
}

pub(super) fn this_minute() -> Minute {
    Minute::containing(now())
}
