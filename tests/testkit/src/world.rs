//! Everything around a function, in memory.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    campaign::{Campaign, CampaignState, Launch, SendAt},
    consent::{ConsentSource, ConsentStatus, Statement},
    default_flows::{default_flow, default_flows},
    flow::{Flow, FlowStatus, Step},
    ids::{SourceId, StoreId},
    job::{AudienceJob, CheckupJob, ClickJob, EventJob, ReleaseJob, SendJob},
    link::LinkForm,
    message::PendingMessage,
    minute::Minute,
    phone::PhoneNumber,
    segment::Segments,
    sender::Sender,
    settings::StoreSettings,
    trigger::Trigger,
};
use rechime_platform::{
    clock::{Clock, FakeClock},
    operator_alerts::{AlertKind, MemoryOperatorAlerts},
    queue::{MemoryQueue, Outgoing},
    schedules::MemorySchedules,
    secrets::{MemorySecrets, MemorySenderSecrets, SecretEditor},
};
use rechime_recharge::FakeRecharge;
use rechime_sms::{FakeProvider, FakeSenderCheck, feedback::Feedback};
use rechime_store::{
    Faulty, Memory,
    campaigns::CampaignEditor,
    configs::{ConfigEditor, Configs, Connection, ConnectionState, StoreConfig, StoreProfile},
    holds::{Holds, SHARDS},
    parked::{Parked, ParkedKind, ParkedMessages, ParkingLot},
    subscribers::Subscribers,
    waiting::WaitingMessages,
};

use crate::samples::{DAY, at, audit_entry, demo, secrets, settings, store_id};

/// Everything that a function reaches, in memory.
#[derive(Debug)]
pub struct World {
    /// The table, for a test to prepare and to look into.
    pub table: Memory,
    /// The same table for the function: a test may let its calls fail.
    pub faulty: Arc<Faulty>,
    /// What is for evaluation.
    pub events: Arc<MemoryQueue<EventJob>>,
    /// What is for the sender.
    pub sends: Arc<MemoryQueue<SendJob>>,
    /// What is for the sender from campaigns.
    pub bulk: Arc<MemoryQueue<SendJob>>,
    /// Releases that go on.
    pub releases: Arc<MemoryQueue<ReleaseJob>>,
    /// Links that were followed.
    pub clicks: Arc<MemoryQueue<ClickJob>>,
    /// Runs over a list.
    pub audience: Arc<MemoryQueue<AudienceJob>>,
    /// Stores to be looked after.
    pub checkups: Arc<MemoryQueue<CheckupJob>>,
    /// Replies.
    pub replies: Arc<MemoryQueue<Feedback>>,
    /// Receipts.
    pub feedback: Arc<MemoryQueue<Feedback>>,
    /// The schedules of releases.
    pub schedules: Arc<MemorySchedules>,
    /// The stores' secrets.
    pub secrets: Arc<MemorySecrets>,
    /// The credentials of their senders.
    pub sender_secrets: Arc<MemorySenderSecrets>,
    /// What the providers say of senders.
    pub sender_check: Arc<FakeSenderCheck>,
    /// Recharge.
    pub recharge: Arc<FakeRecharge>,
    /// The SMS provider.
    pub provider: Arc<FakeProvider>,
    /// What the operator was told.
    pub operator_alerts: Arc<MemoryOperatorAlerts>,
    /// The time.
    pub clock: Arc<FakeClock>,
}

impl World {
    /// No store yet.
    #[must_use]
    pub fn empty(now: &str) -> Self {
        let table = Memory::default();
        Self {
            faulty: Arc::new(Faulty::over(table.clone())),
            table,
            events: Arc::default(),
            sends: Arc::default(),
            bulk: Arc::default(),
            releases: Arc::default(),
            clicks: Arc::default(),
            audience: Arc::default(),
            checkups: Arc::default(),
            replies: Arc::default(),
            feedback: Arc::default(),
            schedules: Arc::default(),
            secrets: Arc::default(),
            sender_secrets: Arc::default(),
            sender_check: Arc::default(),
            recharge: Arc::default(),
            provider: Arc::default(),
            operator_alerts: Arc::default(),
            clock: Arc::new(FakeClock::at(at(now))),
        }
    }

    /// By day, with the store `demo` of New York, all of whose default flows are active.
    pub async fn new() -> Self {
        let world = Self::empty(DAY);
        world.create_store("demo").await;
        world
    }

    /// Adds a store that was connected an hour ago; its default flows are active.
    pub async fn create_store(&self, id: &str) {
        self.create_store_with(id, FlowStatus::Active).await;
    }

    /// The same with default flows of another status.
    pub async fn create_store_with(&self, id: &str, status: FlowStatus) {
        let hour_ago = self.now() - SignedDuration::from_hours(1);
        let connection = Connection {
            state: ConnectionState::Live,
            shop_domain: None,
            has_client_secret: true,
            scopes: vec!["read_orders".to_owned()],
            webhooks: 20,
            connected_at: Some(hour_ago),
        };
        let store_config = StoreConfig {
            profile: StoreProfile { created_at: hour_ago, connection },
            settings: settings(id),
            flows: default_flows().map(|flow| Flow { status, ..flow }).into_iter().collect(),
            segments: Segments::default(),
            sender: None,
        };
        self.table.create_store(&store_config, &audit_entry()).await.unwrap();
        self.secrets.put(&store_id(id), &secrets()).await.unwrap();
    }

