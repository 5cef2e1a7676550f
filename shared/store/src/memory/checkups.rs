use async_trait::async_trait;
use rechime_domain::ids::StoreId;

use super::Memory;
use crate::{
    checkups::{Checkup, Checkups},
    error::StoreError,
};

#[async_trait]
impl Checkups for Memory {
    async fn get(&self, store: &StoreId) -> Result<Option<Checkup>, StoreError> {
        Ok(self.contents().checkups.get(store).cloned())
    }

    async fn save(&self, store: &StoreId, checkup: &Checkup) -> Result<(), StoreError> {
        self.contents().checkups.insert(store.clone(), checkup.clone());
        Ok(())
    }

    async fn forget(&self, store: &StoreId) -> Result<(), StoreError> {
        self.contents().checkups.remove(store);
        Ok(())
    }
}
