//! The provider sends nothing until somebody changes a setting.

use rechime_platform::job::JobError;

use crate::{DelayedSend, claimed::Claimed};

impl DelayedSend {
    /// Gives the claim back. No retry mends it, so the message ends in the dead-letter queue, from where the operator
    /// brings it back once the provider is set up.
    pub(crate) async fn misconfigured(&self, claimed: &Claimed<'_>, reason: String) -> Result<(), JobError> {
        self.release_claim(claimed).await?;
        self.list_person(claimed).await?;
        Err(JobError::retry(Misconfigured(reason)))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the SMS provider is not set up: {0}")]
struct Misconfigured(String);
