//! Receipts: they move a message forward, and may void a consent, or prove a number.

use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus, Statement, proven_in_use},
    message::{MessageRecord, MessageState},
};
use rechime_platform::job::JobError;
use rechime_sms::{
    feedback::{Progress, Receipt},
    provider::ended_consent,
};
use rechime_store::{StoreError, consistency::Consistency, messages::ReceiptEffect};

use crate::MessageStatus;

impl MessageStatus {
    /// Writes it down unless more is known. Then it ends a consent that the provider knows to have ended, or, where the text
    /// arrived after all, brings back the one that a receipt of the same text had ended.
    pub(crate) async fn receipt(&self, receipt: &Receipt) -> Result<(), JobError> {
        let state = receipt.state(self.clock.now());
        let put = self.messages.put_receipt(&receipt.store, &receipt.message, &state, &receipt.bill).await;
        self.apply(receipt, &state, put.map_err(JobError::retry)?).await.map_err(JobError::retry)
    }

    async fn apply(
        &self,
        receipt: &Receipt,
        state: &MessageState,
        effect: ReceiptEffect,
    ) -> Result<(), StoreError> {
        match (&effect, &receipt.progress) {
            // The phone has the text, so its number is in use, whatever came late.
            (ReceiptEffect::Stands(MessageState::Delivered { .. }), Progress::Undelivered { .. })
                if !receipt.opted_out =>
            {
                Ok(())
            }
            (_, Progress::Undelivered { reason }) => self.end_consent(receipt, state, &effect, reason).await,
            (
                ReceiptEffect::Replaced(MessageState::Undelivered { at: voided_at, .. }),
                Progress::Delivered,
            ) => self.prove_number(receipt, *voided_at, state).await,
            _ => Ok(()),
        }
    }

    /// Only for the phone that the text went to: what a receipt says of another is none of its business.
    async fn end_consent(
        &self,
        receipt: &Receipt,
        state: &MessageState,
        effect: &ReceiptEffect,
        reason: &str,
    ) -> Result<(), StoreError> {
        let ended = ended_consent(receipt.opted_out, receipt.invalid_number);
        let Some((phone, status)) = receipt.to.as_ref().zip(ended) else { return Ok(()) };
        let row = self.messages.get_message(&receipt.store, &receipt.message).await?;
        let Some(row) = row.filter(|row| row.phone.as_ref() == Some(phone)) else { return Ok(()) };
        let since = if receipt.at.is_some() { since(state, effect) } else { handed_over_at(&row, effect) };
        let ended = Statement::new(status, ConsentSource::Provider, since).saying(reason);
        self.subscribers.put_consent(&receipt.store, phone, &ended).await.map(drop)
    }

    /// Ends the void that an earlier receipt of this very text made. One that has another cause stays: who gets a number that
    /// was given up gets its texts too.
    async fn prove_number(
        &self,
        receipt: &Receipt,
        voided_at: Timestamp,
        state: &MessageState,
    ) -> Result<(), StoreError> {
        let Some(phone) = &receipt.to else { return Ok(()) };
        let subscriber = self.subscribers.get_subscriber(&receipt.store, phone, Consistency::Strong).await?;
        let void = |since| Consent { status: ConsentStatus::Void, source: ConsentSource::Provider, since };
        let standing = subscriber.and_then(|subscriber| subscriber.consent);
        let row = self.messages.get_message(&receipt.store, &receipt.message).await?;
        let handed_over_at = row.and_then(|row| row.history.first().map(|change| change.at));
        let causes = [Some(voided_at), handed_over_at].into_iter().flatten().map(void);
        let Some(void) = causes.into_iter().find(|void| standing == Some(*void)) else { return Ok(()) };
        let ledger = self.subscribers.list_consents(&receipt.store, phone).await?;
        let proven = proven_in_use(&ledger, &void, state.at());
        self.subscribers.put_consent(&receipt.store, phone, &proven).await.map(drop)
    }
}

/// Since when a consent has ended: since the message's row says so. A receipt that comes again has no time of its own.
const fn since(state: &MessageState, effect: &ReceiptEffect) -> Timestamp {
    match effect {
        ReceiptEffect::Stands(standing @ MessageState::Undelivered { .. }) => standing.at(),
        _ => state.at(),
    }
}

/// When a text was with the provider at the latest: the time of a receipt that tells none. It may come late, or be made over
/// by somebody who kept it, and must not outweigh what the customer said since.
fn handed_over_at(row: &MessageRecord, effect: &ReceiptEffect) -> Timestamp {
    let first = row.history.first().map(|change| change.at);
    let before = match effect {
        ReceiptEffect::Replaced(before) => Some(before.at()),
        ReceiptEffect::Stands(_) | ReceiptEffect::NoRow => None,
    };
    first.into_iter().chain(before).min().unwrap_or_else(|| row.state.at())
}
