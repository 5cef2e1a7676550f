//! Messages that wait, gathered by the minute in which they are released.

use async_trait::async_trait;
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::PendingMessage,
    minute::Minute,
};

use crate::{
    error::StoreError,
    page::{Cursor, Page},
};

/// Parts of one minute, so that a night's holds do not all go to one partition of the table (1,000 writes a
/// second each).
pub const SHARDS: u8 = 16;

/// The shard of a message: always the same for one, even over many.
#[must_use]
pub fn shard_of(id: &MessageId) -> u8 {
    u8::try_from(id.spread() % u64::from(SHARDS)).unwrap_or_default()
}

/// The holds. Nothing deletes one: it expires three days after its minute. Until then releasing it again is
/// harmless, since only one release can win the claim. One that is overdue is still handed out: the last look
/// then skips it with a reason, instead of it vanishing without one.
#[async_trait]
pub trait Holds: Send + Sync {
    /// Keeps a message until `until`. Repeating it changes nothing. One write unit for an ordinary message.
    ///
    /// Open the minute's bucket ([`Buckets::open`](crate::buckets::Buckets::open)) after this, never before.
    async fn put(&self, message: &PendingMessage, until: Minute) -> Result<(), StoreError>;

    /// The message held until `until`, with `held_until` set.
    async fn get(
        &self,
        until: Minute,
        id: &MessageId,
        store: &StoreId,
    ) -> Result<Option<PendingMessage>, StoreError>;

    /// Up to `limit` messages of one shard (0 to [`SHARDS`]` - 1`) of a minute, by store and id, with
    /// `held_until` set.
    async fn page(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError>;

    /// All messages of one store in one shard of a minute, as [`page`](Self::page) gives them.
    async fn of_store(
        &self,
        minute: Minute,
        shard: u8,
        store: &StoreId,
    ) -> Result<Vec<PendingMessage>, StoreError>;
}
