//! Evaluation, and what tests ask of it.

use std::ops::Deref;

use rechime_domain::{
    flow::Flow,
    ids::{MessageId, OccurrenceKey, SourceId},
    message::{MessageRecord, PendingMessage},
    minute::Minute,
    occurrence::{Occurrence, Subject},
    trigger::Trigger,
};
use rechime_store::{
    messages::Messages,
    parked::{Parked, ParkedKind},
};
pub(super) use rechime_testkit::demo;
use rechime_testkit::{DAY, NIGHT, at, batch, failures, link_base, occurrence, pending, queue_message};

use super::webhook::Webhook;
use crate::{Evaluation, RecentReports};

/// Evaluation by day, with the store `demo`.
pub(super) struct World {
    kit: rechime_testkit::World,
    pub(super) evaluation: Evaluation,
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
        let evaluation = Evaluation {
            configs: kit.faulty.clone(),
            checkups: kit.faulty.clone(),
            subscribers: kit.faulty.clone(),
            facts: kit.faulty.clone(),
            recent: RecentReports::default(),
            messages: kit.faulty.clone(),
            journal: kit.faulty.clone(),
            link_base: link_base(),
            parking: kit.parking(ParkedKind::Event),
            waiting: kit.waiting(900),
            events: kit.events.clone(),
            sends: kit.sends.clone(),
            tokens: kit.secrets.clone(),
            signature_marks: kit.secrets.clone(),
            recharge: kit.recharge.clone(),
            customer_cache: kit.faulty.clone(),
            operator_alerts: kit.operator_alerts.clone(),
            clock: kit.clock.clone(),
        };
        Self { kit, evaluation }
    }

    pub(super) async fn by_night() -> Self {
        let world = Self::new().await;
        world.clock.set(at(NIGHT));
        world
    }

    /// Adds a second flow for a trigger, like the default one but for the edit; gives its id.
    pub(super) async fn add_flow(&self, trigger: Trigger, edit: impl FnOnce(&mut Flow)) -> SourceId {
        self.kit.add_flow(trigger, edit).await.id
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
        let messages = bodies.into_iter().map(|(id, body)| queue_message(id, 1, body));
        failures(self.evaluation.handle(batch(messages)).await)
    }

    /// What is held in the six minutes from `from` on.
    pub(super) async fn held(&self, from: &str) -> Vec<(Minute, PendingMessage)> {
        let mut held = Vec::new();
        for minute in (0..6).map(|count| Minute::at_or_after(at(from)).plus(count)) {
            held.extend(self.held_until(minute).await.into_iter().map(|message| (minute, message)));
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
}

/// The id of the default flow's first message about an occurrence of the customer 9.
pub(super) fn id(trigger: Trigger, key: &str) -> MessageId {
    let customer = Some("9".to_owned());
    let occurrence = occurrence(trigger, Subject::Customer("9".to_owned()), at(DAY));
    pending(&demo(), Occurrence { customer, key: OccurrenceKey::new(key), ..occurrence }).id
}
