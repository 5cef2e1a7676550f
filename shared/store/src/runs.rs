//! Runs over a store's list: what each is for, and how far it has come.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    condition::Condition,
    ids::{RunId, StoreId},
    segment::SegmentId,
};
use serde::{Deserialize, Serialize};
use serde_dynamo::AttributeValue;

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, alive, decode, encode, expiry, text},
    keys,
    subscribers::SHARDS,
    table::Table,
};

/// How long a run is kept after it began.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A run over all people of a list, with what it was to find as it stood when the run began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The segment that is counted.
    pub segment: SegmentId,
    /// Who is meant.
    pub condition: Condition,
    /// When it began; days are counted back from here.
    pub started_at: Timestamp,
}

/// How far a run has come in a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardProgress {
    /// The shard.
    pub shard: u8,
    /// How many people were read.
    pub read: u64,
    /// How many of these are meant.
    pub matched: u64,
    /// Whether that is all of the shard.
    pub is_done: bool,
    /// When that was so.
    pub at: Timestamp,
}

/// A run, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunProgress {
    /// The run.
    pub run: Run,
    /// The shards that have told, by their numbers.
    pub shards: BTreeMap<u8, ShardProgress>,
}

impl RunProgress {
    /// How many people were read so far.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.shards.values().map(|shard| shard.read).sum()
    }

    /// How many of these are meant.
    #[must_use]
    pub fn matched(&self) -> u64 {
        self.shards.values().map(|shard| shard.matched).sum()
    }

    /// Since when everybody was read; `None` until then.
    #[must_use]
    pub fn done_at(&self) -> Option<Timestamp> {
        let done = self.shards.values().filter(|shard| shard.is_done);
        let all = done.clone().count() == usize::from(SHARDS);
        done.map(|shard| shard.at).max().filter(|_| all)
    }
}

/// Keeps runs for 14 days.
#[async_trait]
pub trait Runs: Send + Sync {
    /// Puts a new run.
    async fn create_run(&self, store: &StoreId, run: &Run) -> Result<(), StoreError>;

    /// What a run is for.
    async fn get_run(&self, store: &StoreId, id: &RunId) -> Result<Option<Run>, StoreError>;

    /// Puts how far a run has come in a shard, unless it is known to be as far or further: a queue message that comes
    /// twice takes nothing back.
    async fn put_progress(
        &self,
        store: &StoreId,
        id: &RunId,
        progress: &ShardProgress,
    ) -> Result<(), StoreError>;

    /// A run with its progress.
    async fn get_progress(&self, store: &StoreId, id: &RunId) -> Result<Option<RunProgress>, StoreError>;
}

#[async_trait]
impl Runs for Table {
    async fn create_run(&self, store: &StoreId, run: &Run) -> Result<(), StoreError> {
        let mut row = encode(&keys::run(store, &run.id), run)?;
        row.insert(EXPIRES_AT.to_owned(), expiry(run.started_at, KEPT));
        self.put_row(row).await
    }

    async fn get_run(&self, store: &StoreId, id: &RunId) -> Result<Option<Run>, StoreError> {
        self.get_row(&keys::run(store, id), Consistency::Strong).await?.map(decode).transpose()
    }

    async fn put_progress(
        &self,
        store: &StoreId,
        id: &RunId,
        progress: &ShardProgress,
    ) -> Result<(), StoreError> {
        let mut row = encode(&keys::shard_of_run(store, id, progress.shard), progress)?;
        row.insert(EXPIRES_AT.to_owned(), expiry(progress.at, KEPT));
        self.put_row_if(row, further(progress)).await.map(drop)
    }

    async fn get_progress(&self, store: &StoreId, id: &RunId) -> Result<Option<RunProgress>, StoreError> {
        let rows = self.query_rows(self.partition(&keys::runs(store, id)).consistent_read(true)).await?;
        assemble(rows.into_iter().filter_map(|row| alive(row, self.now())))
    }
}

/// The condition that the row that stands, if there is one, is not as far.
fn further(progress: &ShardProgress) -> Changes {
    let read = AttributeValue::N(progress.read.to_string());
    Changes::default()
        .only_if("attribute_not_exists(pk) OR (is_done = :no AND #read <= :read)")
        .name("read")
        .value("read", read)
        .value("no", AttributeValue::Bool(false))
}

fn assemble(rows: impl Iterator<Item = Item>) -> Result<Option<RunProgress>, StoreError> {
    let (mut run, mut shards) = (None, BTreeMap::new());
    for row in rows {
        if text(&row, "sk") == keys::RUN {
            run = Some(decode(row)?);
        } else {
            let progress: ShardProgress = decode(row)?;
            shards.insert(progress.shard, progress);
        }
    }
    Ok(run.map(|run| RunProgress { run, shards }))
}

#[cfg(feature = "memory")]
#[async_trait]
impl Runs for Memory {
    async fn create_run(&self, store: &StoreId, run: &Run) -> Result<(), StoreError> {
        let new = RunProgress { run: run.clone(), shards: BTreeMap::new() };
        self.contents().runs.insert((store.clone(), run.id.clone()), new);
        Ok(())
    }

    async fn get_run(&self, store: &StoreId, id: &RunId) -> Result<Option<Run>, StoreError> {
        Ok(self.get_progress(store, id).await?.map(|progress| progress.run))
    }

    async fn put_progress(
        &self,
        store: &StoreId,
        id: &RunId,
        progress: &ShardProgress,
    ) -> Result<(), StoreError> {
        if let Some(run) = self.contents().runs.get_mut(&(store.clone(), id.clone())) {
            let standing = run.shards.entry(progress.shard).or_insert(*progress);
            if !standing.is_done && standing.read <= progress.read {
                *standing = *progress;
            }
        }
        Ok(())
    }

    async fn get_progress(&self, store: &StoreId, id: &RunId) -> Result<Option<RunProgress>, StoreError> {
        Ok(self.contents().runs.get(&(store.clone(), id.clone())).cloned())
    }
}
