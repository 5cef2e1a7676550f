//! Counters in the table.

use async_trait::async_trait;
use jiff::{SignedDuration, civil::Date};
use rechime_domain::{
    counting::{CountRow, Counter, Counts},
    hour::Hour,
    ids::{SourceId, StoreId},
};
use serde_dynamo::AttributeValue;

use super::{
    Added, Counters, HourCounts, Position, SequenceNumber,
    days::{DayCounts, Days, LateCounts},
    packed::{self, Packed},
};
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, corrupt_attribute, expiry, number, of_key, string, text},
    keys::{self, CountedDay},
    table::{Table, Write},
};

/// How long a forecast is kept after its hour: as long as the holds that it counts.
const FORECAST_KEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

/// How many additions made a row of an hour.
const VERSION: &str = "version";

/// How often a row of a day, or what is kept beside it, was written.
const REVISION: &str = "revision";

/// How many hours of its day a row has, from the first on.
const HOURS: &str = "hours";

/// The counters of all these hours.
const PACKED: &str = "packed";

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
            .add_number(VERSION, number_of(1))
            .set(EXPIRES_AT, kept(row))
            .set(&counted, string(position.sequence.as_str()))
            .only_if(format!("attribute_not_exists(#{counted}) OR #{counted} < :{counted}"));
        match self.update_row(&keys::count_row(store, row), changes).await? {
            Write::Done(before) => Ok(Added::Now(reading(row, &before).plus(counts))),
            Write::Refused(item) => {
                Ok(Added::UpTo(SequenceNumber::stored(text(&item, &counted)), reading(row, &item)))
            }
        }
    }

    async fn list_hours(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
        consistency: Consistency,
    ) -> Result<Vec<HourCounts>, StoreError> {
        self.counted_between(&keys::counts(store), keys::counted_hours(first, last), consistency, hour_counts)
            .await
    }

    async fn list_days(
        &self,
        store: &StoreId,
        first: Date,
        last: Date,
        consistency: Consistency,
    ) -> Result<Days, StoreError> {
        let between = keys::counted_days(first, last);
        let rows = self.counted_between(&keys::days(store), between, consistency, day_row).await?;
        let mut days = Days::default();
        for row in rows {
            match row {
                DayRow::Day(day) => days.rows.push(day),
                DayRow::Late(late) => days.late.push(late),
            }
        }
        Ok(days)
    }

    async fn put_day(&self, store: &StoreId, day: &DayCounts) -> Result<bool, StoreError> {
        Ok(self.put_row_if(day_item(store, day), at_revision(day.revision)).await?.is_done())
    }

    async fn put_late_counts(&self, store: &StoreId, counts: &HourCounts) -> Result<(), StoreError> {
        let (hour, version) = late_attributes(counts.hour.of_day());
        let key = keys::late_counts(store, counts.hour.day(), counts.source.as_ref());
        let changes = Changes::default()
            .set(&hour, AttributeValue::B(Packed::of(std::slice::from_ref(counts)).into_bytes()))
            .set(&version, number_of(counts.version))
            .set(EXPIRES_AT, expiry(counts.hour.start(), RECORDS_KEPT))
            .set_to(REVISION, &format!("if_not_exists(#{REVISION}, :begun) + :one"))
            .value("begun", number_of(self.now().as_microsecond()))
            .value("one", number_of(1))
            .only_if(format!("attribute_not_exists(#{version}) OR #{version} < :{version}"));
        self.update_row(&key, changes).await.map(drop)
    }

    async fn delete_late_counts(&self, store: &StoreId, late: &LateCounts) -> Result<(), StoreError> {
        let key = keys::late_counts(store, late.day, late.source.as_ref());
        self.delete_row_if(&key, at_revision(late.revision)).await.map(drop)
    }

    async fn list_forecast(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
    ) -> Result<Vec<HourCounts>, StoreError> {
        let between = keys::counted_hours(first, last);
        self.counted_between(&keys::forecast(store), between, Consistency::Eventual, hour_counts).await
    }
}

