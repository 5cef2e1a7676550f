use async_trait::async_trait;
use rechime_domain::minute::Minute;

use super::Memory;
use crate::{
    buckets::{Bucket, Buckets},
    error::StoreError,
};

#[async_trait]
impl Buckets for Memory {
    async fn open(&self, minute: Minute) -> Result<(), StoreError> {
        let mut contents = self.contents();
        contents.openings += 1;
        let bucket = Bucket { minute, openings: contents.openings };
        contents.buckets.insert(minute, bucket);
        Ok(())
    }

    async fn get(&self, minute: Minute) -> Result<Option<Bucket>, StoreError> {
        Ok(self.contents().buckets.get(&minute).copied())
    }

    async fn due(&self, before: Minute, limit: usize) -> Result<Vec<Bucket>, StoreError> {
        Ok(self.contents().buckets.range(..before).take(limit).map(|(_, bucket)| *bucket).collect())
    }

    async fn close(&self, bucket: &Bucket) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let ours =
            contents.buckets.get(&bucket.minute).is_none_or(|standing| standing.openings == bucket.openings);
        if ours {
            contents.buckets.remove(&bucket.minute);
        }
        Ok(ours)
    }
}
