//! The function, and everything around it.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use rechime_domain::{
    flow::Flow,
    ids::{SourceId, StoreId},
    job::SendJob,
    message::{MessageRecord, PendingMessage},
    settings::StoreSettings,
    subscriber::Subscriber,
    trigger::Trigger,
};
use rechime_platform::{
    clock::{Clock, FakeClock},
    operator_alerts::{AlertKind, MemoryOperatorAlerts},
    queue::{MemoryQueue, Outgoing},
    schedules::MemorySchedules,
};
use rechime_sms::FakeProvider;
use rechime_store::{
    Faulty, Memory,
    configs::{ConfigEditor, Configs},
    consistency::Consistency,
    messages::Messages,
    parked::{Parked, ParkedKind, ParkedMessages, ParkingLot},
    subscribers::Subscribers,
    waiting::WaitingMessages,
};

use super::samples::{DAY, at, claim, demo, phone, store_config};
use crate::DelayedSend;

/// The sender by day, with the store `demo` of New York, all of whose default flows are active.
pub(super) struct World {
    pub(super) table: Memory,
    pub(super) faulty: Arc<Faulty>,
    pub(super) sends: Arc<MemoryQueue<SendJob>>,
    pub(super) schedules: Arc<MemorySchedules>,
    pub(super) provider: Arc<FakeProvider>,
    pub(super) operator_alerts: Arc<MemoryOperatorAlerts>,
    pub(super) clock: Arc<FakeClock>,
    pub(super) sender: DelayedSend,
}

impl World {
    pub(super) async fn new() -> Self {
        let table = Memory::default();
        table.create_store(&store_config()).await.unwrap();
        let faulty = Arc::new(Faulty::over(table.clone()));
        let (sends, schedules) = (Arc::<MemoryQueue<_>>::default(), Arc::<MemorySchedules>::default());
        let (provider, operator_alerts) =
            (Arc::<FakeProvider>::default(), Arc::<MemoryOperatorAlerts>::default());
        let clock = Arc::new(FakeClock::at(at(DAY)));
        let sender = DelayedSend {
            configs: faulty.clone(),
            subscribers: faulty.clone(),
            promotions: faulty.clone(),
            facts: faulty.clone(),
            messages: faulty.clone(),
            waiting: WaitingMessages::new(faulty.clone(), faulty.clone(), schedules.clone(), 900),
            sends: sends.clone(),
            provider: provider.clone(),
            parking: ParkingLot::new(
                faulty.clone(),
                operator_alerts.clone(),
                clock.clone(),
                ParkedKind::Send,
            ),
            operator_alerts: operator_alerts.clone(),
            clock: clock.clone(),
        };
        Self { table, faulty, sends, schedules, provider, operator_alerts, clock, sender }
    }

    pub(super) async fn edit_flow(&self, trigger: Trigger, edit: impl FnOnce(&mut Flow)) {
        let store_config = self.table.get_config(&demo()).await.unwrap().unwrap();
        let mut flow = store_config.flows.get(&SourceId::default_flow(trigger)).unwrap().clone();
        edit(&mut flow);
        flow.version += 1;
        self.table.put_flow(&demo(), &flow).await.unwrap();
    }

    pub(super) async fn edit_settings(&self, edit: impl FnOnce(&mut StoreSettings)) {
        let store_config = self.table.get_config(&demo()).await.unwrap().unwrap();
        let mut settings = store_config.settings.clone();
        edit(&mut settings);
        settings.version += 1;
        self.table.put_settings(&settings).await.unwrap();
    }

    /// Handles one message at its first delivery as `s-1`; says whether it is done with.
    pub(super) async fn send(&self, message: &PendingMessage) -> bool {
        self.deliver(&[("s-1", 1, message)]).await.is_empty()
    }

    /// Handles it at its second delivery.
    pub(super) async fn send_again(&self, message: &PendingMessage) -> bool {
        self.deliver(&[("s-1", 2, message)]).await.is_empty()
    }

    /// Handles a batch: the queue's id, the number of the delivery, the message. Gives the ids of those that must
    /// come again.
    pub(super) async fn deliver(&self, batch: &[(&str, u32, &PendingMessage)]) -> Vec<String> {
        let mut event = SqsEvent::default();
        for (id, delivery, message) in batch {
            let body = serde_json::to_string(&SendJob::new((*message).clone())).unwrap();
            event.records.push(record(id, *delivery, body));
        }
        self.handle(event).await
    }

    pub(super) async fn handle(&self, event: SqsEvent) -> Vec<String> {
        let response = self.sender.handle(event).await;
        response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    }

    /// How often the provider was called.
    pub(super) fn attempts(&self) -> usize {
        self.provider.attempts().len()
    }

    pub(super) fn queued(&self) -> Vec<(PendingMessage, u16)> {
        let queued = |Outgoing { job: SendJob::V1 { message, .. }, delay_seconds }| (message, delay_seconds);
        self.sends.take().into_iter().map(queued).collect()
    }

    pub(super) async fn row(&self, message: &PendingMessage) -> Option<MessageRecord> {
        self.table.get_message(&message.store, &message.id).await.unwrap()
    }

    /// The name of the state a message is in.
    pub(super) async fn state(&self, message: &PendingMessage) -> &'static str {
        self.row(message).await.map_or("no row", |row| row.state.name())
    }

    /// Claims a message in the name of a queue message, which never concludes it; gives the row.
    pub(super) async fn claimed(&self, message: &PendingMessage, claimed_by: &str) -> MessageRecord {
        let row = claim(message, claimed_by, self.clock.now());
        self.table.claim(&row).await.unwrap();
        row
    }

    pub(super) async fn subscriber(&self) -> Option<Subscriber> {
        self.table.get_subscriber(&demo(), &phone(), Consistency::Strong).await.unwrap()
    }

    /// What is parked under a store, or under none.
    pub(super) async fn parked(&self, store: Option<&StoreId>) -> Vec<Parked> {
        self.table.list_parked(store, None).await.unwrap().items
    }

    pub(super) fn alerts(&self) -> Vec<AlertKind> {
        self.operator_alerts.sent().into_iter().map(|alert| alert.kind).collect()
    }
}

pub(super) fn record(id: &str, delivery: u32, body: String) -> SqsMessage {
    let mut message = SqsMessage::default();
    (message.message_id, message.body) = (Some(id.to_owned()), Some(body));
    message.attributes.insert("ApproximateReceiveCount".to_owned(), delivery.to_string());
    message
}
