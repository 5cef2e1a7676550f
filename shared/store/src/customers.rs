//! What Recharge told of customers, kept for a while so that it is not asked for every event of theirs.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::ids::StoreId;
use rechime_recharge::client::CustomerProfile;

use crate::error::StoreError;

/// How long an answer counts. A customer who changes their phone is texted at the old one for so long at most, and for
/// so long we keep names and addresses for nothing but this.
pub const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Remembers customers by Recharge's id.
#[async_trait]
pub trait CustomerCache: Send + Sync {
    /// What was told less than [`KEPT`] ago. May miss the last second: then Recharge is asked once more.
    async fn get(&self, store: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError>;

    /// Keeps what Recharge told at `told_at`. One write; the later call stays.
    async fn keep(
        &self,
        store: &StoreId,
        id: &str,
        profile: &CustomerProfile,
        told_at: Timestamp,
    ) -> Result<(), StoreError>;
}
