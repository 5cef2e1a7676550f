use async_trait::async_trait;

use super::Memory;
use crate::{
    error::StoreError,
    number_lists::{ListPosition, ListPositions},
};

#[async_trait]
impl ListPositions for Memory {
    async fn list_position(&self) -> Result<Option<ListPosition>, StoreError> {
        Ok(self.contents().list_position.clone())
    }

    async fn keep_list_position(&self, position: &ListPosition) -> Result<(), StoreError> {
        self.contents().list_position = Some(position.clone());
        Ok(())
    }
}
