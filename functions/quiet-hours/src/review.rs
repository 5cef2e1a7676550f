//! Sends a store's waiting messages to another look, when its settings or flows have changed.

use futures::future::join_all;
use rechime_domain::{ids::StoreId, job::SendJob, message::PendingMessage, minute::Minute};
use rechime_platform::job::JobError;
use rechime_store::{error::StoreError, holds::SHARDS};

use crate::QuietHours;

/// How far ahead: quiet hours and the laws hold nothing longer, but for a law's long weekend. What a flow's own delay
/// holds beyond is looked at when its minute comes.
const REVIEWED_MINUTES: i64 = 4 * 24 * 60;

impl QuietHours {
    /// Hands what the store has waiting to the sender, bucket by bucket. Its last look decides anew: it goes, waits for
    /// another minute, or is left to its own. The hold stays behind, and its release then finds the message claimed,
    /// or waiting elsewhere as well.
    pub(crate) async fn review(&self, store: &StoreId) -> Result<(), JobError> {
        let now = Minute::containing(self.clock.now());
        let most = usize::try_from(REVIEWED_MINUTES).unwrap_or(usize::MAX);
        let open = self
            .buckets
            .list_buckets_before(now.plus(REVIEWED_MINUTES), most)
            .await
            .map_err(JobError::retry)?;
        for bucket in open.into_iter().filter(|bucket| bucket.minute > now) {
            let waiting = self.of_store(bucket.minute, store).await.map_err(JobError::retry)?;
            let until_now = |message| PendingMessage { held_until: Some(now), ..message };
            let job = |message| SendJob::review(message, bucket.minute);
            self.release(waiting.into_iter().map(until_now).collect(), job).await?;
        }
        Ok(())
    }

    async fn of_store(&self, minute: Minute, store: &StoreId) -> Result<Vec<PendingMessage>, StoreError> {
        let shards = join_all((0..SHARDS).map(|shard| self.holds.list_holds_of(minute, shard, store))).await;
        Ok(shards.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }
}
