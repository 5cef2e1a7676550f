//! Nobody knows whether the provider has the text. A provider that can be asked is asked at once, and twice more within
//! ten minutes: it may list a text late. Whatever it says, the text is never sent again.

use jiff::Timestamp;
use rechime_domain::{
    job::{SendJob, UnknownText},
    message::{Bill, MessageState},
};
use rechime_platform::{
    job::JobError,
    operator_alerts::{AlertKind, OperatorAlert},
    queue::Outgoing,
};
use rechime_sms::provider::Accepted;
use rechime_store::messages::ReceiptEffect;

use crate::{
    DelayedSend, Delivery,
    claimed::{Claimed, NoText},
    look_up::Found,
    redelivery::handed_over,
};

/// Seconds from one look to the next: the last is ten minutes after the claim ended.
const WAITS: [u16; 2] = [120, 480];

impl DelayedSend {
    /// Asks the provider, if it can tell; else the text is recorded as unknown, and stays counted. The operator hears of it
    /// once nothing more will come of asking.
    pub(crate) async fn unknown(&self, claimed: &Claimed<'_>, reason: &str) -> Result<(), JobError> {
        let text = &claimed.text;
        let unknown = UnknownText {
            store: text.store.clone(),
            message: text.message.clone(),
            claimed_at: claimed.claim.at,
            reason: reason.to_owned(),
            asked: 0,
        };
        match self.look_up(text, claimed.claim.at, claimed.deadline).await? {
            Found::Ours(accepted) => self.accepted(claimed, accepted).await,
            Found::NothingYet => {
                let state =
                    state(&unknown, "the SMS provider is asked again within ten minutes", self.clock.now());
                self.put_outcome(claimed, &state).await?;
                self.ask_later(unknown).await;
                Ok(())
            }
            Found::Nothing(why) => {
                self.put_outcome(claimed, &state(&unknown, why, self.clock.now())).await?;
                self.report(&unknown, why).await;
                Ok(())
            }
        }
    }

    /// Asks again for a text, unless a receipt has told of it meanwhile.
    pub(crate) async fn look_again(&self, delivery: &Delivery, unknown: UnknownText) -> Result<(), JobError> {
        let row = self.messages.get_message(&unknown.store, &unknown.message).await;
        let Some(row) = row.map_err(JobError::retry)? else { return Ok(()) };
        match row.state {
            MessageState::Unknown { .. } => {}
            MessageState::Sending { .. } => return Err(JobError::retry(NotWritten)),
            _ => return Ok(()),
        }
        let text = handed_over(&row).ok_or_else(|| JobError::park(NoText))?;
        let unknown = UnknownText { asked: unknown.asked.saturating_add(1), ..unknown };
        match self.look_up(&text, unknown.claimed_at, delivery.deadline).await? {
            Found::Ours(accepted) => self.found_after_all(&unknown, accepted).await,
            Found::NothingYet if next_wait(&unknown).is_some() => {
                self.ask_later(unknown).await;
                Ok(())
            }
            Found::NothingYet => {
                self.stays_unknown(&unknown, "the SMS provider was asked for ten minutes").await
            }
            Found::Nothing(why) => self.stays_unknown(&unknown, why).await,
        }
    }

    async fn found_after_all(&self, unknown: &UnknownText, accepted: Accepted) -> Result<(), JobError> {
        let state = MessageState::Accepted { provider_id: accepted.provider_id, at: self.clock.now() };
        self.tell(unknown, &state).await.map(drop)
    }

    async fn stays_unknown(&self, unknown: &UnknownText, why: &str) -> Result<(), JobError> {
        if let ReceiptEffect::Replaced(_) = self.tell(unknown, &state(unknown, why, self.clock.now())).await?
        {
            self.report(unknown, why).await;
        }
        Ok(())
    }

    /// The claim has ended, so what is told now is told as by a receipt.
    async fn tell(&self, unknown: &UnknownText, state: &MessageState) -> Result<ReceiptEffect, JobError> {
        let UnknownText { store, message, .. } = unknown;
        self.messages.put_receipt(store, message, state, &Bill::default()).await.map_err(JobError::retry)
    }

    /// Without the queue nobody asks again, so the operator hears of it at once.
    async fn ask_later(&self, unknown: UnknownText) {
        let wait = self.waiting.on_queue(next_wait(&unknown).unwrap_or_default());
        let job = Outgoing::after(SendJob::LookUp(unknown.clone()), wait);
        if let Err(error) = self.sends.send(&[job]).await {
            tracing::error!(message = %unknown.message, %error, "the provider is not asked again for a text");
            self.report(&unknown, "the SMS provider could not be asked again").await;
        }
    }

    async fn report(&self, unknown: &UnknownText, why: &str) {
        let UnknownText { store, message, reason, .. } = unknown;
        let (store, id, reason) = (Some(store.clone()), message.to_string(), format!("{reason}; {why}"));
        let kind = AlertKind::TextOutcomeUnknown;
        self.operator_alerts.send(&OperatorAlert { kind, store, id, reason }).await;
    }
}

/// How long the provider is left alone before it is asked again. `None` if it is asked no more.
fn next_wait(unknown: &UnknownText) -> Option<u16> {
    WAITS.get(usize::from(unknown.asked)).copied()
}

fn state(unknown: &UnknownText, why: &str, at: Timestamp) -> MessageState {
    MessageState::Unknown { reason: format!("{}; {why}", unknown.reason), at }
}

/// The outcome is on the queue, and comes to the table first.
#[derive(Debug, thiserror::Error)]
#[error("the table does not say yet that nobody knows what became of the text")]
struct NotWritten;
