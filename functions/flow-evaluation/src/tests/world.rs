//! A store, and everything around the function.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use rechime_domain::{
    default_flows::{default_flow, default_flows},
    flow::{Flow, FlowStatus},
    ids::{MessageId, OccurrenceKey, SourceId, StoreId},
    job::SendJob,
    message::{MessageRecord, PendingMessage},
    minute::Minute,
    occurrence::{Occurrence, Phone, Subject, Tags},
    place::Address,
    settings::{ConsentMode, StoreSettings},
    trigger::Trigger,
};
use rechime_platform::{
    clock::FakeClock,
    operator_alerts::MemoryOperatorAlerts,
    queue::{MemoryQueue, Outgoing},
    schedules::MemorySchedules,
    secrets::{MemorySecrets, RechargeSecrets, SecretEditor},
};
use rechime_store::{
    Faulty, Memory,
    configs::{ConfigEditor, Configs, Connection, ConnectionState, StoreConfig, StoreProfile},
    holds::{Holds, SHARDS},
    messages::Messages,
    parked::{Parked, ParkedKind, ParkedMessages, ParkingLot},
    waiting::WaitingMessages,
};

use super::{
    recharge::FakeRecharge,
    webhook::{DAY, Webhook, at},
};
use crate::Evaluation;

/// Evaluation by day, with the store `demo` of New York, all of whose default flows are active.
pub(super) struct World {
    pub(super) table: Memory,
    pub(super) faulty: Arc<Faulty>,
    pub(super) sends: Arc<MemoryQueue<SendJob>>,
    pub(super) schedules: Arc<MemorySchedules>,
    pub(super) secrets: Arc<MemorySecrets>,
    pub(super) recharge: Arc<FakeRecharge>,
    pub(super) operator_alerts: Arc<MemoryOperatorAlerts>,
    pub(super) clock: Arc<FakeClock>,
    pub(super) evaluation: Evaluation,
}

impl World {
    pub(super) async fn new() -> Self {
        let table = Memory::default();
        let faulty = Arc::new(Faulty::over(table.clone()));
        let (sends, schedules) = (Arc::<MemoryQueue<_>>::default(), Arc::<MemorySchedules>::default());
        let (secrets, recharge) = (Arc::<MemorySecrets>::default(), Arc::<FakeRecharge>::default());
        let (operator_alerts, clock) =
            (Arc::<MemoryOperatorAlerts>::default(), Arc::new(FakeClock::at(at(DAY))));
        let evaluation = Evaluation {
            configs: faulty.clone(),
            checkups: faulty.clone(),
            subscribers: faulty.clone(),
            facts: faulty.clone(),
            messages: faulty.clone(),
            journal: faulty.clone(),
            parking: ParkingLot::new(
                faulty.clone(),
                operator_alerts.clone(),
                clock.clone(),
                ParkedKind::Event,
            ),
            waiting: WaitingMessages::new(faulty.clone(), faulty.clone(), schedules.clone(), 900),
            sends: sends.clone(),
            secrets: secrets.clone(),
            recharge: recharge.clone(),
            customer_cache: faulty.clone(),
            operator_alerts: operator_alerts.clone(),
            clock: clock.clone(),
        };
        let world =
            Self { table, faulty, sends, schedules, secrets, recharge, operator_alerts, clock, evaluation };
        world.create_store("demo").await;
        world
    }

    pub(super) async fn by_night() -> Self {
        let world = Self::new().await;
        world.clock.set(at(super::webhook::NIGHT));
        world
    }

