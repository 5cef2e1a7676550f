//! The provider sends nothing until somebody changes a setting.

use rechime_platform::job::JobError;
use rechime_sms::provider::SendError;

use crate::{DelayedSend, claimed::Claimed};

impl DelayedSend {
    /// Gives the claim back. No retry mends it, so the message ends in the dead-letter queue, from where the operator
    /// brings it back once the provider is set up.
    pub(crate) async fn misconfigured(
        &self,
        claimed: &Claimed<'_>,
        error: SendError,
    ) -> Result<(), JobError> {
        self.uncount(claimed).await;
        self.release_claim(claimed, &error.to_string(), JobError::retry(error)).await
    }
}
