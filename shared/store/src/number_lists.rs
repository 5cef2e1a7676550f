//! How far the lists of deactivated numbers have been gone through, for all stores together.

use async_trait::async_trait;
use jiff::{ToSpan, civil::Date};
use rechime_domain::ids::StoreId;
use serde::{Deserialize, Serialize};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    consistency::Consistency,
    error::StoreError,
    item::{decode, encode},
    keys,
    page::Cursor,
    table::Table,
};

/// The list to go through next, and where in it an interrupted run goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPosition {
    /// The day (UTC) that the list is of. Those of the days before are done with.
    pub day: Date,
    /// Where to go on; none where the list was not begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
}

/// A store that is next, and a page of its people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// The stores before it, by id, are done with.
    pub store: StoreId,
    /// The people up to here are done with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl ListPosition {
    /// Before the list of a day.
    #[must_use]
    pub const fn before(day: Date) -> Self {
        Self { day, resume: None }
    }

    /// Before the list of the day after this one.
    #[must_use]
    pub fn next_day(&self) -> Self {
        Self::before(self.day.saturating_add(1.day()))
    }

    /// In the same list, at a page of a store's people.
    #[must_use]
    pub const fn at(&self, store: StoreId, after: Option<Cursor>) -> Self {
        Self { day: self.day, resume: Some(Resume { store, after }) }
    }
}

/// Keeps the one [`ListPosition`]. Upkeep alone writes it.
#[async_trait]
pub trait ListPositions: Send + Sync {
    /// The one that was kept last; `None` where no list was ever gone through. Read consistently.
    async fn get_list_position(&self) -> Result<Option<ListPosition>, StoreError>;

    /// Puts one in the place of the last.
    async fn put_list_position(&self, position: &ListPosition) -> Result<(), StoreError>;
}

#[async_trait]
impl ListPositions for Table {
    async fn get_list_position(&self) -> Result<Option<ListPosition>, StoreError> {
        self.get_row(&keys::number_lists(), Consistency::Strong).await?.map(decode).transpose()
    }

    async fn put_list_position(&self, position: &ListPosition) -> Result<(), StoreError> {
        self.put_row(encode(&keys::number_lists(), position)?).await
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl ListPositions for Memory {
    async fn get_list_position(&self) -> Result<Option<ListPosition>, StoreError> {
        Ok(self.contents().list_position.clone())
    }

    async fn put_list_position(&self, position: &ListPosition) -> Result<(), StoreError> {
        self.contents().list_position = Some(position.clone());
        Ok(())
    }
}
