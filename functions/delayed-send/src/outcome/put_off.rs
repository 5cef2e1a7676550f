//! The provider was too busy for the text, or could not be reached.

use rechime_domain::job::SendJob;
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_sms::provider::SendError;

use super::BACK_OFF_SECONDS;
use crate::{
    DelayedSend,
    claimed::{Claimed, Kept},
};

impl DelayedSend {
    /// Gives the claim back, and has the message queue up again. As a new queue message: a slow provider must not use
    /// up the deliveries after which a message counts as poison.
    pub(crate) async fn put_off(&self, claimed: &Claimed<'_>, error: &SendError) -> Result<(), JobError> {
        self.uncount(claimed).await;
        if self.put_outcome(claimed, &self.due(&error.to_string())).await? == Kept::OnQueue {
            return Ok(());
        }
        let wait = match error {
            SendError::Throttled { retry_after } => *retry_after,
            _ => None,
        };
        let back_off = u64::from(BACK_OFF_SECONDS);
        let seconds = wait.map_or(back_off, |wait| wait.as_secs());
        let spread = claimed.message.id.spread() % back_off;
        let delay = u16::try_from(seconds + spread).unwrap_or(u16::MAX);
        let again = Outgoing::after(SendJob::new(claimed.message.clone()), delay);
        self.sends.send(&[again]).await.map_err(JobError::retry)
    }
}
