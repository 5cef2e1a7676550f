//! The last look: what the decision rests on, read again. Settings and flows are two seconds old at most, campaigns one, and facts are of
//! before the last second. So is the subscriber where the caller asks for that: the count of the text is put only where
//! the texts and the consent that were seen still stand.

use std::sync::Arc;

use jiff::SignedDuration;
use rechime_domain::{
    campaign::Campaign,
    decision::{Decision, Knowledge, Situation, Verdict, decide},
    facts::Known,
    ids::SenderId,
    message::PendingMessage,
    message_kind::MessageKind,
    occurrence::Phone,
    sender::Sender,
    source::Source,
    subscriber::Subscriber,
};
use rechime_platform::job::JobError;
use rechime_store::{configs::StoreConfig, consistency::Consistency, sent_texts::Seen};

use crate::DelayedSend;

/// So long after its webhook a message says what evaluation has just seen.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// What the last look found.
pub(crate) struct LastLook {
    pub(crate) decision: Decision,
    pub(crate) subscriber: Option<Subscriber>,
    /// What the store's own row said.
    pub(crate) seen: Seen,
    /// Whether the message sells something.
    pub(crate) is_promotional: bool,
    pub(crate) store_config: Arc<StoreConfig>,
}

impl LastLook {
    /// What the store's texts are sent from, if it is not the installation's own sender.
    pub(crate) fn sender(&self) -> Option<&Sender> {
        self.store_config.sender.as_ref()
    }

    /// The id of what they are sent from.
    pub(crate) fn sender_id(&self) -> SenderId {
        self.store_config.sender_id()
    }

    /// Whether the subscriber's row lists the message's person.
    pub(crate) fn lists_person(&self, message: &PendingMessage) -> bool {
        self.subscriber.as_ref().is_some_and(|it| it.persons.contains(&message.id.person()))
    }
}

impl DelayedSend {
    pub(crate) async fn take_last_look(
        &self,
        message: &PendingMessage,
        consistency: Consistency,
    ) -> Result<LastLook, JobError> {
        let store_config = self.configs.get_config(&message.store).await.map_err(JobError::retry)?;
        let store_config = store_config.ok_or_else(|| JobError::park(StoreGone))?;
        let campaign = self.campaign_of(message).await?;
        let source = source(message, &store_config, campaign.as_ref());
        if source.is_none() && self.is_fresh(message) {
            return Err(JobError::retry(FlowUnknown));
        }
        let (own_row, known) = self.read(message, consistency).await?;
        let seen = own_row.as_ref().map(seen).unwrap_or_default();
        let (decision, subscriber) = match source {
            Some(source) => self.decide(message, &store_config, source, own_row, &known).await?,
            None => (Decision::flow_deleted(), own_row),
        };
        let is_promotional = source.is_some_and(|source| source.kind() == MessageKind::Promotional);
        Ok(LastLook { decision, subscriber, seen, is_promotional, store_config })
    }

    /// Decides by the store's own row. Without one it decides again if the owner of the phone told the store's sender something.
    async fn decide(
        &self,
        message: &PendingMessage,
        store_config: &StoreConfig,
        source: Source<'_>,
        own_row: Option<Subscriber>,
        known: &Known,
    ) -> Result<(Decision, Option<Subscriber>), JobError> {
        let decide_for = |subscriber: Option<&Subscriber>| {
            decide(&Situation {
                settings: &store_config.settings,
                source,
                message,
                subscriber: Knowledge::Read(subscriber),
                segments: &store_config.segments,
                known,
                links: &self.link_base,
                now: self.clock.now(),
            })
        };
        let decision = decide_for(own_row.as_ref());
        if own_row.is_some() {
            return Ok((decision, own_row));
        }
        let told = self.told_the_sender(message, store_config, &decision.verdict).await?;
        let decision = told.as_ref().map_or(decision, |subscriber| decide_for(Some(subscriber)));
        Ok((decision, told))
    }

    fn is_fresh(&self, message: &PendingMessage) -> bool {
        self.clock.now().duration_since(message.occurrence.received_at) <= FRESH
    }

    /// The store's own row of the phone, and what was heard since of all that a message is about. The latter is asked
    /// only for a message that waited, in a hold or in a queue; both are one request then.
    async fn read(
        &self,
        message: &PendingMessage,
        consistency: Consistency,
    ) -> Result<(Option<Subscriber>, Known), JobError> {
        let (store, occurrence) = (&message.store, &message.occurrence);
        let phone = match &occurrence.phone {
            Phone::Known(phone) => Some(phone),
            _ => None,
        };
        if message.source.is_campaign() || self.is_fresh(message) {
            let Some(phone) = phone else { return Ok((None, Known::default())) };
            let row = self.subscribers.get_own_row(store, phone, consistency).await;
            return Ok((row.map_err(JobError::retry)?, Known::default()));
        }
        let subjects: Vec<_> = occurrence.subjects().collect();
        let read = self.facts.list_facts_and_row(store, &subjects, phone, consistency).await;
        let (facts, row) = read.map_err(JobError::retry)?;
        let mut facts = facts.into_iter();
        let known = Known { subject: facts.next().unwrap_or_default(), subscriptions: facts.collect() };
        Ok((row, known))
    }

    /// What the owner of a phone that is new to the store told its sender, which other stores may share. A first text adds the store
    /// to those that know the phone, before it is claimed: a STOP from here on finds the store. Read and write are one
    /// request.
    async fn told_the_sender(
        &self,
        message: &PendingMessage,
        store_config: &StoreConfig,
        verdict: &Verdict,
    ) -> Result<Option<Subscriber>, JobError> {
        let Phone::Known(phone) = &message.occurrence.phone else { return Ok(None) };
        let known = match verdict {
            Verdict::Send { .. } => self.phones.add_store(phone, &message.store).await,
            Verdict::Skip => self.phones.get_phone(phone).await,
            Verdict::Wait { .. } => return Ok(None),
        };
        let known = known.map_err(JobError::retry)?;
        Ok(known.subscriber(&message.store, &store_config.sender_id(), phone))
    }
}

/// What a message comes from, unless it is gone.
fn source<'a>(
    message: &PendingMessage,
    store_config: &'a StoreConfig,
    campaign: Option<&'a Campaign>,
) -> Option<Source<'a>> {
    let flow = || store_config.flows.get(&message.source).map(Source::Flow);
    campaign.map(Source::Campaign).or_else(flow)
}

fn seen(subscriber: &Subscriber) -> Seen {
    Seen { texts: subscriber.sent_texts(), consent: subscriber.consent }
}

/// The flow may be so new that this process has not read it yet. If it was deleted, the next delivery says so.
#[derive(Debug, thiserror::Error)]
#[error("the flow of the message is not known yet")]
struct FlowUnknown;

#[derive(Debug, thiserror::Error)]
#[error("there is no such store; connect it in the console, then retry this message")]
struct StoreGone;
