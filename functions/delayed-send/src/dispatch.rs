//! Claim, call the provider, record.

use std::time::Duration;

use jiff::{Timestamp, civil::Date};
use rechime_domain::{
    frequency::Promotion,
    message::{MessageState, PendingMessage},
    occurrence::Phone,
};
use rechime_platform::{batch::Record, job::JobError};
use rechime_sms::provider::Outbound;
use rechime_store::messages::Claim;

use crate::{DelayedSend, last_look::Look};

/// The longest a provider may keep trying: a notice that comes four hours late is news no more.
const LONGEST_TIME_TO_LIVE: Duration = Duration::from_hours(4);

/// A message on its way: what is sent, and by whose claim.
pub(crate) struct Dispatch<'a> {
    pub(crate) message: &'a PendingMessage,
    pub(crate) outbound: Outbound,
    /// The queue message that holds the claim.
    pub(crate) claimed_by: &'a str,
    /// Since when.
    pub(crate) claimed_at: Timestamp,
    /// When they last received a text, where that was read.
    pub(crate) received_on: Option<Date>,
}

impl DelayedSend {
    pub(crate) async fn dispatch(
        &self,
        record: &Record,
        message: &PendingMessage,
        look: &Look,
        until: Option<Timestamp>,
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        let Some(outbound) = outbound(message, look, now, until) else { return Ok(()) };
        let claim = MessageState::Sending { claimed_by: record.message_id.clone(), at: now };
        match self.messages.claim(&look.decision.record(message, claim)).await.map_err(JobError::retry)? {
            Claim::Won => {
                let received_on = look.subscriber.as_ref().and_then(|person| person.received_recharge_on);
                let claimed_by = &record.message_id;
                let dispatch = Dispatch { message, outbound, claimed_by, claimed_at: now, received_on };
                if look.promotional {
                    self.count(&dispatch, look).await?;
                }
                self.call(&dispatch).await
            }
            Claim::Lost(found) => self.resolve(record, message, &found).await,
        }
    }

    /// Counts a promotion before it goes: of two senders at once only one finds the count as it looked at it, and the
    /// other gives its claim back. One that the provider then refuses stays counted, which errs on the quiet side.
    async fn count(&self, dispatch: &Dispatch<'_>, look: &Look) -> Result<(), JobError> {
        let text = &dispatch.outbound;
        let known = look.subscriber.as_ref().map_or(&[][..], |person| &person.promotions);
        let next = Promotion { message: text.message.clone(), at: dispatch.claimed_at };
        let counted = self.promotions.enter(&text.store, &text.to, known, next).await;
        if counted.as_ref().is_ok_and(|counted| *counted) {
            return Ok(());
        }
        self.conclude(dispatch, &MessageState::Due).await?;
        Err(counted.map_or_else(JobError::retry, |_| JobError::retry(Outrun)))
    }

    async fn call(&self, dispatch: &Dispatch<'_>) -> Result<(), JobError> {
        match self.provider.send(&dispatch.outbound).await {
            Ok(accepted) => self.accepted(dispatch, accepted).await,
            Err(error) => self.refused(dispatch, error).await,
        }
    }
}

fn outbound(
    message: &PendingMessage,
    look: &Look,
    now: Timestamp,
    until: Option<Timestamp>,
) -> Option<Outbound> {
    let Phone::Known(to) = &message.occurrence.phone else { return None };
    Some(Outbound {
        message: message.id.clone(),
        store: message.store.clone(),
        to: to.clone(),
        body: look.decision.text.as_ref()?.body.clone(),
        promotional: look.promotional,
        time_to_live: time_to_live(now, until),
    })
}

/// The provider gives up when the window closes, so that its own queue cannot send into quiet hours.
fn time_to_live(now: Timestamp, until: Option<Timestamp>) -> Duration {
    let left = until.map(|until| Duration::try_from(until.duration_since(now)).unwrap_or_default());
    left.unwrap_or(LONGEST_TIME_TO_LIVE).min(LONGEST_TIME_TO_LIVE)
}

/// The next delivery looks again.
#[derive(Debug, thiserror::Error)]
#[error("another promotional message to the same person came first")]
struct Outrun;
