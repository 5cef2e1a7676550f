//! The function, and what tests ask of it.

use std::{ops::Deref, sync::Arc};

use aws_lambda_events::sqs::SqsMessage;
use rechime_domain::phone::PhoneNumber;
use rechime_domain::{
    consent::{ConsentEntry, ConsentSource, ConsentStatus, Statement},
    frequency::{SentText, SentTexts},
    message::PendingMessage,
    occurrence::Subject,
    sender::SenderPathKey,
    trigger::Trigger,
};
use rechime_platform::{queue::Outgoing, secrets::SenderSecret};
use rechime_sms::{TwilioWebhooks, feedback::Feedback};
use rechime_store::{
    consistency::Consistency,
    parked::{Parked, ParkedKind},
    sent_texts::{Seen, SentTextLog},
    subscribers::Subscribers,
};
pub(super) use rechime_testkit::queue_message;
pub(super) use rechime_testkit::{PHONE_OF_SAN_FRANCISCO as PHONE, at as instant, store_id as id};
use rechime_testkit::{batch, occurrence, own_sender, payloads::sms, pending};

use crate::{Answer, CallOutcome, Event, HttpAnswer, MessageStatus, RecentCalls};

pub(super) const TOKEN: &str = "12345";
pub(super) const ACCOUNT: &str = "AC00000000000000000000000000000000";
/// In the dead of night in New York.
pub(super) const NIGHT: &str = "2026-11-24T08:00:00Z";

/// An installation with Twilio, and its stores.
pub(super) struct World {
    kit: rechime_testkit::World,
    pub(super) function: MessageStatus,
}

impl Deref for World {
    type Target = rechime_testkit::World;

    fn deref(&self) -> &Self::Target {
        &self.kit
    }
}

impl World {
    /// An installation with the store `demo`.
    pub(super) async fn new() -> Self {
        Self::with(&["demo"]).await
    }

    /// With stores that are called like their ids, in capitals.
    pub(super) async fn with(stores: &[&str]) -> Self {
        let kit = rechime_testkit::World::empty(NIGHT);
        for store in stores {
            kit.create_store(store).await;
            kit.edit_settings_of(&id(store), |settings| settings.name = store.to_uppercase()).await;
        }
        let function = MessageStatus {
            webhooks: webhooks(&kit),
            recent_calls: RecentCalls::default(),
            replies_queue: kit.replies.clone(),
            feedback: kit.feedback.clone(),
            stores: kit.faulty.clone(),
            subscribers: kit.faulty.clone(),
            senders: kit.faulty.clone(),
            own_sender: own_sender(),
            paces: kit.faulty.clone(),
            phones: kit.faulty.clone(),
            messages: kit.faulty.clone(),
            clicks: kit.faulty.clone(),
            sent_texts: kit.faulty.clone(),
            replies: kit.faulty.clone(),
            received: kit.faulty.clone(),
            provider: kit.provider.clone(),
            parking: kit.parking(ParkedKind::Feedback),
            clock: kit.clock.clone(),
        };
        Self { kit, function }
    }

    /// What calls put on the two queues since the last time, replies first.
    pub(super) fn enqueued(&self) -> Vec<Outgoing<Feedback>> {
        [self.replies.take(), self.feedback.take()].concat()
    }

    /// Another process over the same table: it remembers nothing.
    pub(super) fn another_process(&mut self) {
        self.function.recent_calls = RecentCalls::default();
    }

    /// A reply as AWS publishes it, delivered once; says whether it is done with.
    pub(super) async fn says(&self, id: &str, words: &str) -> bool {
        self.comes(id, 1, &inbound(id, words)).await
    }

    /// A delivery of the queue message `id`; says whether it is done with.
    pub(super) async fn comes(&self, id: &str, delivery: u32, body: &str) -> bool {
        self.come_together([queue_message(id, delivery, body.to_owned())]).await
    }

    /// Queue messages that come in one batch; says whether all are done with.
    pub(super) async fn come_together(&self, messages: impl IntoIterator<Item = SqsMessage>) -> bool {
        match self.function.handle(Event::Queue(batch(messages))).await {
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
        self.parked_under(None).await
    }

    /// The store texted the subscriber at noon of a day of this November, and may have their consent.
    pub(super) async fn knows(&self, store: &str, day: i8, consent: Option<ConsentStatus>) {
        self.texted(store, &format!("2026-11-{day:02}T12:00:00Z")).await;
        if let Some(status) = consent {
            let listed = Statement::new(status, ConsentSource::Import, instant("2026-11-01T00:00:00Z"));
            self.table.put_consent(&id(store), &phone(), &listed).await.unwrap();
        }
    }

    /// The store texted the subscriber at that instant.
    pub(super) async fn texted(&self, store: &str, at: &str) {
        let (store, at) = (id(store), instant(at));
        let PendingMessage { id: message, source, .. } =
            pending(&store, occurrence(Trigger::ChargePaid, Subject::Charge("1".to_owned()), at));
        let (none, person) = (SentTexts::default(), message.person());
        let texted = none.with(SentText { message, at, promotional: false }, &source);
        let row = self.table.get_own_row(&store, &phone(), Consistency::Strong).await.unwrap();
        let sender = self.kit.store_config(&store).await.sender_id();
        let seen = Seen { texts: none, consent: row.and_then(|row| row.consent) };
        assert!(self.table.count_text(&store, &phone(), &person, &sender, &seen, &texted).await.unwrap());
    }
}

/// The installation's own account is Twilio's, and so are those of stores.
fn webhooks(kit: &rechime_testkit::World) -> Arc<TwilioWebhooks> {
    let own = SenderSecret { account: ACCOUNT.to_owned(), token: TOKEN.into() };
    let url = "https://hooks.example.com/";
    Arc::new(TwilioWebhooks::new(Some(Arc::new(own)), kit.sender_secrets.clone(), path_key(), url))
}

/// What the keys in addresses are made of.
pub(super) fn path_key() -> SenderPathKey {
    SenderPathKey::new(b"installation key")
}

pub(super) fn inbound(id: &str, words: &str) -> String {
    sms::reply(PHONE, words, id).to_string()
}

pub(super) fn phone() -> PhoneNumber {
    PhoneNumber::from_e164(PHONE).unwrap()
}
