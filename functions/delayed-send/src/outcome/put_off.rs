//! The provider was too busy for the text, or could not be reached.

use rechime_domain::{job::SendJob, pace::Class, parts};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_sms::provider::SendError;

use super::BACK_OFF_SECONDS;
use crate::{
    DelayedSend,
    claimed::{Claimed, Kept},
};

impl DelayedSend {
    /// Gives the claim back, and has the message queue up again. A provider that is too busy is left alone by everybody.
    /// As a new queue message: a slow provider must not use
    /// up the deliveries after which a message counts as poison.
    pub(crate) async fn put_off(&self, claimed: &Claimed<'_>, error: &SendError) -> Result<(), JobError> {
        self.uncount(claimed).await;
        if self.put_outcome(claimed, &self.due(&error.to_string())).await? == Kept::OnQueue {
            return Ok(());
        }
        let class = Class::of(claimed.message);
        let delay = match error {
            SendError::Throttled { retry_after } => {
                let parts = parts::count(&claimed.text.body).count;
                self.slow_down(&claimed.text.store, class, parts, *retry_after).await?
            }
            _ => BACK_OFF_SECONDS + spread(claimed),
        };
        let message = claimed.message.clone().ready(claimed.claim.at);
        let again = Outgoing::after(SendJob::new(message), delay);
        self.queue_of(class).send(&[again]).await.map_err(JobError::retry)
    }
}

/// Seconds by which texts come back apart from each other.
fn spread(claimed: &Claimed<'_>) -> u16 {
    u16::try_from(claimed.message.id.spread() % u64::from(BACK_OFF_SECONDS)).unwrap_or_default()
}
