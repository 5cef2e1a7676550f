//! How far our texts came.

use jiff::Timestamp;
use rechime_domain::subscriber::{Consent, ConsentEntry, ConsentSource, ConsentStatus};
use rechime_platform::job::JobError;
use rechime_sms::feedback::{Progress, Receipt};

use crate::MessageStatus;

impl MessageStatus {
    /// Writes it down unless more is known, and ends a consent that the provider knows to have ended. That of a number
    /// that is gone for good is void: whoever gets it next agreed to nothing, and said no stop either.
    pub(crate) async fn receipt(&self, receipt: &Receipt) -> Result<(), JobError> {
        let now = self.clock.now();
        if let Some(status) = ends_in(receipt) {
            self.end_consent(receipt, status, now).await?;
        }
        let state = receipt.state(now);
        self.messages
            .note_receipt(&receipt.store, &receipt.message, &state)
            .await
            .map(drop)
            .map_err(JobError::retry)
    }

    async fn end_consent(
        &self,
        receipt: &Receipt,
        status: ConsentStatus,
        now: Timestamp,
    ) -> Result<(), JobError> {
        let (Some(phone), Progress::Undelivered { reason }) = (&receipt.to, &receipt.progress) else {
            return Ok(());
        };
        let since = receipt.at.unwrap_or(now);
        let ended = Consent { status, source: ConsentSource::Provider, since };
        let entry = ConsentEntry::saying(ended, reason);
        self.subscribers.set_consent(&receipt.store, phone, entry).await.map_err(JobError::retry)
    }
}

/// An opt-out is the person's own word, so it outweighs what is known of the number.
const fn ends_in(receipt: &Receipt) -> Option<ConsentStatus> {
    match (receipt.opted_out, receipt.invalid_number) {
        (true, _) => Some(ConsentStatus::Unsubscribed),
        (false, true) => Some(ConsentStatus::Void),
        (false, false) => None,
    }
}
