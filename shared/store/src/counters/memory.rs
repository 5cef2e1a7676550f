//! Counters in memory.

use std::collections::BTreeMap;

use async_trait::async_trait;
use rechime_domain::{
    counting::{CountRow, Counts},
    hour::Hour,
    ids::StoreId,
};

use super::{Added, Counters, HourCounts, Position, SequenceNumber, Shard};
use crate::{error::StoreError, keys, memory::Memory};

/// A row of counters, and how far it has counted each shard.
#[derive(Debug, Default)]
pub(crate) struct CountedRow {
    counts: Counts,
    positions: BTreeMap<Shard, SequenceNumber>,
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
        let counted = contents.counters.entry(keys::count_row(store, row).into()).or_default();
        if let Some(up_to) = counted.positions.get(&position.shard).filter(|it| **it >= position.sequence) {
            return Ok(Added::UpTo(up_to.clone()));
        }
        counted.counts.add_all(counts, 1);
        counted.positions.insert(position.shard.clone(), position.sequence.clone());
        Ok(Added::Now)
    }

    async fn list_counts(
        &self,
        store: &StoreId,
        first: Hour,
        last: Hour,
    ) -> Result<Vec<HourCounts>, StoreError> {
        Ok(self.counted_between(&keys::counts(store), first, last))
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
        let rows = contents.counters.iter();
        let rows =
            rows.filter(|((of, sk), _)| of == pk && (from.as_str()..=to.as_str()).contains(&sk.as_str()));
        rows.filter_map(|((_, sk), row)| {
            let (hour, source) = keys::counted(sk)?;
            Some(HourCounts { hour, source, counts: row.counts.clone() })
        })
        .collect()
    }
}