    /// Gives a store a sender of its own, or the installation's again.
    pub async fn put_sender(&self, store: &str, sender: Option<&Sender>) {
        let store = store_id(store);
        let before = self.store_config(&store).await.sender.as_ref().map(|sender| sender.id.clone());
        self.table.put_sender(&store, sender, before.as_ref(), &audit_entry()).await.unwrap();
    }

    /// The function's way to park what it cannot handle.
    #[must_use]
    pub fn parking(&self, kind: ParkedKind) -> ParkingLot {
        ParkingLot::new(self.faulty.clone(), self.operator_alerts.clone(), self.clock.clone(), kind)
    }

    /// The function's way to let messages wait; up to so many seconds they wait in the queue.
    #[must_use]
    pub fn waiting(&self, queue_seconds: u16) -> WaitingMessages {
        WaitingMessages::new(self.faulty.clone(), self.faulty.clone(), self.schedules.clone(), queue_seconds)
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A store as it is now.
    pub async fn store_config(&self, store: &StoreId) -> Arc<StoreConfig> {
        self.table.get_config(store).await.unwrap().unwrap()
    }

    /// The store `demo`'s default flow for a trigger, as it is now.
    pub async fn flow(&self, trigger: Trigger) -> Flow {
        self.store_config(&demo()).await.flows.get(&SourceId::default_flow(trigger)).unwrap().clone()
    }

    /// Changes it.
    pub async fn edit_flow(&self, trigger: Trigger, edit: impl FnOnce(&mut Flow)) {
        let mut flow = self.flow(trigger).await;
        edit(&mut flow);
        flow.version += 1;
        self.table.put_flow(&demo(), &flow, &audit_entry()).await.unwrap();
    }

    /// Adds a second, active flow for a trigger, like the default one but for the edit; gives it.
    pub async fn add_flow(&self, trigger: Trigger, edit: impl FnOnce(&mut Flow)) -> Flow {
        let id = SourceId::further_flow("second").unwrap();
        let mut flow = Flow { id, status: FlowStatus::Active, ..default_flow(trigger) };
        edit(&mut flow);
        self.table.create_flow(&demo(), &flow, &audit_entry()).await.unwrap();
        flow
    }

    /// A campaign of a store, launched now: to everybody, at once, with this text, but for the edit.
    pub async fn launch_campaign(
        &self,
        store: &StoreId,
        name: &str,
        template: &str,
        edit: impl FnOnce(&mut Campaign),
    ) -> Campaign {
        let now = self.now();
        let mut campaign = Campaign {
            id: SourceId::campaign(name).unwrap(),
            name: name.to_owned(),
            segment: None,
            text: Step::new(0, template),
            links: LinkForm::default(),
            send_at: SendAt::Now,
            created_at: now,
            state: CampaignState::Launched { launch: Launch { at: now, condition: None } },
            version: 2,
        };
        edit(&mut campaign);
        self.table.create_campaign(store, &campaign, &audit_entry()).await.unwrap();
        campaign
    }

    /// Cancels a campaign now.
    pub async fn cancel_campaign(&self, store: &StoreId, campaign: &Campaign) {
        let launch = campaign.launch().unwrap().clone();
        let state = CampaignState::Canceled { launch, canceled_at: self.now() };
        let canceled = Campaign { state, version: campaign.version + 1, ..campaign.clone() };
        self.table.put_campaign(store, &canceled, &audit_entry()).await.unwrap();
    }

    /// Has the owner of a phone agree to a store's texts, promotions too.
    pub async fn subscribe(&self, store: &StoreId, phone: &PhoneNumber) {
        let said_at = self.now() - SignedDuration::from_hours(24);
        let statement = Statement::new(ConsentStatus::Subscribed, ConsentSource::Merchant, said_at);
        self.table.put_consent(store, phone, &statement).await.unwrap();
    }

    /// Changes the store `demo`'s settings.
    pub async fn edit_settings(&self, edit: impl FnOnce(&mut StoreSettings)) {
        self.edit_settings_of(&demo(), edit).await;
    }

    /// Changes a store's settings.
    pub async fn edit_settings_of(&self, store: &StoreId, edit: impl FnOnce(&mut StoreSettings)) {
        let mut settings = self.store_config(store).await.settings.clone();
        edit(&mut settings);
        settings.version += 1;
        self.table.put_settings(&settings, &audit_entry()).await.unwrap();
    }

    /// What was enqueued for the sender since the last time, with its delays in seconds.
    #[must_use]
    pub fn queued(&self) -> Vec<(PendingMessage, u16)> {
        let queued =
            |Outgoing::<SendJob> { job, delay_seconds }| Some((job.message()?.clone(), delay_seconds));
        self.sends.take().into_iter().filter_map(queued).collect()
    }

    /// What is held until a minute.
    pub async fn held_until(&self, minute: Minute) -> Vec<PendingMessage> {
        let mut held = Vec::new();
        for shard in 0..SHARDS {
            held.extend(self.table.list_holds(minute, shard, None, 100_000).await.unwrap().items);
        }
        held
    }

    /// What is parked under a store, or under none.
    pub async fn parked_under(&self, store: Option<&StoreId>) -> Vec<Parked> {
        self.table.list_parked(store, None).await.unwrap().items
    }

    /// What the operator was told so far.
    #[must_use]
    pub fn alerts(&self) -> Vec<AlertKind> {
        self.operator_alerts.sent().into_iter().map(|alert| alert.kind).collect()
    }
}
