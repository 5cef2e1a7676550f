//! Stores that are connected, and everything around the function.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    default_flows::default_flows,
    flow::{Flow, FlowStatus},
    ids::{SourceId, StoreId},
    job::{EventJob, WebhookJob},
    minute::Minute,
    settings::{ConsentMode, StoreSettings},
    trigger::Trigger,
};
use rechime_platform::{
    clock::{Clock, FakeClock},
    operator_alerts::{MemoryOperatorAlerts, OperatorAlert},
    queue::{MemoryQueue, Outgoing},
    schedules::MemorySchedules,
    secrets::{MemorySecrets, RechargeSecrets, SecretEditor},
};
use rechime_store::{
    Faulty, Memory,
    buckets::Buckets,
    checkups::{Checkup, Checkups},
    configs::{ConfigEditor, Configs, Connection, ConnectionState, StoreConfig, StoreProfile},
};

use super::{deactivated_numbers::FakeLists, recharge::FakeRecharge};
use crate::Upkeep;

/// Upkeep at [`now`], with the store `demo`, which has been connected for an hour with all its flows active.
pub(super) struct World {
    pub(super) table: Memory,
    pub(super) faulty: Arc<Faulty>,
    pub(super) schedules: Arc<MemorySchedules>,
    pub(super) events: Arc<MemoryQueue<EventJob>>,
    pub(super) secrets: Arc<MemorySecrets>,
    pub(super) recharge: Arc<FakeRecharge>,
    pub(super) lists: Arc<FakeLists>,
    pub(super) operator_alerts: Arc<MemoryOperatorAlerts>,
    pub(super) clock: Arc<FakeClock>,
    pub(super) upkeep: Upkeep,
}

impl World {
    /// An installation without stores.
    pub(super) fn empty() -> Self {
        let table = Memory::default();
        let faulty = Arc::new(Faulty::over(table.clone()));
        let (schedules, events) = (Arc::<MemorySchedules>::default(), Arc::<MemoryQueue<_>>::default());
        let (secrets, recharge) = (Arc::<MemorySecrets>::default(), Arc::<FakeRecharge>::default());
        let lists = Arc::<FakeLists>::default();
        let (operator_alerts, clock) =
            (Arc::<MemoryOperatorAlerts>::default(), Arc::new(FakeClock::at(now())));
        let upkeep = Upkeep {
            buckets: faulty.clone(),
            schedules: schedules.clone(),
            stores: faulty.clone(),
            checkups: faulty.clone(),
            messages: faulty.clone(),
            facts: faulty.clone(),
            events: events.clone(),
            subscribers: Arc::new(table.clone()),
            number_lists: Some(lists.clone()),
            list_positions: Arc::new(table.clone()),
            secrets: secrets.clone(),
            recharge: recharge.clone(),
            operator_alerts: operator_alerts.clone(),
            public_url: "https://texts.example".into(),
            clock: clock.clone(),
        };
        Self { table, faulty, schedules, events, secrets, recharge, lists, operator_alerts, clock, upkeep }
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
        world.upkeep.handle().await.unwrap();
        world.table.put_checkup(&demo(), &Checkup::fresh(an_hour_ago(), 16)).await.unwrap();
        world.operator_alerts.take();
        world.recharge.asked();
        assert!(world.enqueued().is_empty());
        world
    }

    pub(super) async fn connect(&self, id: &str, status: FlowStatus) {
        let connection = Connection {
            state: ConnectionState::Live,
            shop_domain: None,
            has_client_secret: true,
            scopes: vec!["read_orders".to_owned()],
            webhooks: 16,
            connected_at: Some(an_hour_ago()),
        };
        let profile = StoreProfile { created_at: an_hour_ago(), connection };
        let flows = default_flows().map(|flow| Flow { status, ..flow }).into_iter().collect();
        let store_config = StoreConfig { profile, settings: settings(id), flows };
        self.table.create_store(&store_config).await.unwrap();
        let secrets = RechargeSecrets {
            api_token: "token".into(),
            client_secret: None,
            previous_client_secret: None,
            path_key: "key".into(),
            shopify_secret: None,
        };
        self.secrets.put(&store_config.settings.id, &secrets).await.unwrap();
    }

    /// The default flow for a trigger, as it is now.
    pub(super) async fn flow(&self, trigger: Trigger) -> Flow {
        let store_config = self.table.get_config(&demo()).await.unwrap().unwrap();
        store_config.flows.get(&SourceId::default_flow(trigger)).unwrap().clone()
    }

    pub(super) async fn edit_flow(&self, trigger: Trigger, edit: impl FnOnce(&mut Flow)) {
        let mut flow = self.flow(trigger).await;
        edit(&mut flow);
        flow.version += 1;
        self.table.put_flow(&demo(), &flow).await.unwrap();
    }

    pub(super) async fn deactivate(&self, trigger: Trigger) {
        self.edit_flow(trigger, |flow| flow.status = FlowStatus::Inactive).await;
    }

    /// Adds an active flow like the default one for a trigger.
    pub(super) async fn add_flow(&self, trigger: Trigger) -> Flow {
        let id = SourceId::further_flow("second").unwrap();
        let flow = Flow { id, ..self.flow(trigger).await };
        self.table.create_flow(&demo(), &flow).await.unwrap();
        flow
    }

    /// Runs the function, and says what it put on the events queue: `topic id`, in order.
    pub(super) async fn run(&self) -> Vec<String> {
        self.upkeep.handle().await.unwrap();
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

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

pub(super) fn now() -> Timestamp {
    "2026-11-25T14:00:00Z".parse().unwrap()
}

pub(super) fn an_hour_ago() -> Timestamp {
    now() - SignedDuration::from_hours(1)
}

pub(super) fn this_minute() -> Minute {
    Minute::containing(now())
}

pub(super) fn demo() -> StoreId {
    StoreId::parse("demo").unwrap()
}

fn settings(id: &str) -> StoreSettings {
    StoreSettings {
        consent_mode: ConsentMode::CheckoutPhones,
        ..StoreSettings::new(StoreId::parse(id).unwrap(), "Oat & Ember", "America/New_York")
    }
}
