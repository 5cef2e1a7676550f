//! The last look: what the decision rests on, read again. Consent consistently; settings and flows are two seconds old
//! at most, and facts are of before the last second.

use jiff::SignedDuration;
use rechime_domain::{
    decision::{Decision, Knowledge, Situation, decide},
    facts::Facts,
    flow::{Flow, MessageKind},
    message::PendingMessage,
    occurrence::Phone,
    subscriber::Subscriber,
    supersession,
};
use rechime_platform::job::JobError;
use rechime_store::subscribers::Consistency;

use crate::DelayedSend;

/// So long after its webhook a message says what evaluation has just seen.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// What the last look found.
pub(crate) struct Look {
    pub(crate) decision: Decision,
    pub(crate) subscriber: Option<Subscriber>,
    pub(crate) promotional: bool,
}

impl DelayedSend {
    pub(crate) async fn look(&self, message: &PendingMessage) -> Result<Look, JobError> {
        let config = self.configs.load(&message.store).await.map_err(JobError::retry)?;
        let config = config.ok_or_else(|| JobError::retry(StoreGone))?;
        let flow = config.flows.get(&message.occurrence.trigger).ok_or_else(|| JobError::retry(StoreGone))?;
        let subscriber = self.subscriber(message).await?;
        let situation = Situation {
            settings: &config.settings,
            flow,
            message,
            subscriber: Knowledge::Read(subscriber.as_ref()),
            facts: &self.facts(message, flow).await?,
            now: self.clock.now(),
        };
        let decision = decide(&situation);
        Ok(Look { decision, subscriber, promotional: flow.kind == MessageKind::Promotional })
    }

    async fn subscriber(&self, message: &PendingMessage) -> Result<Option<Subscriber>, JobError> {
        let Phone::Known(phone) = &message.occurrence.phone else { return Ok(None) };
        self.subscribers.get(&message.store, phone, Consistency::Strong).await.map_err(JobError::retry)
    }

    /// What happened to the subject since: asked only for a message that waited, in a hold or in a queue, and that
    /// something can undo.
    async fn facts(&self, message: &PendingMessage, flow: &Flow) -> Result<Facts, JobError> {
        let age = self.clock.now().duration_since(message.occurrence.received_at);
        let lasting =
            supersession::undone_by(message.occurrence.trigger).is_empty() && flow.exit_on.is_empty();
        if age <= FRESH || lasting {
            return Ok(Facts::default());
        }
        self.facts.get(&message.store, &message.occurrence.subject).await.map_err(JobError::retry)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the store's settings are gone")]
struct StoreGone;