impl Table {
    async fn counted_between<T>(
        &self,
        pk: &str,
        (from, to): (String, String),
        consistency: Consistency,
        read: fn(&Item) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let query = self
            .partition(pk)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":from", string(from))
            .expression_attribute_values(":to", string(to))
            .consistent_read(consistency == Consistency::Strong);
        let rows = self.query_rows(query).await?.into_iter().filter_map(|row| alive(row, self.now()));
        rows.map(|row| read(&row)).collect()
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

fn number_of(number: impl Into<i128>) -> AttributeValue {
    AttributeValue::N(number.into().to_string())
}

fn at_revision(revision: u64) -> Changes {
    let changes = Changes::default().name(REVISION);
    if revision == 0 {
        return changes.only_if(format!("attribute_not_exists(#{REVISION})"));
    }
    changes.value(REVISION, number_of(revision)).only_if(format!("#{REVISION} = :{REVISION}"))
}

/// The row of a day at its next revision.
pub(super) fn day_item(store: &StoreId, day: &DayCounts) -> Item {
    let mut row = of_key(&keys::day(store, day.day));
    row.insert(HOURS.to_owned(), number_of(day.hours));
    row.insert(PACKED.to_owned(), AttributeValue::B(packed::day(&day.counts)));
    row.insert(REVISION.to_owned(), number_of(day.revision + 1));
    row.insert(EXPIRES_AT.to_owned(), expiry(Hour::first_of(day.day).start(), RECORDS_KEPT));
    row
}

fn hour_counts(row: &Item) -> Result<HourCounts, StoreError> {
    let (hour, source) = keys::counted(text(row, "sk")).ok_or_else(|| corrupt_attribute(row, "sk"))?;
    Ok(counts_of(hour, source, row))
}

/// What an item says of the counters of a row. Nothing if it is empty.
fn reading(row: &CountRow, item: &Item) -> HourCounts {
    counts_of(row.hour(), row.source().cloned(), item)
}

fn counts_of(hour: Hour, source: Option<SourceId>, item: &Item) -> HourCounts {
    let counters = item.keys().filter_map(|name| Some((Counter::parse(name)?, number(item, name)?)));
    let version = number(item, VERSION).unwrap_or_default();
    HourCounts { hour, source, counts: counters.collect(), version }
}

/// A row of the partition of days.
enum DayRow {
    Day(DayCounts),
    Late(LateCounts),
}

fn day_row(row: &Item) -> Result<DayRow, StoreError> {
    let revision = number(row, REVISION).ok_or_else(|| corrupt_attribute(row, REVISION))?;
    match keys::counted_day(text(row, "sk")).ok_or_else(|| corrupt_attribute(row, "sk"))? {
        CountedDay::Day(day) => {
            let hours = number(row, HOURS).ok_or_else(|| corrupt_attribute(row, HOURS))?;
            let counts = bytes(row, PACKED).and_then(|bytes| packed::read_day(bytes, day));
            let counts = counts.ok_or_else(|| corrupt_attribute(row, PACKED))?;
            Ok(DayRow::Day(DayCounts { day, hours, counts, revision }))
        }
        CountedDay::Late(day, source) => {
            let hours = (0..24).filter_map(|hour| bytes(row, &late_attributes(hour).0));
            let read = |bytes| packed::read(bytes, day, source.as_ref());
            let counts: Option<Vec<_>> = hours.map(read).collect();
            let counts = counts.ok_or_else(|| corrupt_attribute(row, "sk"))?.concat();
            Ok(DayRow::Late(LateCounts { day, source, counts, revision }))
        }
    }
}

/// The attributes of late counts of an hour: what they are, and their version.
fn late_attributes(hour: u8) -> (String, String) {
    (format!("h{hour:02}"), format!("v{hour:02}"))
}

fn bytes<'a>(row: &'a Item, name: &str) -> Option<&'a [u8]> {
    let AttributeValue::B(bytes) = row.get(name)? else { return None };
    Some(bytes)
}
