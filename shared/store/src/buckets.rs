//! Which release minutes still have messages to release.

use async_trait::async_trait;
use rechime_domain::minute::Minute;

use crate::error::StoreError;

/// An open release minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The minute.
    pub minute: Minute,
    /// Counts how often it was opened: whoever closes it closes what they have seen.
    pub openings: u64,
}

/// The registry of open buckets.
///
/// Opening a bucket counts, even one that is open: it says that a hold was written which a release under way may
/// have passed by. That release then cannot close the bucket, and the next sweep begins it anew. Messages that were already handed on lose the claim.
#[async_trait]
pub trait Buckets: Send + Sync {
    /// Opens a minute, or opens it again. Call it after the holds are written. Who opened a minute that is far
    /// ahead need not do so again before it is near.
    async fn open(&self, minute: Minute) -> Result<(), StoreError>;

    /// One bucket; `None` where it is closed or was never opened.
    async fn get(&self, minute: Minute) -> Result<Option<Bucket>, StoreError>;

    /// Up to `limit` open buckets of minutes before `before`, the earliest first.
    async fn due(&self, before: Minute, limit: usize) -> Result<Vec<Bucket>, StoreError>;

    /// Closes a bucket. False where it was opened again since it was read, and so stays open. Closing it twice
    /// is fine.
    async fn close(&self, bucket: &Bucket) -> Result<bool, StoreError>;
}
