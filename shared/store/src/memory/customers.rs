use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use rechime_recharge::client::CustomerProfile;

use super::Memory;
use crate::{customers::CustomerCache, error::StoreError, keys};

#[async_trait]
impl CustomerCache for Memory {
    async fn get(&self, store: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError> {
        Ok(self.contents().customers.get(&keys::customer(store, id).into()).cloned())
    }

    async fn keep(
        &self,
        store: &StoreId,
        id: &str,
        profile: &CustomerProfile,
        _told_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.contents().customers.insert(keys::customer(store, id).into(), profile.clone());
        Ok(())
    }
}
