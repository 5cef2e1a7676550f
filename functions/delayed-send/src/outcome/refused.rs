//! The provider refused the text for good. Upkeep tells the operator, of all texts of an hour at once.

use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    message::MessageState,
};
use rechime_platform::job::JobError;

use crate::{DelayedSend, claimed::Claimed};

impl DelayedSend {
    /// The consent ends before the message is `failed`: nobody looks at a failed message again. Where it cannot be
    /// written the claim is given back: the provider refuses again, and nothing is forgotten.
    pub(crate) async fn refused(
        &self,
        claimed: &Claimed<'_>,
        reason: String,
        ended: Option<ConsentStatus>,
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        if let Some(status) = ended {
            let (text, ended) = (&claimed.text, Statement::new(status, ConsentSource::Provider, now));
            let put = self.subscribers.put_consent(&text.store, &text.to, &ended.saying(&reason)).await;
            if let Err(error) = put {
                let reason = "The provider refused the text, and that could not be kept yet.";
                return self.release_claim(claimed, reason, JobError::retry(error)).await;
            }
        }
        self.put_outcome(claimed, &MessageState::Failed { reason, at: now }).await?;
        self.uncount(claimed).await;
        Ok(())
    }
}
