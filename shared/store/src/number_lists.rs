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

/// A store that is next, and where in its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// The stores before it, by id, are done with.
    pub store: StoreId,
    /// So are the people before here.
    #[serde(flatten)]
    pub place: Place,
}

/// A place in a store's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The shards before it are done with.
    pub shard: u8,
    /// The people of this shard up to here are done with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Place {
    /// The place behind a page that ended with this cursor.
    #[must_use]
    pub fn behind(self, next: Option<Cursor>) -> Self {
        let shard = if next.is_some() { self.shard } else { self.shard + 1 };
        Self { shard, after: next }
    }
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

    /// In the same list, at a place among a store's people.
    #[must_use]
    pub const fn at(&self, store: StoreId, place: Place) -> Self {
        Self { day: self.day, resume: Some(Resume { store, place }) }
    }

    /// Where in a store's list to go on.
    #[must_use]
    pub fn place_in(&self, store: &StoreId) -> Place {
        let resume = self.resume.as_ref().filter(|resume| resume.store == *store);
        resume.map_or_else(Place::default, |resume| resume.place.clone())
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
