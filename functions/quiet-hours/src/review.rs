//! What waits is looked at again, when its store's settings or flows have changed.

use futures::future::join_all;
use rechime_domain::{ids::StoreId, message::PendingMessage, minute::Minute};
use rechime_platform::job::JobError;
use rechime_store::{error::StoreError, holds::SHARDS};

use crate::{QuietHours, line};

/// How far ahead: quiet hours and the laws hold nothing longer. What a flow's own delay holds beyond is looked at when
/// its minute comes.
const REVIEWED_MINUTES: i64 = 48 * 60;

impl QuietHours {
    /// Hands what the store has waiting to the sender, whose last look decides anew: it goes, waits for another
    /// minute, or is skipped. Its hold stays behind, and its release then finds that message claimed or waiting.
    pub(crate) async fn review(&self, store: &StoreId) -> Result<(), JobError> {
        let now = Minute::containing(self.clock.now());
        let until = now.plus(REVIEWED_MINUTES);
        let open = self.buckets.due(until, usize::try_from(REVIEWED_MINUTES).unwrap_or(usize::MAX)).await;
        let mut waiting = Vec::new();
        for bucket in open.map_err(JobError::retry)?.into_iter().filter(|bucket| bucket.minute > now) {
            waiting.extend(self.of_store(bucket.minute, store).await.map_err(JobError::retry)?);
        }
        tracing::info!(%store, waiting = waiting.len(), "looked at again");
        let released = waiting.into_iter().map(|message| PendingMessage { held_until: Some(now), ..message });
        self.release(line::round_robin(released.collect())).await
    }

    async fn of_store(&self, minute: Minute, store: &StoreId) -> Result<Vec<PendingMessage>, StoreError> {
        let shards = join_all((0..SHARDS).map(|shard| self.holds.of_store(minute, shard, store))).await;
        Ok(shards.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }
}
