//! The sender, and what tests ask of it.

use std::ops::Deref;

use aws_lambda_events::sqs::SqsEvent;
use rechime_domain::{
    ids::StoreId,
    job::SendJob,
    message::{MessageRecord, PendingMessage},
    subscriber::Subscriber,
};
use rechime_platform::queue::Outgoing;
use rechime_store::{
    consistency::Consistency,
    messages::Messages,
    parked::{Parked, ParkedKind},
    subscribers::Subscribers,
};
pub(super) use rechime_testkit::batch;
pub(super) use rechime_testkit::queue_message as record;
use rechime_testkit::{failures, installation_sender, link_base, link_key};

use super::samples::{claim, demo, phone};
use crate::DelayedSend;

/// The sender by day, with the store `demo`.
pub(super) struct World {
    kit: rechime_testkit::World,
    pub(super) sender: DelayedSend,
}

impl Deref for World {
    type Target = rechime_testkit::World;

    fn deref(&self) -> &Self::Target {
        &self.kit
    }
}

impl World {
    pub(super) async fn new() -> Self {
        let kit = rechime_testkit::World::new().await;
        let sender = DelayedSend {
            configs: kit.faulty.clone(),
            campaigns: kit.faulty.clone(),
            subscribers: kit.faulty.clone(),
            phones: kit.faulty.clone(),
            sent_texts: kit.faulty.clone(),
            facts: kit.faulty.clone(),
            messages: kit.faulty.clone(),
            links: kit.faulty.clone(),
            link_key: link_key(),
            link_base: link_base(),
            waiting: kit.waiting(900),
            paces: kit.faulty.clone(),
            sender: installation_sender(1_000),
            sends: kit.sends.clone(),
            bulk: kit.bulk.clone(),
            provider: kit.provider.clone(),
            parking: kit.parking(ParkedKind::Send),
            operator_alerts: kit.operator_alerts.clone(),
            clock: kit.clock.clone(),
        };
        Self { kit, sender }
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
    pub(super) async fn deliver(&self, messages: &[(&str, u32, &PendingMessage)]) -> Vec<String> {
        let body = |message: &PendingMessage| serde_json::to_string(&SendJob::new(message.clone())).unwrap();
        let records = messages.iter().map(|(id, delivery, message)| record(id, *delivery, body(message)));
        self.handle(batch(records)).await
    }

    pub(super) async fn handle(&self, event: SqsEvent) -> Vec<String> {
        failures(self.sender.handle(event).await)
    }

    /// How often the provider was called.
    pub(super) fn attempts(&self) -> usize {
        self.provider.attempts().len()
    }

    /// Handles what queues up again, each job under a name of its own and as often as it takes, until nothing does.
    pub(super) async fn settle(&self) {
        for round in 0..20 {
            for (number, Outgoing { job, .. }) in self.sends.take().into_iter().enumerate() {
                let (id, body) = (format!("again-{round}-{number}"), serde_json::to_string(&job).unwrap());
                let mut delivery = 1;
                while !self.handle(batch([record(&id, delivery, body.clone())])).await.is_empty() {
                    delivery += 1;
                    assert!(delivery < 30, "{job:?} is never done with");
                }
            }
        }
        assert!(self.sends.take().is_empty(), "there is always more to do");
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
        let row = claim(message, claimed_by, self.now());
        self.table.claim(&row).await.unwrap();
        row
    }

    pub(super) async fn subscriber(&self) -> Option<Subscriber> {
        self.table.get_subscriber(&demo(), &phone(), Consistency::Strong).await.unwrap()
    }

    /// What is parked under a store, or under none.
    pub(super) async fn parked(&self, store: Option<&StoreId>) -> Vec<Parked> {
        self.parked_under(store).await
    }
}
