//! A text that is claimed, and how its state is recorded.

use jiff::{Timestamp, civil::Date};
use rechime_domain::message::{MessageState, PendingMessage};
use rechime_platform::{
    job::JobError,
    operator_alerts::{AlertKind, OperatorAlert},
};
use rechime_sms::provider::Outbound;

use crate::DelayedSend;

/// A claimed text: all that an outcome needs to know of it.
pub(crate) struct Claimed<'a> {
    pub(crate) message: &'a PendingMessage,
    pub(crate) text: Outbound,
    /// The queue message that holds the claim.
    pub(crate) by: &'a str,
    pub(crate) at: Timestamp,
    /// The last day for which it is noted that the person received a text, where that was read.
    pub(crate) received_on: Option<Date>,
}

/// What was to be sent has neither a phone nor a text, which no decision to send comes without.
#[derive(Debug, thiserror::Error)]
#[error("the message has no phone or no text, though it was to be sent")]
pub(crate) struct NoText;

impl DelayedSend {
    /// Ends the claim with the state that the message is in now.
    pub(crate) async fn put_outcome(
        &self,
        claimed: &Claimed<'_>,
        state: &MessageState,
    ) -> Result<(), JobError> {
        let Claimed { text, by, .. } = claimed;
        let is_ours = self.messages.put_outcome(&text.store, &text.message, by, state).await;
        if !is_ours.map_err(JobError::retry)? {
            tracing::warn!(message = %text.message, state = state.name(), "the claim was no longer ours; left as it was");
        }
        Ok(())
    }

    /// Lists the person of a text that the provider did not accept on the subscriber's row. Noting a text that was
    /// received lists them as well.
    pub(crate) async fn list_person(&self, claimed: &Claimed<'_>) -> Result<(), JobError> {
        let (text, person) = (&claimed.text, claimed.message.id.person());
        self.subscribers.add_person(&text.store, &text.to, &person).await.map_err(JobError::retry)
    }

    /// Ends the claim of a text that was not sent, for certain: the message is due, and may be claimed again. `reason`
    /// says why in a sentence for the merchant.
    pub(crate) async fn release_claim(&self, claimed: &Claimed<'_>, reason: &str) -> Result<(), JobError> {
        let due = MessageState::Due { reason: reason.to_owned(), at: self.clock.now() };
        self.put_outcome(claimed, &due).await
    }

    pub(crate) async fn alert_operator(&self, claimed: &Claimed<'_>, kind: AlertKind, reason: &str) {
        let (store, id) = (Some(claimed.text.store.clone()), claimed.text.message.to_string());
        self.operator_alerts.send(&OperatorAlert { kind, store, id, reason: reason.to_owned() }).await;
    }
}
