use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use rechime_recharge::client::CustomerProfile;

use super::{
    Table,
    item::{EXPIRES_AT, decode, encode, expiry},
};
use crate::{
    customers::{CustomerCache, KEPT},
    error::StoreError,
    keys,
};

#[async_trait]
impl CustomerCache for Table {
    async fn get(&self, store: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError> {
        self.get(&keys::customer(store, id), false).await?.map(decode).transpose()
    }

    async fn keep(
        &self,
        store: &StoreId,
        id: &str,
        profile: &CustomerProfile,
        told_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut item = encode(&keys::customer(store, id), profile)?;
        item.insert(EXPIRES_AT.to_owned(), expiry(told_at, KEPT));
        self.put(item).await
    }
}