    pub(super) async fn create_store(&self, id: &str) {
        let connection = Connection {
            state: ConnectionState::Live,
            shop_domain: None,
            has_client_secret: true,
            scopes: Vec::new(),
            webhooks: 16,
            connected_at: None,
        };
        let profile = StoreProfile { created_at: at(DAY), connection };
        let flows = default_flows().map(|flow| Flow { status: FlowStatus::Active, ..flow });
        let store_config =
            StoreConfig { profile, settings: settings(id), flows: flows.into_iter().collect() };
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

    pub(super) async fn edit_flow(&self, trigger: Trigger, edit: impl FnOnce(&mut Flow)) {
        let store_config = self.table.get_config(&demo()).await.unwrap().unwrap();
        let mut flow = store_config.flows.get(&SourceId::default_flow(trigger)).unwrap().clone();
        edit(&mut flow);
        flow.version += 1;
        self.table.put_flow(&demo(), &flow).await.unwrap();
    }

    /// Adds a second flow for a trigger, like the default one but for the edit; gives its id.
    pub(super) async fn add_flow(&self, trigger: Trigger, edit: impl FnOnce(&mut Flow)) -> SourceId {
        let id = SourceId::further_flow("second").unwrap();
        let mut flow = Flow { id: id.clone(), status: FlowStatus::Active, ..default_flow(trigger) };
        edit(&mut flow);
        self.table.create_flow(&demo(), &flow).await.unwrap();
        id
    }

    pub(super) async fn edit_settings(&self, edit: impl FnOnce(&mut StoreSettings)) {
        let store_config = self.table.get_config(&demo()).await.unwrap().unwrap();
        let mut settings = store_config.settings.clone();
        edit(&mut settings);
        settings.version += 1;
        self.table.put_settings(&settings).await.unwrap();
    }

    /// Evaluates webhooks as one batch; gives the queue's ids of those that must come again.
    pub(super) async fn evaluate(&self, webhooks: &[Webhook]) -> Vec<String> {
        let bodies = webhooks.iter().map(|webhook| (webhook.queue_id, webhook.body()));
        self.evaluate_bodies(bodies).await
    }

    pub(super) async fn evaluate_bodies(
        &self,
        bodies: impl IntoIterator<Item = (&str, String)>,
    ) -> Vec<String> {
        let mut event = SqsEvent::default();
        for (id, body) in bodies {
            let mut message = SqsMessage::default();
            (message.message_id, message.body) = (Some(id.to_owned()), Some(body));
            event.records.push(message);
        }
        let response = self.evaluation.handle(event).await;
        response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    }

    /// What was enqueued since the last time, with its delays.
    pub(super) fn queued(&self) -> Vec<(PendingMessage, u16)> {
        let queued = |Outgoing { job: SendJob::V1 { message, .. }, delay_seconds }| (message, delay_seconds);
        self.sends.take().into_iter().map(queued).collect()
    }

    /// What is held in the six minutes from `from` on.
    pub(super) async fn held(&self, from: &str) -> Vec<(Minute, PendingMessage)> {
        let mut held = Vec::new();
        for minute in (0..6).map(|count| Minute::at_or_after(at(from)).plus(count)) {
            for shard in 0..SHARDS {
                let page = self.table.list_holds(minute, shard, None, 100).await.unwrap();
                held.extend(page.items.into_iter().map(|message| (minute, message)));
            }
        }
        held
    }

    pub(super) async fn row(&self, trigger: Trigger, occurrence: &str) -> Option<MessageRecord> {
        self.table.get_message(&demo(), &id(trigger, occurrence)).await.unwrap()
    }

    /// What is parked under the store `demo`.
    pub(super) async fn parked(&self) -> Vec<Parked> {
        self.parked_under(Some(&demo())).await
    }

    pub(super) async fn parked_under(&self, store: Option<&StoreId>) -> Vec<Parked> {
        self.table.list_parked(store, None).await.unwrap().items
    }
}

pub(super) fn demo() -> StoreId {
    StoreId::parse("demo").unwrap()
}

/// The id of the default flow's first message about an occurrence of the customer 9.
pub(super) fn id(trigger: Trigger, occurrence: &str) -> MessageId {
    let occurrence = Arc::new(Occurrence {
        trigger,
        key: OccurrenceKey::new(occurrence),
        subject: Subject::Customer("9".to_owned()),
        customer: Some("9".to_owned()),
        attempt: None,
        at: at(DAY),
        received_at: at(DAY),
        stale_from: None,
        old_from: None,
        charge_on: None,
        phone: Phone::Missing,
        address: Address::default(),
        tags: Tags::new(),
    });
    let message = default_flow(trigger).messages(&demo(), &occurrence).next();
    message.unwrap().id
}

fn settings(id: &str) -> StoreSettings {
    StoreSettings {
        consent_mode: ConsentMode::CheckoutPhones,
        ..StoreSettings::new(StoreId::parse(id).unwrap(), "Oat & Ember", "America/New_York")
    }
}
