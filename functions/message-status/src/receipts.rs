//! Receipts: they move a message forward, and may void a consent.

use jiff::Timestamp;
use rechime_domain::consent::{ConsentSource, ConsentStatus, Statement};
use rechime_platform::job::JobError;
use rechime_sms::{
    feedback::{Progress, Receipt},
    provider::ended_consent,
};

use crate::MessageStatus;

impl MessageStatus {
    /// Writes it down unless more is known, and ends a consent that the provider knows to have ended.
    pub(crate) async fn receipt(&self, receipt: &Receipt) -> Result<(), JobError> {
        let now = self.clock.now();
        if let Some(status) = ended_consent(receipt.opted_out, receipt.invalid_number) {
            self.end_consent(receipt, status, now).await?;
        }
        let state = receipt.state(now);
        self.messages
            .put_receipt(&receipt.store, &receipt.message, &state)
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
        let ended = Statement::new(status, ConsentSource::Provider, since).saying(reason);
        let entered = self.subscribers.put_consent(&receipt.store, phone, &ended).await;
        entered.map(drop).map_err(JobError::retry)
    }
}
