//! Which release minutes still have messages to release.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{ids::StoreId, message::PendingMessage, minute::Minute};
use serde::{Deserialize, Serialize};
use serde_dynamo::{AttributeValue, from_attribute_value};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    holds::{SHARDS, shard_of},
    item::{Item, attribute, corrupt_attribute, number, string, text},
    keys,
    page::Cursor,
    table::{Table, Write},
};

/// An open release minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The minute.
    pub minute: Minute,
    /// Counts how often it was opened: whoever closes it closes what they have seen.
    pub openings: u64,
    /// How far its release has come, once that has begun.
    pub release: Option<ReleaseProgress>,
}

/// How far the release of a bucket has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseProgress {
    /// When it began: the messages could go from then on.
    pub began_at: Timestamp,
    /// How often the bucket had been opened when it began.
    pub openings: u64,
    /// Counts its steps, so that of two releases at once one goes on.
    pub step: u32,
    /// When its last step was made.
    pub stepped_at: Timestamp,
    /// The stores that have messages left, and where to go on in each.
    pub stores: BTreeMap<StoreId, HoldPosition>,
    /// The last store that was looked for: those behind it are looked for when others have come to their end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stores_after: Option<StoreId>,
    /// Whether there are no stores behind it.
    #[serde(default)]
    pub is_looked_through: bool,
}

/// A place among a store's holds of a minute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldPosition {
    /// The shard.
    pub shard: u8,
    /// The last hold of it that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// How many holds were handed on before it.
    #[serde(default)]
    pub taken: u32,
}

/// Of how many places of persons' ids each shard consists, by [`PersonId::rank`](rechime_domain::ids::PersonId::rank).
const RANKS: u64 = 1_024;

impl HoldPosition {
    /// About how many holds are behind it, by how many were before it: persons' ids are spread evenly over shards and
    /// keys. `None` at the beginning, where that tells nothing yet.
    #[must_use]
    pub fn left(&self) -> Option<u64> {
        let after = self.after.as_ref().and_then(|after| keys::held(after.as_str()));
        let rank = after.map_or(0, |(_, id)| u64::from(id.person().rank()));
        let before = u64::from(self.shard) * RANKS + rank;
        let behind = (u64::from(SHARDS) * RANKS).saturating_sub(before);
        (u64::from(self.taken) * behind).checked_div(before)
    }

    /// The place behind a message, before which `taken` were handed on.
    #[must_use]
    pub fn behind(message: &PendingMessage, taken: u32) -> Self {
        let after = Some(Cursor::new(keys::held_as(&message.store, &message.id)));
        Self { shard: shard_of(&message.id.person()), after, taken }
    }
}

/// The registry of open buckets.
///
/// Opening a bucket counts, even one that is open: it says that a hold was written which a release under way may
/// have passed by. That release then cannot close the bucket, and the next sweep begins it anew. Messages that were
/// already handed on lose the claim.
#[async_trait]
pub trait Buckets: Send + Sync {
    /// Opens a minute, or opens it again. Call it after the holds are written. A caller that opened a minute
    /// which is far ahead need not open it again before it is near. Says whether its schedule was
    /// [noted](Self::note_schedule).
    async fn open_bucket(&self, minute: Minute) -> Result<bool, StoreError>;

    /// Notes that an open bucket has its schedule, so that nobody else makes it.
    async fn note_schedule(&self, minute: Minute) -> Result<(), StoreError>;

    /// One bucket; `None` where it is closed or was never opened.
    async fn get_bucket(&self, minute: Minute) -> Result<Option<Bucket>, StoreError>;

    /// Up to `limit` open buckets of minutes before `before`, the earliest first.
    async fn list_buckets_before(&self, before: Minute, limit: usize) -> Result<Vec<Bucket>, StoreError>;

    /// Keeps how far the release of a bucket has come, in one write of a unit for each kilobyte. False where the bucket is
    /// closed or another release made this step, and nothing is kept.
    async fn put_release(&self, minute: Minute, progress: &ReleaseProgress) -> Result<bool, StoreError>;

    /// Closes a bucket. False where it was opened again since it was read, and so stays open. Closing it twice
    /// is fine.
    async fn close_bucket(&self, bucket: &Bucket) -> Result<bool, StoreError>;
}

#[async_trait]
impl Buckets for Table {
    async fn open_bucket(&self, minute: Minute) -> Result<bool, StoreError> {
        // Counting from the clock: the number of a bucket that was closed does not come back when it is opened again.
        let changes = Changes::default()
            .set_to("openings", "if_not_exists(#openings, :now) + :one")
            .value("now", AttributeValue::N(self.now().as_microsecond().to_string()))
            .value("one", AttributeValue::N("1".to_owned()));
        let before = self.update_row(&keys::bucket(minute), changes).await?;
        Ok(matches!(before, Write::Done(row) if row.contains_key(SCHEDULED)))
    }

