use async_trait::async_trait;

use super::{
    Table,
    item::{decode, encode},
};
use crate::{
    error::StoreError,
    keys,
    number_lists::{ListPosition, ListPositions},
};

#[async_trait]
impl ListPositions for Table {
    async fn list_position(&self) -> Result<Option<ListPosition>, StoreError> {
        self.get(&keys::number_lists(), true).await?.map(decode).transpose()
    }

    async fn keep_list_position(&self, position: &ListPosition) -> Result<(), StoreError> {
        self.put(encode(&keys::number_lists(), position)?).await
    }
}
