//! The counters of all stores, and how far the stream of the table is counted in each row of them.
//!
//! The stream brings each change of the table at least once: by shards, and within a shard in order the first time. A
//! row of counters remembers, for each shard that told it anything, the last record that it has counted
//! ([`Position`]). Counters and position change in one conditional write, so a record is counted in a row if and only if
//! it is not after the row's position, and a batch that comes again, in whatever pieces, adds nothing.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use rechime_domain::{
    counting::{CountRow, Counter, Counts},
    hour::Hour,
    ids::{SourceId, StoreId},
};

#[cfg(feature = "memory")]
pub(crate) use self::memory::CountedRow;
pub use self::position::{InvalidSequenceNumber, Position, SequenceNumber, Shard};
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, corrupt_attribute, expiry, number, string, text},
    keys,
    table::{Table, Write},
};

#[cfg(feature = "memory")]
mod memory;
mod position;

/// How long a forecast is kept after its hour: as long as the holds that it counts.
const FORECAST_KEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

/// What became of an addition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is counted now.
    Now,
    /// Nothing was added, because the row has counted the shard up to there already.
    UpTo(SequenceNumber),
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
    ) -> Result<Vec<HourCounts>, StoreError>;

    /// The messages that wait for the hours from `first` to `last`, by hour. May miss the last second.
    async fn list_forecast(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
    ) -> Result<Vec<HourCounts>, StoreError>;
}

#[async_trait]
impl Counters for Table {
    async fn add_counts(
        &self,
        store: &StoreId,
        row: &CountRow,
        counts: &Counts,
        position: &Position,
    ) -> Result<Added, StoreError> {
        let counted = position.shard.attribute();
        let changes = additions(counts)
            .set(EXPIRES_AT, kept(row))
            .set(&counted, string(position.sequence.as_str()))
            .only_if(format!("attribute_not_exists(#{counted}) OR #{counted} < :{counted}"));
        match self.update_row(&keys::count_row(store, row), changes).await? {
            Write::Done(_) => Ok(Added::Now),
            Write::Refused(item) => Ok(Added::UpTo(SequenceNumber::stored(text(&item, &counted)))),
        }
    }

    async fn list_counts(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
    ) -> Result<Vec<HourCounts>, StoreError> {
        self.counted_between(&keys::counts(store), first, last).await
    }

    async fn list_forecast(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
    ) -> Result<Vec<HourCounts>, StoreError> {
        self.counted_between(&keys::forecast(store), first, last).await
    }
}

impl Table {
    async fn counted_between(
        &self,
        pk: &str,
        first: Hour,
        last: Hour,
    ) -> Result<Vec<HourCounts>, StoreError> {
        let (from, to) = keys::counted_hours(first, last);
        let query = self
            .partition(pk)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":from", string(from))
            .expression_attribute_values(":to", string(to));
        let rows = self.query_rows(query).await?.into_iter().filter_map(|row| alive(row, self.now()));
        rows.map(|row| hour_counts(&row)).collect()
    }
}

/// What adds to the counters of a row.
fn additions(counts: &Counts) -> Changes {
    counts.iter().enumerate().fold(Changes::default(), |changes, (place, (counter, by))| {
        changes.add_number_as(&format!("counter_{place}"), &counter.key(), AttributeValue::N(by.to_string()))
    })
}

fn kept(row: &CountRow) -> AttributeValue {
    match row {
        CountRow::Source { hour, .. } | CountRow::Store { hour } => expiry(hour.start(), RECORDS_KEPT),
        CountRow::Forecast { hour } => expiry(hour.start(), FORECAST_KEPT),
    }
}

fn hour_counts(row: &Item) -> Result<HourCounts, StoreError> {
    let (hour, source) = keys::counted(text(row, "sk")).ok_or_else(|| corrupt_attribute(row, "sk"))?;
    let counters = row.keys().filter_map(|name| Some((Counter::parse(name)?, number(row, name)?)));
    Ok(HourCounts { hour, source, counts: counters.collect() })
}

#[cfg(test)]
mod tests;
