//! From what happened to what is to be done about each message.

use std::sync::Arc;

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    decision::{Decision, Knowledge, Situation, Verdict, decide},
    facts::{FactReport, Known},
    flow::Flow,
    ids::{PersonId, StoreId},
    message::PendingMessage,
    minute::Minute,
    occurrence::{Phone, Subject},
    phone::PhoneNumber,
    reason::Reason,
    settings::StoreSettings,
    source::Source,
    subscriber::Subscriber,
    truth,
};
use rechime_platform::job::JobError;
use rechime_store::consistency::Consistency;
use tokio::sync::OnceCell;

use crate::{
    Evaluation,
    understand::{EventMeaning, StoreEvent},
};

/// What is to be done about one event.
#[derive(Default)]
pub(crate) struct EventPlan {
    /// One for each message of each active flow.
    pub(crate) messages: Vec<MessagePlan>,
    /// The person to add to a subscriber's row before a skip is written.
    pub(crate) new_person: Option<NewPerson>,
    /// The end of a pause, to be remembered once the messages are kept.
    pub(crate) resumption: Option<(StoreId, FactReport)>,
}

/// One message, and what was decided about it.
pub(crate) struct MessagePlan {
    pub(crate) message: PendingMessage,
    pub(crate) decision: Decision,
}

/// A person whom the row of their phone does not list yet.
pub(crate) struct NewPerson {
    pub(crate) store: StoreId,
    pub(crate) phone: PhoneNumber,
    pub(crate) person: PersonId,
}

impl MessagePlan {
    pub(crate) fn is_skip(&self) -> bool {
        self.decision.verdict == Verdict::Skip
    }

    /// The message as it goes on, planned now.
    pub(crate) fn planned(&self, now: Timestamp) -> PendingMessage {
        match self.decision.verdict {
            Verdict::Wait { until } => self.waiting(now, until),
            Verdict::Send { .. } | Verdict::Skip => self.message.clone().decided(now),
        }
    }

    /// The message as it waits from now on.
    pub(crate) fn waiting(&self, now: Timestamp, until: Minute) -> PendingMessage {
        self.message.clone().decided(now).waiting(now, until, &self.decision.why)
    }

    /// Whether its event was old news when it was found. That is told beside the message's row: should the message wait
    /// already, because a webhook told of it in time, a skip would end it.
    pub(crate) fn is_old_news(&self) -> bool {
        let found_late = self.message.occurrence.old_from.is_some();
        self.is_skip() && found_late && matches!(self.decision.cause(), Some(Reason::Expired { .. }))
    }
}

impl Evaluation {
    /// Plans the messages of every active flow for what happened.
    pub(crate) async fn plan(&self, meaning: EventMeaning) -> Result<EventPlan, JobError> {
        let EventMeaning { event, resumption } = meaning;
        let plan = match &event {
            Some(event) => self.plan_messages(event).await?,
            None => EventPlan::default(),
        };
        Ok(EventPlan { resumption, ..plan })
    }

    async fn plan_messages(&self, event: &StoreEvent) -> Result<EventPlan, JobError> {
        let store_config = &event.store_config;
        let (row, known) = (OnceCell::new(), self.known(event).await?);
        let mut messages = Vec::new();
        let occurrence =
            Arc::new(event.occurrence.without_tags(truth::moved_tags(&event.occurrence, &known)));
        for flow in store_config.flows.active_for(occurrence.trigger) {
            for message in flow.messages(&store_config.settings.id, &occurrence) {
                messages.push(self.plan_message(event, flow, message, &known, &row).await?);
            }
        }
        let new_person = messages.iter().find_map(|plan| new_person(plan, row.get()?.as_ref()));
        Ok(EventPlan { messages, new_person, resumption: None })
    }

    /// Decides without the subscriber's row where it cannot matter: the sender's last look reads it in any case. All
    /// messages of an event go to one phone, so `row` is read once.
    async fn plan_message(
        &self,
        event: &StoreEvent,
        flow: &Flow,
        message: PendingMessage,
        known: &Known,
        row: &OnceCell<Option<Subscriber>>,
    ) -> Result<MessagePlan, JobError> {
        let settings = &event.store_config.settings;
        let situation = Situation {
            settings,
            source: Source::Flow(flow),
            message: &message,
            subscriber: Knowledge::NotRead,
            segments: &event.store_config.segments,
            known,
            links: &self.link_base,
            now: self.clock.now(),
        };
        let first = decide(&situation);
        let decision = match &message.occurrence.phone {
            Phone::Known(phone) if row_matters(&first, settings) => {
                let row = row.get_or_try_init(|| self.subscriber(&message.store, phone)).await?;
                decide(&Situation { subscriber: Knowledge::Read(row.as_ref()), ..situation })
            }
            _ => first,
        };
        Ok(MessagePlan { message, decision })
    }

    /// What is known of all that an event is about. A webhook that came in time is asked for only among what this
    /// process heard lately: nothing can have overtaken it but that.
    async fn known(&self, event: &StoreEvent) -> Result<Known, JobError> {
        let (store, occurrence) = (&event.store_config.settings.id, &event.occurrence);
        let about = occurrence.subject.clone().filter(|_| occurrence.doubt.is_none());
        let Some(about) = about else { return Ok(Known::default()) };
        let heard = |subject: Subject| async move {
            let recent = self.recent.get(store, &subject);
            if !truth::may_be_overtaken(occurrence) {
                return Ok(recent);
            }
            let read = self.facts.get_facts(store, &subject).await;
            read.map(|facts| facts.merged(&recent)).map_err(JobError::retry)
        };
        let subject = match &event.facts {
            Some(facts) => facts.clone().merged(&self.recent.get(store, &about)),
            None => heard(about).await?,
        };
        let subscriptions = try_join_all(occurrence.subscriptions().map(heard)).await?;
        Ok(Known { subject, subscriptions })
    }

    /// The store's own row. What the owner of the phone told the number, the last look asks.
    async fn subscriber(&self, store: &StoreId, phone: &PhoneNumber) -> Result<Option<Subscriber>, JobError> {
        let read = self.subscribers.get_own_row(store, phone, Consistency::Eventual).await;
        read.map_err(JobError::retry)
    }
}

/// Whether the subscriber's row can change what was decided, or must list the person of a skipped message.
fn row_matters(first: &Decision, settings: &StoreSettings) -> bool {
    match first.verdict {
        Verdict::Send { .. } => false,
        Verdict::Wait { .. } => settings.subscriber_row_decides(),
        Verdict::Skip => true,
    }
}

/// The person of a skipped message, unless the row lists them. The sender adds the person of a message that it gets.
fn new_person(plan: &MessagePlan, row: Option<&Subscriber>) -> Option<NewPerson> {
    let Phone::Known(phone) = &plan.message.occurrence.phone else { return None };
    let person = plan.message.id.person();
    let is_listed = row.is_some_and(|subscriber| subscriber.persons.contains(&person));
    let is_new = plan.is_skip() && !is_listed;
    is_new.then(|| NewPerson { store: plan.message.store.clone(), phone: phone.clone(), person })
}