    async fn note_schedule(&self, minute: Minute) -> Result<(), StoreError> {
        let changes =
            Changes::default().set(SCHEDULED, AttributeValue::Bool(true)).only_if("attribute_exists(pk)");
        self.update_row(&keys::bucket(minute), changes).await.map(drop)
    }

    async fn get_bucket(&self, minute: Minute) -> Result<Option<Bucket>, StoreError> {
        let row = self.get_row(&keys::bucket(minute), Consistency::Strong).await?;
        row.as_ref().map(bucket).transpose()
    }

    async fn list_buckets_before(&self, before: Minute, limit: usize) -> Result<Vec<Bucket>, StoreError> {
        let query = self
            .partition(keys::BUCKETS)
            .key_condition_expression("pk = :pk AND sk < :minute")
            .expression_attribute_values(":minute", string(before.to_string()))
            .consistent_read(true);
        self.page_rows(query, keys::BUCKETS, None, limit).await?.items.iter().map(bucket).collect()
    }

    async fn put_release(&self, minute: Minute, progress: &ReleaseProgress) -> Result<bool, StoreError> {
        let before = progress.step.saturating_sub(1);
        let changes = Changes::default()
            .set(RELEASE, attribute(progress)?)
            .set("step", attribute(progress.step)?)
            .only_if("attribute_exists(pk) AND (attribute_not_exists(#step) OR #step = :before)")
            .value("before", attribute(before)?);
        Ok(matches!(self.update_row(&keys::bucket(minute), changes).await?, Write::Done(_)))
    }

    async fn close_bucket(&self, bucket: &Bucket) -> Result<bool, StoreError> {
        let unless_opened = Changes::default()
            .only_if("attribute_not_exists(pk) OR #openings = :openings")
            .name("openings")
            .value("openings", attribute(bucket.openings)?);
        self.delete_row_if(&keys::bucket(bucket.minute), unless_opened).await
    }
}

fn bucket(row: &Item) -> Result<Bucket, StoreError> {
    let openings = number(row, "openings").ok_or_else(|| corrupt_attribute(row, "openings"))?;
    let minute = text(row, "sk").parse().map_err(|_| corrupt_attribute(row, "sk"))?;
    let release = row.get(RELEASE).cloned().map(from_attribute_value).transpose();
    let release = release.map_err(|_: serde_dynamo::Error| corrupt_attribute(row, RELEASE))?;
    Ok(Bucket { minute, openings, release })
}

/// How far the release of a bucket has come.
const RELEASE: &str = "release";
/// That a bucket has its schedule.
const SCHEDULED: &str = "scheduled";

#[cfg(feature = "memory")]
#[async_trait]
impl Buckets for Memory {
    async fn open_bucket(&self, minute: Minute) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        contents.openings += 1;
        let openings = contents.openings;
        let bucket = contents.buckets.entry(minute).or_insert(Bucket { minute, openings, release: None });
        bucket.openings = openings;
        Ok(contents.scheduled.contains(&minute))
    }

    async fn note_schedule(&self, minute: Minute) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if contents.buckets.contains_key(&minute) {
            contents.scheduled.insert(minute);
        }
        Ok(())
    }

    async fn get_bucket(&self, minute: Minute) -> Result<Option<Bucket>, StoreError> {
        Ok(self.contents().buckets.get(&minute).cloned())
    }

    async fn list_buckets_before(&self, before: Minute, limit: usize) -> Result<Vec<Bucket>, StoreError> {
        Ok(self.contents().buckets.range(..before).take(limit).map(|(_, bucket)| bucket.clone()).collect())
    }

    async fn put_release(&self, minute: Minute, progress: &ReleaseProgress) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let Some(bucket) = contents.buckets.get_mut(&minute) else { return Ok(false) };
        let before = bucket.release.as_ref().map(|release| release.step);
        let is_next = before.is_none_or(|before| before + 1 == progress.step);
        if is_next {
            bucket.release = Some(progress.clone());
        }
        Ok(is_next)
    }

    async fn close_bucket(&self, bucket: &Bucket) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let ours =
            contents.buckets.get(&bucket.minute).is_none_or(|standing| standing.openings == bucket.openings);
        if ours {
            contents.buckets.remove(&bucket.minute);
            contents.scheduled.remove(&bucket.minute);
        }
        Ok(ours)
    }
}
