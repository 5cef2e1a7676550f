//! Sends a store's waiting messages to another look, when its settings or flows have changed.

use futures::future::join_all;
use rechime_domain::{ids::StoreId, job::SendJob, message::PendingMessage, minute::Minute};
use rechime_platform::job::JobError;
use rechime_store::{error::StoreError, holds::SHARDS};

use crate::QuietHours;

/// How far ahead a review looks. Quiet hours and laws hold nothing longer, except over a law's long weekend. A message
/// that a flow's own delay holds for longer is decided anew when its minute comes.
const REVIEWED_MINUTES: i64 = 4 * 24 * 60;

impl QuietHours {
    /// Hands the store's waiting messages to the sender, bucket by bucket. The last look decides each anew: the message
    /// goes, waits for another minute, or stays with its hold. The hold is not deleted; its release then finds the
    /// message claimed, or waiting in another hold as well.
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
