//! The provider refused the text for good.

use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    message::MessageState,
};
use rechime_platform::{job::JobError, operator_alerts::AlertKind};

use crate::{DelayedSend, claimed::Claimed};

impl DelayedSend {
    /// The consent ends before the message is `failed`: nobody looks at a failed message again.
    pub(crate) async fn refused(
        &self,
        claimed: &Claimed<'_>,
        reason: String,
        ended: Option<ConsentStatus>,
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        if let Some(status) = ended {
            let ended = Statement::new(status, ConsentSource::Provider, now).saying(&reason);
            self.end_consent(claimed, &ended).await?;
        }
        self.list_person(claimed).await?;
        self.alert_operator(claimed, AlertKind::TextFailed, &reason).await;
        self.put_outcome(claimed, &MessageState::Failed { reason, at: now }).await
    }

    /// Where it cannot be written the claim is given back: the provider refuses again, and nothing is forgotten.
    async fn end_consent(&self, claimed: &Claimed<'_>, ended: &Statement) -> Result<(), JobError> {
        let text = &claimed.text;
        let Err(error) = self.subscribers.put_consent(&text.store, &text.to, ended).await else {
            return Ok(());
        };
        self.release_claim(claimed, "The provider refused the text, and that could not be kept yet.").await?;
        Err(JobError::retry(error))
    }
}
