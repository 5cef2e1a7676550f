//! What the provider said, and what is recorded of it.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};
use rechime_domain::{
    job::SendJob,
    message::MessageState,
    subscriber::{Consent, ConsentEntry, ConsentSource, ConsentStatus},
};
use rechime_platform::{
    job::JobError,
    queue::Outgoing,
    troubles::{Trouble, TroubleKind},
};
use rechime_sms::provider::{Accepted, LookUp, SendError};

use crate::{DelayedSend, dispatch::Dispatch};

/// Seconds before a message is tried again that the provider did not take, where the provider names none.
const BACK_OFF_SECONDS: u64 = 30;

impl DelayedSend {
    pub(crate) async fn accepted(&self, dispatch: &Dispatch<'_>, accepted: Accepted) -> Result<(), JobError> {
        let now = self.clock.now();
        self.conclude(dispatch, &MessageState::Accepted { provider_id: accepted.provider_id, at: now })
            .await?;
        self.mark_received(dispatch, now).await
    }

    /// The segment "received a flow message": written once a day for a person, not once a text.
    pub(crate) async fn mark_received(&self, dispatch: &Dispatch<'_>, at: Timestamp) -> Result<(), JobError> {
        let day = at.to_zoned(TimeZone::UTC).date();
        if dispatch.received_on == Some(day) {
            return Ok(());
        }
        let text = &dispatch.outbound;
        self.subscribers.mark_received(&text.store, &text.to, day).await.map_err(JobError::retry)
    }

    pub(crate) async fn refused(&self, dispatch: &Dispatch<'_>, error: SendError) -> Result<(), JobError> {
        match error {
            SendError::Throttled { retry_after } => self.put_off(dispatch, retry_after).await,
            SendError::NotReached { .. } => self.put_off(dispatch, None).await,
            SendError::Misconfigured { reason } => self.give_up_for_now(dispatch, reason).await,
            SendError::Refused { reason, opted_out: true, .. } => {
                self.failed(dispatch, reason, Some(ConsentStatus::Unsubscribed)).await
            }
            // Whoever has the number one day did not agree, and did not say stop.
            SendError::Refused { reason, invalid_number: true, .. } => {
                self.failed(dispatch, reason, Some(ConsentStatus::Void)).await
            }
            SendError::Refused { reason, .. } => self.failed(dispatch, reason, None).await,
            SendError::Ambiguous { reason } => self.reconcile(dispatch, &reason).await,
        }
    }

    /// Not sent, for certain: the claim is given back, and the message queues up again. As a new queue message: a
    /// slow provider must not use up the deliveries after which a message counts as poison.
    async fn put_off(&self, dispatch: &Dispatch<'_>, wait: Option<Duration>) -> Result<(), JobError> {
        self.conclude(dispatch, &MessageState::Due).await?;
        let seconds = wait.map_or(BACK_OFF_SECONDS, |wait| wait.as_secs());
        let spread = dispatch.message.id.spread() % BACK_OFF_SECONDS;
        let again = Outgoing::after(
            SendJob::new(dispatch.message.clone()),
            u16::try_from(seconds + spread).unwrap_or(u16::MAX),
        );
        self.sends.send(&[again]).await.map_err(JobError::retry)
    }

    /// Not sent, for certain, and no retry mends it: it ends in the dead-letter queue, from where the operator
    /// brings it back once the provider is set up.
    async fn give_up_for_now(&self, dispatch: &Dispatch<'_>, reason: String) -> Result<(), JobError> {
        self.conclude(dispatch, &MessageState::Due).await?;
        Err(JobError::retry(Misconfigured(reason)))
    }

    /// The text is not sent, and the consent may have ended.
    async fn failed(
        &self,
        dispatch: &Dispatch<'_>,
        reason: String,
        ended: Option<ConsentStatus>,
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        if let Some(status) = ended {
            let consent = Consent { status, source: ConsentSource::Provider, since: now };
            self.end_consent(dispatch, ConsentEntry::saying(consent, &reason)).await?;
        }
        self.tell(dispatch, TroubleKind::TextFailed, &reason).await;
        self.conclude(dispatch, &MessageState::Failed { reason, at: now }).await
    }

    /// Where it cannot be written the claim is given back: the provider refuses again, and nothing is forgotten.
    async fn end_consent(&self, dispatch: &Dispatch<'_>, entry: ConsentEntry) -> Result<(), JobError> {
        let text = &dispatch.outbound;
        let Err(error) = self.subscribers.set_consent(&text.store, &text.to, entry).await else {
            return Ok(());
        };
        self.conclude(dispatch, &MessageState::Due).await?;
        Err(JobError::retry(error))
    }

    /// The provider may have it: asked if it can tell, else recorded as unknown. Never sent again.
    pub(crate) async fn reconcile(&self, dispatch: &Dispatch<'_>, reason: &str) -> Result<(), JobError> {
        if let LookUp::Found(accepted) = self.provider.look_up(&dispatch.outbound, dispatch.claimed_at).await
        {
            return self.accepted(dispatch, accepted).await;
        }
        self.tell(dispatch, TroubleKind::TextOutcomeUnknown, reason).await;
        let unknown = MessageState::Unknown { reason: reason.to_owned(), at: self.clock.now() };
        self.conclude(dispatch, &unknown).await
    }

    async fn tell(&self, dispatch: &Dispatch<'_>, kind: TroubleKind, reason: &str) {
        let (store, id) = (dispatch.outbound.store.clone(), dispatch.outbound.message.to_string());
        self.troubles.report(&Trouble { kind, store, id, reason: reason.to_owned() }).await;
    }

    pub(crate) async fn conclude(
        &self,
        dispatch: &Dispatch<'_>,
        state: &MessageState,
    ) -> Result<(), JobError> {
        let text = &dispatch.outbound;
        let ours = self
            .messages
            .conclude(&text.store, &text.message, dispatch.claimed_by, state)
            .await
            .map_err(JobError::retry)?;
        if !ours {
            tracing::warn!(message = %text.message, state = state.name(), "the claim was no longer ours; left as it was");
        }
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the SMS provider is not set up: {0}")]
struct Misconfigured(String);
