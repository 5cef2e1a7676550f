//! Nobody knows whether the provider has the text.

use rechime_domain::message::MessageState;
use rechime_platform::{job::JobError, operator_alerts::AlertKind};

use crate::{DelayedSend, claimed::Claimed};

impl DelayedSend {
    /// Asks the provider, if it can tell; else the text is recorded as unknown. It is never sent again, and stays
    /// counted.
    pub(crate) async fn unknown(&self, claimed: &Claimed<'_>, reason: &str) -> Result<(), JobError> {
        if let Some(accepted) = self.look_up(claimed).await? {
            return self.accepted(claimed, accepted).await;
        }
        let unknown = MessageState::Unknown { reason: reason.to_owned(), at: self.clock.now() };
        self.put_outcome(claimed, &unknown).await?;
        self.alert_operator(claimed, AlertKind::TextOutcomeUnknown, reason).await;
        Ok(())
    }
}
