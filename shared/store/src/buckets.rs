//! Which release minutes still have messages to release.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use rechime_domain::minute::Minute;

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{Item, attribute, corrupt_attribute, number, string, text},
    keys,
    table::Table,
};

/// An open release minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The minute.
    pub minute: Minute,
    /// Counts how often it was opened: whoever closes it closes what they have seen.
    pub openings: u64,
}

/// The registry of open buckets.
///
/// Opening a bucket counts, even one that is open: it says that a hold was written which a release under way may
/// have passed by. That release then cannot close the bucket, and the next sweep begins it anew. Messages that were
/// already handed on lose the claim.
#[async_trait]
pub trait Buckets: Send + Sync {
    /// Opens a minute, or opens it again. Call it after the holds are written. A caller that opened a minute
    /// which is far ahead need not open it again before it is near.
    async fn open_bucket(&self, minute: Minute) -> Result<(), StoreError>;

    /// One bucket; `None` where it is closed or was never opened.
    async fn get_bucket(&self, minute: Minute) -> Result<Option<Bucket>, StoreError>;

    /// Up to `limit` open buckets of minutes before `before`, the earliest first.
    async fn list_buckets_before(&self, before: Minute, limit: usize) -> Result<Vec<Bucket>, StoreError>;

    /// Closes a bucket. False where it was opened again since it was read, and so stays open. Closing it twice
    /// is fine.
    async fn close_bucket(&self, bucket: &Bucket) -> Result<bool, StoreError>;
}

#[async_trait]
impl Buckets for Table {
    async fn open_bucket(&self, minute: Minute) -> Result<(), StoreError> {
        // Counting from the clock: the number of a bucket that was closed does not come back when it is opened again.
        let changes = Changes::default()
            .set_to("openings", "if_not_exists(#openings, :now) + :one")
            .value("now", AttributeValue::N(self.now().as_microsecond().to_string()))
            .value("one", AttributeValue::N("1".to_owned()));
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
    Ok(Bucket { minute, openings })
}

#[cfg(feature = "memory")]
#[async_trait]
impl Buckets for Memory {
    async fn open_bucket(&self, minute: Minute) -> Result<(), StoreError> {
        let mut contents = self.contents();
        contents.openings += 1;
        let bucket = Bucket { minute, openings: contents.openings };
        contents.buckets.insert(minute, bucket);
        Ok(())
    }

    async fn get_bucket(&self, minute: Minute) -> Result<Option<Bucket>, StoreError> {
        Ok(self.contents().buckets.get(&minute).copied())
    }

    async fn list_buckets_before(&self, before: Minute, limit: usize) -> Result<Vec<Bucket>, StoreError> {
        Ok(self.contents().buckets.range(..before).take(limit).map(|(_, bucket)| *bucket).collect())
    }

    async fn close_bucket(&self, bucket: &Bucket) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let ours =
            contents.buckets.get(&bucket.minute).is_none_or(|standing| standing.openings == bucket.openings);
        if ours {
            contents.buckets.remove(&bucket.minute);
        }
        Ok(ours)
    }
}
