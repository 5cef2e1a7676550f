//! How far our texts came.

use jiff::Timestamp;
use rechime_domain::subscriber::{Consent, ConsentEntry, ConsentSource, ConsentStatus};
use rechime_platform::job::JobError;
use rechime_sms::feedback::{Progress, Receipt};

use crate::MessageStatus;

impl MessageStatus {
    /// Writes it down unless more is known, and ends a consent that the provider knows to have ended. A number that
    /// is gone for good ends none: it may come back, and says nothing of its owner.
    pub(crate) async fn receipt(&self, receipt: &Receipt) -> Result<(), JobError> {
        let now = self.clock.now();
        if receipt.opted_out {
            self.end_consent(receipt, now).await?;
        }
        let state = receipt.state(now);
        self.messages
            .note_receipt(&receipt.store, &receipt.message, &state)
            .await
            .map(drop)
            .map_err(JobError::retry)
    }

    async fn end_consent(&self, receipt: &Receipt, now: Timestamp) -> Result<(), JobError> {
        let (Some(phone), Progress::Undelivered { reason }) = (&receipt.to, &receipt.progress) else {
            return Ok(());
        };
        let since = receipt.at.unwrap_or(now);
        let ended = Consent { status: ConsentStatus::Unsubscribed, source: ConsentSource::Provider, since };
        let entry = ConsentEntry::saying(ended, reason);
        self.subscribers.set_consent(&receipt.store, phone, entry).await.map_err(JobError::retry)
    }
}
