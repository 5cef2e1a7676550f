//! What Recharge told of customers, kept for a while so that it is not asked for every event of theirs.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::ids::StoreId;
use rechime_recharge::client::CustomerProfile;

mod in_process;

pub use self::in_process::InProcessCustomerCache;
#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, decode, encode, expiry},
    keys,
    table::Table,
};

/// How long an answer counts. A customer who changes their phone is texted at the old one for so long at most, and for
/// so long we keep names and addresses for nothing but this.
pub const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Remembers customers by Recharge's id.
#[async_trait]
pub trait CustomerCache: Send + Sync {
    /// What Recharge answered less than [`KEPT`] ago. May miss the last second: then Recharge is asked once more.
    async fn get_customer(&self, store: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError>;

    /// Puts what Recharge answered at `answered_at`. One write; the later call stays.
    async fn put_customer(
        &self,
        store: &StoreId,
        id: &str,
        profile: &CustomerProfile,
        answered_at: Timestamp,
    ) -> Result<(), StoreError>;
}

#[async_trait]
impl CustomerCache for Table {
    async fn get_customer(&self, store: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError> {
        self.get_row(&keys::customer(store, id), Consistency::Eventual).await?.map(decode).transpose()
    }

    async fn put_customer(
        &self,
        store: &StoreId,
        id: &str,
        profile: &CustomerProfile,
        answered_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut item = encode(&keys::customer(store, id), profile)?;
        item.insert(EXPIRES_AT.to_owned(), expiry(answered_at, KEPT));
        self.put_row(item).await
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl CustomerCache for Memory {
    async fn get_customer(&self, store: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError> {
        Ok(self.contents().customer_cache.get(&keys::customer(store, id).into()).cloned())
    }

    async fn put_customer(
        &self,
        store: &StoreId,
        id: &str,
        profile: &CustomerProfile,
        _told_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.contents().customer_cache.insert(keys::customer(store, id).into(), profile.clone());
        Ok(())
    }
}
