//! Messages that were claimed, sent or skipped: the gate through which each passes once.

use async_trait::async_trait;
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::{Bill, ClaimKey, MessageRecord, MessageState, StateChange},
};

use crate::error::StoreError;

#[cfg(feature = "memory")]
mod memory;
pub(crate) mod table;

/// The result of an attempt to claim a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "lives for one match, and is rarely the large one")]
pub enum Claim {
    /// It is ours to send.
    Won,
    /// Somebody has it, or had it. This is its row.
    Lost(MessageRecord),
}

/// What a receipt did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptEffect {
    /// It was news: it replaced this state.
    Replaced(MessageState),
    /// The row knew better already, or as much: this state stands.
    Stands(MessageState),
    /// The message has no row.
    NoRow,
}

/// How many late receipts of a message are kept, and how many of its tries: a provider that repeats itself must not make
/// the row grow.
const MOST_CHANGES: usize = 8;

/// The last of the changes that a row keeps.
fn latest(changes: Vec<StateChange>) -> Vec<StateChange> {
    let too_many = changes.len().saturating_sub(MOST_CHANGES);
    changes.into_iter().skip(too_many).collect()
}

/// The rows of messages.
#[async_trait]
pub trait Messages: Send + Sync {
    /// Claims a message by writing its row, in the state `sending`. Only one caller ever wins, unless the
    /// message was given back (`due`) or waits anew (`held`). The very same claim, to the instant, is one: repeating it wins again.
    /// Whoever writes the row of a message that was given back takes over why it was, and ends the links that the text has
    /// no more.
    async fn claim(&self, record: &MessageRecord) -> Result<Claim, StoreError>;

    /// Puts the outcome of a claim. False where the message is no longer claimed so and stands differently.
    async fn put_outcome(
        &self,
        store: &StoreId,
        id: &MessageId,
        claim: &ClaimKey,
        state: &MessageState,
    ) -> Result<bool, StoreError>;

    /// Puts what a receipt says of a message, unless its row knows better already: receipts come late, twice
    /// and out of order. One that comes late changes only the history, and the price if none is known yet. What the bill
    /// does not say stays as it is.
    async fn put_receipt(
        &self,
        store: &StoreId,
        id: &MessageId,
        state: &MessageState,
        bill: &Bill,
    ) -> Result<ReceiptEffect, StoreError>;

    /// Puts the row of a message that waits for another minute than it was planned for, in the state `held`. False where
    /// it was claimed or skipped already.
    async fn put_held(&self, record: &MessageRecord) -> Result<bool, StoreError>;

    /// Puts the row of a message that is not sent. False where it was claimed or skipped already.
    async fn put_skip(&self, record: &MessageRecord) -> Result<bool, StoreError>;

    /// Puts that a message was not made because its event was old news when it was found. That is no row of the message
    /// and in nobody's way: it may have gone, or wait, because a webhook told of its event in time.
    async fn put_old_news(&self, record: &MessageRecord) -> Result<(), StoreError>;

    /// A message's row; `None` where it was never claimed nor skipped. Sees every acknowledged write.
    async fn get_message(&self, store: &StoreId, id: &MessageId)
    -> Result<Option<MessageRecord>, StoreError>;

    /// The rows that there are of several messages, in no particular order. May miss the last second.
    async fn get_messages(
        &self,
        store: &StoreId,
        ids: &[MessageId],
    ) -> Result<Vec<MessageRecord>, StoreError>;
}
