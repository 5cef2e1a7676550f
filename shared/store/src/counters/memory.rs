//! Counters in memory.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::civil::Date;
use rechime_domain::{
    counting::{CountRow, Counts},
    hour::Hour,
    ids::{SourceId, StoreId},
};

use super::{
    Added, Counters, HourCounts, Position, SequenceNumber, Shard,
    days::{DayCounts, Days, LateCounts},
};
use crate::{consistency::Consistency, error::StoreError, keys, memory::Memory};

/// All counters.
#[derive(Debug, Default)]
pub(crate) struct CountedRows {
    hours: BTreeMap<(String, String), CountedRow>,
    days: BTreeMap<(StoreId, Date), DayCounts>,
    late: BTreeMap<(StoreId, Date, Option<SourceId>), LateCounts>,
    late_writes: u64,
}

/// A row of counters, and how far it has counted each shard.
#[derive(Debug)]
struct CountedRow {
    counts: HourCounts,
    positions: BTreeMap<Shard, SequenceNumber>,
}

impl CountedRow {
    fn new(row: &CountRow) -> Self {
        let (hour, source) = (row.hour(), row.source().cloned());
        let counts = HourCounts { hour, source, counts: Counts::default(), version: 0 };
        Self { counts, positions: BTreeMap::new() }
    }
}

#[async_trait]
impl Counters for Memory {
    async fn add_counts(
        &self,
        store: &StoreId,
        row: &CountRow,
        counts: &Counts,
        position: &Position,
    ) -> Result<Added, StoreError> {
        let mut contents = self.contents();
        let counted = contents.counters.hours.entry(keys::count_row(store, row).into());
        let counted = counted.or_insert_with(|| CountedRow::new(row));
        if let Some(up_to) = counted.positions.get(&position.shard).filter(|it| **it >= position.sequence) {
            return Ok(Added::UpTo(up_to.clone(), counted.counts.clone()));
        }
        counted.counts = counted.counts.clone().plus(counts);
        counted.positions.insert(position.shard.clone(), position.sequence.clone());
        Ok(Added::Now(counted.counts.clone()))
    }

    async fn list_hours(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
        _: Consistency,
    ) -> Result<Vec<HourCounts>, StoreError> {
        Ok(self.counted_between(&keys::counts(store), first, last))
    }

    async fn list_days(
        &self,
        store: &StoreId,
        first: Date,
        last: Date,
        _: Consistency,
    ) -> Result<Days, StoreError> {
        let contents = self.contents();
        let (rows, late) = (contents.counters.days.iter(), contents.counters.late.iter());
        let is_wanted = |of: &StoreId, day: Date| of == store && (first..=last).contains(&day);
        let rows = rows.filter(|((of, day), _)| is_wanted(of, *day)).map(|(_, row)| row.clone());
        let late = late.filter(|((of, day, _), _)| is_wanted(of, *day)).map(|(_, late)| late.clone());
        Ok(Days { rows: rows.collect(), late: late.collect() })
    }

    async fn put_day(&self, store: &StoreId, day: &DayCounts) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let key = (store.clone(), day.day);
        let revision = contents.counters.days.get(&key).map_or(0, |row| row.revision);
        if revision == day.revision {
            contents.counters.days.insert(key, DayCounts { revision: revision + 1, ..day.clone() });
        }
        Ok(revision == day.revision)
    }

    async fn put_late_counts(&self, store: &StoreId, counts: &HourCounts) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let rows = &mut contents.counters;
        let (day, source) = (counts.hour.day(), counts.source.clone());
        let none = LateCounts { day, source: source.clone(), counts: Vec::new(), revision: 0 };
        let late = rows.late.entry((store.clone(), day, source)).or_insert(none);
        let known = late.counts.iter().position(|row| row.hour == counts.hour);
        match known.and_then(|place| late.counts.get_mut(place)) {
            Some(known) if known.version >= counts.version => return Ok(()),
            Some(known) => *known = counts.clone(),
            None => late.counts.push(counts.clone()),
        }
        late.counts.sort_by_key(|row| row.hour);
        rows.late_writes += 1;
        late.revision = rows.late_writes;
        Ok(())
    }

    async fn delete_late_counts(&self, store: &StoreId, late: &LateCounts) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let key = (store.clone(), late.day, late.source.clone());
        if contents.counters.late.get(&key).is_some_and(|kept| kept.revision == late.revision) {
            contents.counters.late.remove(&key);
        }
        Ok(())
    }

    async fn list_forecast(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
    ) -> Result<Vec<HourCounts>, StoreError> {
        Ok(self.counted_between(&keys::forecast(store), first, last))
    }
}

impl Memory {
    fn counted_between(&self, pk: &str, first: Hour, last: Hour) -> Vec<HourCounts> {
        let (from, to) = keys::counted_hours(first, last);
        let contents = self.contents();
        let rows = contents.counters.hours.iter();
        let rows =
            rows.filter(|((of, sk), _)| of == pk && (from.as_str()..=to.as_str()).contains(&sk.as_str()));
        rows.map(|(_, row)| row.counts.clone()).collect()
    }
}
