//! The function, and everything around it.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use jiff::{Timestamp, civil::Date};
use rechime_domain::{
    consent::{ConsentEntry, ConsentSource, ConsentStatus, Statement},
    flow::Flows,
    ids::{PersonId, StoreId},
    phone::PhoneNumber,
};
use rechime_platform::{clock::FakeClock, operator_alerts::MemoryOperatorAlerts, queue::MemoryQueue};
use rechime_sms::{FakeProvider, TwilioWebhooks, feedback::Feedback};
use rechime_store::{
    Faulty, Memory,
    configs::{ConfigEditor, Connection, ConnectionState, StoreConfig, StoreProfile},
    consistency::Consistency,
    parked::{Parked, ParkedKind, ParkedMessages, ParkingLot},
    subscribers::{SubscriberEditor, Subscribers},
};
use serde_json::json;

use crate::{Answer, CallOutcome, Event, HttpAnswer, MessageStatus};

pub(super) const TOKEN: &str = "12345";
pub(super) const PHONE: &str = "+14155552671";
/// In the dead of night in New York.
pub(super) const NIGHT: &str = "2026-11-24T08:00:00Z";

/// An installation with Twilio, and its stores.
pub(super) struct World {
    pub(super) table: Memory,
    pub(super) faulty: Arc<Faulty>,
    pub(super) provider: Arc<FakeProvider>,
    pub(super) queue: Arc<MemoryQueue<Feedback>>,
    pub(super) operator_alerts: Arc<MemoryOperatorAlerts>,
    pub(super) clock: Arc<FakeClock>,
    pub(super) function: MessageStatus,
}

impl World {
    /// An installation with the store `demo`.
    pub(super) async fn new() -> Self {
        Self::with(&["demo"]).await
    }

    pub(super) async fn with(stores: &[&str]) -> Self {
        let table = Memory::default();
        for id in stores {
            table.create_store(&store_config(id)).await.unwrap();
        }
        let faulty = Arc::new(Faulty::over(table.clone()));
        let (provider, queue) = (Arc::<FakeProvider>::default(), Arc::<MemoryQueue<_>>::default());
        let operator_alerts = Arc::<MemoryOperatorAlerts>::default();
        let clock = Arc::new(FakeClock::at(instant(NIGHT)));
        let function = MessageStatus {
            webhooks: Some(Arc::new(TwilioWebhooks::new(TOKEN.into(), "https://hooks.example.com/"))),
            feedback: queue.clone(),
            stores: faulty.clone(),
            subscribers: faulty.clone(),
            messages: faulty.clone(),
            replies: faulty.clone(),
            provider: provider.clone(),
            parking: ParkingLot::new(
                faulty.clone(),
                operator_alerts.clone(),
                clock.clone(),
                ParkedKind::Feedback,
            ),
            clock: clock.clone(),
        };
        Self { table, faulty, provider, queue, operator_alerts, clock, function }
    }

    /// A reply as AWS publishes it, delivered once; says whether it is done with.
    pub(super) async fn says(&self, id: &str, words: &str) -> bool {
        self.comes(id, 1, &inbound(id, words)).await
    }

    /// A delivery of the queue message `id`; says whether it is done with.
    pub(super) async fn comes(&self, id: &str, delivery: u32, body: &str) -> bool {
        let mut message = SqsMessage::default();
        (message.message_id, message.body) = (Some(id.to_owned()), Some(body.to_owned()));
        message.attributes.insert("ApproximateReceiveCount".to_owned(), delivery.to_string());
        let mut batch = SqsEvent::default();
        batch.records.push(message);
        match self.function.handle(Event::Queue(batch)).await {
            Answer::Queue(response) => response.batch_item_failures.is_empty(),
            Answer::Http(answer) => panic!("answered {answer:?}"),
        }
    }

    /// What becomes of a request as API Gateway hands it over.
    pub(super) async fn asked(&self, request: serde_json::Value) -> CallOutcome {
        self.answered(request).await.outcome
    }

    pub(super) async fn answered(&self, request: serde_json::Value) -> HttpAnswer {
        match self.function.handle(serde_json::from_value(request).unwrap()).await {
            Answer::Http(answer) => answer,
            Answer::Queue(response) => panic!("answered {response:?}"),
        }
    }

    /// What was sent: the store's name, as it signs its texts, and what follows.
    pub(super) fn answers(&self) -> Vec<String> {
        let sent = self.provider.attempts();
        assert!(sent.iter().all(|text| text.to == phone() && !text.promotional));
        sent.into_iter().map(|text| text.body).collect()
    }

    pub(super) async fn consent(&self, store: &str) -> ConsentStatus {
        let subscriber = self.table.get_subscriber(&id(store), &phone(), Consistency::Strong).await;
        subscriber.unwrap().map_or(ConsentStatus::Unknown, |subscriber| subscriber.consent_status())
    }

    pub(super) async fn ledger(&self, store: &str) -> Vec<ConsentEntry> {
        self.table.list_consents(&id(store), &phone()).await.unwrap()
    }

    /// What is parked under no store.
    pub(super) async fn parked(&self) -> Vec<Parked> {
        self.table.list_parked(None, None).await.unwrap().items
    }

    /// The store texted the subscriber on a day of this November, and may have their consent.
    pub(super) async fn knows(&self, store: &str, day: i8, consent: Option<ConsentStatus>) {
        let (store, phone) = (id(store), phone());
        let (subscriber, day) = (PersonId::of_customer(&store, "maya"), Date::constant(2026, 11, day));
        self.table.put_received_day(&store, &phone, &subscriber, day).await.unwrap();
        if let Some(status) = consent {
            let listed = Statement::new(status, ConsentSource::Import, instant("2026-11-01T00:00:00Z"));
            self.table.put_consent(&store, &phone, &listed).await.unwrap();
        }
    }
}

pub(super) fn inbound(id: &str, words: &str) -> String {
    json!({
        "originationNumber": PHONE, "destinationNumber": "+18005551212", "messageKeyword": "KEYWORD_1",
        "messageBody": words, "inboundMessageId": id, "previousPublishedMessageId": "p-1",
    })
    .to_string()
}

pub(super) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn id(store: &str) -> StoreId {
    StoreId::parse(store).unwrap()
}

pub(super) fn phone() -> PhoneNumber {
    PhoneNumber::from_e164(PHONE).unwrap()
}

fn store_config(id: &str) -> StoreConfig {
    let connection = Connection {
        state: ConnectionState::Live,
        shop_domain: None,
        has_client_secret: true,
        scopes: Vec::new(),
        webhooks: 0,
        connected_at: None,
    };
    let settings = json!({
        "id": id, "name": id.to_uppercase(), "time_zone": "America/New_York", "country": "US",
        "quiet_hours": { "start": "20:00", "end": "09:00" }, "consent_mode": "checkout_phones",
        "fold_typography": true, "portal_url": null, "version": 1,
    });
    StoreConfig {
        profile: StoreProfile { created_at: instant(NIGHT), connection },
        settings: serde_json::from_value(settings).unwrap(),
        flows: Flows::default(),
    }
}
