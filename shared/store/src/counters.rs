//! The counters of all stores, and how far the stream of the table is counted in each row of them.
//!
//! They are counted by hours of UTC. Reading a month of hours is dear, so upkeep puts the hours of a day together in one
//! row ([`days`]). Whoever lists counters gets the same with or without such rows.
//!
//! The stream brings each change of the table at least once: by shards, and within a shard in order the first time. A
//! row of counters remembers, for each shard that told it anything, the last record that it has counted
//! ([`Position`]). Counters and position change in one conditional write, so a record is counted in a row if and only if
//! it is not after the row's position, and a batch that comes again, in whatever pieces, adds nothing.

use async_trait::async_trait;
use futures::future::try_join_all;
use jiff::civil::Date;
use rechime_domain::{
    counting::{CountRow, Counts},
    hour::Hour,
    ids::{SourceId, StoreId},
};

use self::days::{DayCounts, Days, LateCounts};
#[cfg(feature = "memory")]
pub(crate) use self::memory::CountedRows;
pub use self::position::{InvalidSequenceNumber, Position, SequenceNumber, Shard};
use crate::{consistency::Consistency, error::StoreError};

pub mod days;
#[cfg(feature = "memory")]
mod memory;
mod packed;
mod position;
mod table;

/// What became of an addition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is counted now, and the row says this.
    Now(HourCounts),
    /// Nothing was added, because the row has counted the shard up to there already. It says this.
    UpTo(SequenceNumber, HourCounts),
}

/// The counters of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HourCounts {
    /// The hour.
    pub hour: Hour,
    /// The flow or campaign; `None` for the store as a whole, and for a forecast.
    pub source: Option<SourceId>,
    /// Their values.
    pub counts: Counts,
    /// How many additions made them. Of two readings of one row, the newer has more.
    pub version: u64,
}

impl HourCounts {
    /// What the row says once this is added to it.
    fn plus(mut self, counts: &Counts) -> Self {
        self.counts.add_all(counts, 1);
        Self { version: self.version + 1, ..self }
    }
}

/// The counters of all stores.
#[async_trait]
pub trait Counters: Send + Sync {
    /// Adds what the records of a shard say up to `position`, unless the row has counted the shard up to there, or
    /// further. One write.
    async fn add_counts(
        &self,
        store: &StoreId,
        row: &CountRow,
        counts: &Counts,
        position: &Position,
    ) -> Result<Added, StoreError>;

    /// What was counted in the hours from `first` to `last`, by hour and source. May miss the last second.
    async fn list_counts(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
    ) -> Result<Vec<HourCounts>, StoreError> {
        let days = self.list_days(store, first.day(), last.day(), Consistency::Eventual).await?;
        let gaps = days.gaps(first, last);
        let rows = gaps.iter().map(|gap| self.list_hours(store, gap.first, gap.last, Consistency::Eventual));
        let rows = try_join_all(rows).await?.into_iter().flatten();
        Ok(days.with(rows).between(first, last))
    }

    /// The rows of the hours from `first` to `last` themselves.
    async fn list_hours(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
        consistency: Consistency,
    ) -> Result<Vec<HourCounts>, StoreError>;

    /// The rows of the days from `first` to `last`, with what changed since.
    async fn list_days(
        &self,
        store: &StoreId,
        first: Date,
        last: Date,
        consistency: Consistency,
    ) -> Result<Days, StoreError>;

    /// Writes a day's row if it is still at the revision that `day` was read at. False if it is not.
    async fn put_day(&self, store: &StoreId, day: &DayCounts) -> Result<bool, StoreError>;

    /// Keeps what the row of an hour says beside the row of its day, unless something newer is there. One write.
    async fn put_late_counts(&self, store: &StoreId, counts: &HourCounts) -> Result<(), StoreError>;

    /// Removes what was kept beside the row of a day, if nothing was added since it was read.
    async fn delete_late_counts(&self, store: &StoreId, late: &LateCounts) -> Result<(), StoreError>;

    /// The messages that wait for the hours from `first` to `last`, by hour. May miss the last second.
    async fn list_forecast(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
    ) -> Result<Vec<HourCounts>, StoreError>;
}

#[cfg(test)]
mod tests;
