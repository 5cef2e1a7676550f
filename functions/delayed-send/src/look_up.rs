//! Asking the provider for a text whose answer was lost. A provider knows texts by phone and words, and two messages may
//! share both; a text that it names is taken for ours only if it can be no other message's.

use std::time::Duration;

use futures::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::{MessageRecord, MessageState},
};
use rechime_platform::{deadline::Deadline, job::JobError};
use rechime_sms::provider::{Accepted, LONGEST_CALL, LookUp, Outbound};
use rechime_store::{StoreError, consistency::Consistency};

use crate::{DelayedSend, LONGEST_AWS_CALL};

/// So long after its claim a text is looked for: for an hour, a subscriber's row has all texts that were sent since.
/// Later the receipts have told.
const LOOKED_FOR: SignedDuration = SignedDuration::from_hours(1);

/// What a look-up may take with all that follows: the provider's answer, three reads, and the outcome in the table or on
/// the queue.
const LONGEST_LOOK_UP: Duration = LONGEST_AWS_CALL.saturating_mul(5).saturating_add(LONGEST_CALL);

/// What a look-up found.
pub(crate) enum Found {
    /// The provider has the text, under this name.
    Ours(Accepted),
    /// Nothing that is certain. The provider may know more in a few minutes.
    NothingYet,
    /// Nothing, and nothing more will come of asking. Why not, as a part of a sentence.
    Nothing(&'static str),
}

impl DelayedSend {
    /// Looks for a text that was claimed at `claimed_at`.
    ///
    /// The provider is asked before the table is: whatever it names was counted, and claimed, before that.
    pub(crate) async fn look_up(
        &self,
        text: &Outbound,
        claimed_at: Timestamp,
        deadline: Deadline,
    ) -> Result<Found, JobError> {
        if self.clock.now().duration_since(claimed_at) > LOOKED_FOR {
            return Ok(Found::Nothing("after more than an hour the SMS provider is not asked any more"));
        }
        if !deadline.allows(LONGEST_LOOK_UP) {
            return Err(JobError::retry(TooLate));
        }
        let found = match self.provider.look_up(text, claimed_at).await {
            LookUp::Found(found) => found,
            LookUp::NotFound | LookUp::NoAnswer => return Ok(Found::NothingYet),
            LookUp::CannotBeAsked => {
                return Ok(Found::Nothing(
                    "the SMS provider cannot be asked, and only a receipt can still tell",
                ));
            }
        };
        let others = self.same_words(text).await.map_err(JobError::retry)?;
        Ok(ours(found, &others).map_or(Found::NothingYet, Found::Ours))
    }

    /// The other messages that lately went to the same phone with the same words. All stores send from one number.
    async fn same_words(&self, text: &Outbound) -> Result<Vec<MessageRecord>, StoreError> {
        let stores = self.phones.get_phone(&text.to).await?.stores;
        let sent = try_join_all(stores.into_iter().map(|store| self.sent_to(text, store))).await?;
        let others = sent.into_iter().flatten().filter(|(_, id)| *id != text.message);
        let rows = others.map(|(store, id)| async move { self.messages.get_message(&store, &id).await });
        let rows = try_join_all(rows).await?.into_iter().flatten();
        let same = |row: &MessageRecord| row.body.as_ref().is_some_and(|it| it.ends_with(&text.body));
        Ok(rows.filter(same).collect())
    }

    async fn sent_to(
        &self,
        text: &Outbound,
        store: StoreId,
    ) -> Result<Vec<(StoreId, MessageId)>, StoreError> {
        let subscriber = self.subscribers.get_own_row(&store, &text.to, Consistency::Strong).await?;
        let texts = subscriber.map(|subscriber| subscriber.recent_texts).unwrap_or_default();
        Ok(texts.into_iter().map(|text| (store.clone(), text.message)).collect())
    }
}

/// The one text that the provider has and that is no other message's. `None` where the provider has none such, or
/// several, or where it may be the text of another message whose own id is not known either.
fn ours(found: Vec<Accepted>, others: &[MessageRecord]) -> Option<Accepted> {
    let is_open = |row: &MessageRecord| {
        matches!(row.state, MessageState::Sending { .. } | MessageState::Unknown { .. })
    };
    if others.iter().any(is_open) {
        return None;
    }
    let is_theirs =
        |text: &Accepted| others.iter().any(|row| row.state.provider_id() == Some(&text.provider_id));
    let mut left = found.into_iter().filter(|text| !is_theirs(text));
    left.next().filter(|_| left.next().is_none())
}

/// The next delivery has its whole time, and asks.
#[derive(Debug, thiserror::Error)]
#[error("there is no time to ask the provider what became of a text")]
struct TooLate;
