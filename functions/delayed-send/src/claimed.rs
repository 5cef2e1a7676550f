//! A text that is claimed, and how its state is recorded.

use rechime_domain::{
    frequency::SentTexts,
    job::SendJob,
    message::{ClaimKey, MessageState, PendingMessage},
};
use rechime_platform::{
    deadline::Deadline,
    job::JobError,
    queue::{Outgoing, QueueError},
};
use rechime_sms::provider::Outbound;
use rechime_store::links::NewLink;

use crate::{DelayedSend, outcome::BACK_OFF_SECONDS};

/// A claimed text: all that an outcome needs to know of it.
pub(crate) struct Claimed<'a> {
    pub(crate) message: &'a PendingMessage,
    pub(crate) text: Outbound,
    /// Its short links.
    pub(crate) links: Vec<NewLink>,
    pub(crate) claim: ClaimKey,
    /// How it was counted, where that is known.
    pub(crate) counted: Option<Counted>,
    pub(crate) deadline: Deadline,
}

/// The texts in the subscriber's row before this one was counted, and after.
pub(crate) struct Counted {
    pub(crate) before: SentTexts,
    pub(crate) after: SentTexts,
}

/// Where an outcome is written down.
#[derive(PartialEq, Eq)]
pub(crate) enum Kept {
    /// In the message's row.
    InTable,
    /// On the queue, from where it comes to the table later.
    OnQueue,
}

/// What was to be sent has neither a phone nor a text, which no decision to send comes without.
#[derive(Debug, thiserror::Error)]
#[error("the message has no phone or no text, though it was to be sent")]
pub(crate) struct NoText;

impl DelayedSend {
    /// Ends the claim with the state that the message is in now. What the table does not take goes on the queue, so that
    /// what is known of a text is not forgotten.
    pub(crate) async fn put_outcome(
        &self,
        claimed: &Claimed<'_>,
        state: &MessageState,
    ) -> Result<Kept, JobError> {
        let Claimed { text, claim, .. } = claimed;
        let error = match self.messages.put_outcome(&text.store, &text.message, claim, state).await {
            Ok(is_ours) => {
                if !is_ours {
                    tracing::warn!(message = %text.message, state = state.name(), "the claim was no longer ours; left as it was");
                }
                return Ok(Kept::InTable);
            }
            Err(error) => error,
        };
        let Err(queue_error) = self.keep_outcome(claimed, state).await else { return Ok(Kept::OnQueue) };
        // The last place where it can be found.
        tracing::error!(
            message = %text.message, state = state.name(), provider_id = state.provider_id(), %queue_error,
            "neither the table nor the queue took the outcome of a text"
        );
        Err(JobError::retry(error))
    }

    /// Puts an outcome on the queue.
    pub(crate) async fn keep_outcome(
        &self,
        claimed: &Claimed<'_>,
        state: &MessageState,
    ) -> Result<(), QueueError> {
        let (message, claim, outcome) = (claimed.message.clone(), claimed.claim.clone(), state.clone());
        let job = SendJob::Outcome { message, claim, outcome };
        self.sends.send(&[Outgoing::after(job, BACK_OFF_SECONDS)]).await
    }

    /// The state of a message that may be claimed again. `reason` says why in a sentence for the merchant.
    pub(crate) fn due(&self, reason: &str) -> MessageState {
        MessageState::Due { reason: reason.to_owned(), at: self.clock.now() }
    }

    /// Ends the claim of a text that was not sent, for certain: the message is due, for a `reason` that the merchant
    /// reads. It comes again because of `error`, or by the outcome on the queue.
    pub(crate) async fn release_claim(
        &self,
        claimed: &Claimed<'_>,
        reason: &str,
        error: JobError,
    ) -> Result<(), JobError> {
        match self.put_outcome(claimed, &self.due(reason)).await? {
            Kept::InTable => Err(error),
            Kept::OnQueue => Ok(()),
        }
    }

    /// Takes back that the text was counted, for it was not sent for certain. Where another was counted since, or the
    /// table is out of reach, it stays: the subscriber may get one too few within the hour, and never one too many.
    pub(crate) async fn uncount(&self, claimed: &Claimed<'_>) {
        let Some(Counted { before, after }) = &claimed.counted else { return };
        let text = &claimed.text;
        let put = self.sent_texts.uncount_text(&text.store, &text.to, after, before).await;
        if let Err(error) = put {
            tracing::warn!(message = %text.message, %error, "a text that was not sent stays counted");
        }
    }
}
