//! The attempt: claim the message, call the provider once, and follow its answer to one outcome.

use std::time::Duration;

use jiff::Timestamp;
use rechime_domain::{
    frequency::Promotion,
    message::{MessageState, PendingMessage},
    message_kind::MessageKind,
    occurrence::Phone,
};
use rechime_platform::{batch::Record, job::JobError};
use rechime_sms::provider::{Outbound, SendError, ended_consent};
use rechime_store::messages::Claim;

use crate::{
    DelayedSend,
    claimed::{Claimed, NoText},
    last_look::LastLook,
};

impl DelayedSend {
    pub(crate) async fn attempt(
        &self,
        record: &Record,
        message: &PendingMessage,
        look: &LastLook,
        until: Option<Timestamp>,
    ) -> Result<(), JobError> {
        let (by, at) = (record.message_id.as_str(), self.clock.now());
        let Some(text) = text(message, look, at, until) else { return Err(JobError::park(NoText)) };
        let claim = look.decision.record(message, MessageState::Sending { claimed_by: by.to_owned(), at });
        if let Claim::Lost(found) = self.messages.claim(&claim).await.map_err(JobError::retry)? {
            return self.resolve(record, message, &found).await;
        }
        let received_on = look.received_on(message);
        let claimed = Claimed { message, text, by, at, received_on };
        if claimed.text.promotional {
            self.count_promotion(&claimed, look).await?;
        }
        self.call(&claimed).await
    }

    /// Counts a promotion before it is sent. Of two senders at once, one finds the count changed and gives its claim
    /// back. A promotion that the provider then refuses stays counted, so a subscriber gets one too few and not one too
    /// many.
    async fn count_promotion(&self, claimed: &Claimed<'_>, look: &LastLook) -> Result<(), JobError> {
        let text = &claimed.text;
        let known = look.subscriber.as_ref().map_or(&[][..], |subscriber| &subscriber.promotions);
        let next = Promotion { message: text.message.clone(), at: claimed.at };
        let counted = self.promotions.put_promotion(&text.store, &text.to, known, next).await;
        if counted.as_ref().is_ok_and(|counted| *counted) {
            return Ok(());
        }
        let reason = "Another promotional message to this customer is being sent at this moment.";
        self.release_claim(claimed, reason).await?;
        Err(counted.map_or_else(JobError::retry, |_| JobError::retry(CountChanged)))
    }

    async fn call(&self, claimed: &Claimed<'_>) -> Result<(), JobError> {
        match self.provider.send(&claimed.text).await {
            Ok(accepted) => self.accepted(claimed, accepted).await,
            Err(error @ (SendError::Throttled { .. } | SendError::NotReached { .. })) => {
                self.put_off(claimed, &error).await
            }
            Err(error @ SendError::Misconfigured { .. }) => self.misconfigured(claimed, error).await,
            Err(SendError::Refused { reason, opted_out, invalid_number }) => {
                self.refused(claimed, reason, ended_consent(opted_out, invalid_number)).await
            }
            Err(SendError::Ambiguous { reason }) => self.unknown(claimed, &reason).await,
        }
    }
}

/// The text. Its provider gives up when the window closes, so that the provider's own queue cannot send into quiet
/// hours.
fn text(
    message: &PendingMessage,
    look: &LastLook,
    now: Timestamp,
    until: Option<Timestamp>,
) -> Option<Outbound> {
    let Phone::Known(to) = &message.occurrence.phone else { return None };
    let body = look.decision.text.as_ref()?.body.clone();
    let promotional = look.flow(message)?.kind == MessageKind::Promotional;
    let notice = Outbound::notice(message.id.clone(), message.store.clone(), to.clone(), body);
    let text = Outbound { promotional, ..notice };
    let left = until.map(|until| Duration::try_from(until.duration_since(now)).unwrap_or_default());
    Some(match left {
        Some(left) => text.within(left),
        None => text,
    })
}

/// The next delivery looks again.
#[derive(Debug, thiserror::Error)]
#[error("another promotional message to the same person came first")]
struct CountChanged;
