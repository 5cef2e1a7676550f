use async_trait::async_trait;
use rechime_domain::ids::StoreId;

use super::{
    Table,
    item::{decode, encode},
};
use crate::{
    checkups::{Checkup, Checkups},
    error::StoreError,
    keys,
};

#[async_trait]
impl Checkups for Table {
    async fn get(&self, store: &StoreId) -> Result<Option<Checkup>, StoreError> {
        Table::get(self, &keys::checkup(store), true).await?.map(decode).transpose()
    }

    async fn save(&self, store: &StoreId, checkup: &Checkup) -> Result<(), StoreError> {
        self.put(encode(&keys::checkup(store), checkup)?).await
    }

    async fn forget(&self, store: &StoreId) -> Result<(), StoreError> {
        self.delete(&keys::checkup(store)).await
    }
}
