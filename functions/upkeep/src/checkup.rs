//! Having each store looked after at its own time of the hour.

use aws_lambda_events::sqs::SqsEvent;
use futures::future::join_all;
use rechime_domain::{ids::StoreId, job::CheckupJob};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_store::counters::days::sum_up;
use sha2::{Digest, Sha256};

use crate::Upkeep;

impl Upkeep {
    /// Puts every store on the queue. Two runs of one hour have a store looked after twice, which does no harm.
    pub(crate) async fn enqueue_stores(&self) -> Result<(), JobError> {
        let stores = self.stores.list_stores().await.map_err(JobError::retry)?;
        let due = |store: StoreId| {
            let delay = delay_of(&store, self.spread_seconds);
            Outgoing::after(CheckupJob::V1 { store }, delay)
        };
        let jobs: Vec<_> = stores.into_iter().map(|store| due(store.id)).collect();
        self.due.send(&jobs).await.map_err(JobError::retry)
    }

    /// Looks after the stores of a batch. It has one, so that one store's trouble is no other's.
    pub(crate) async fn check_up(&self, batch: SqsEvent) -> Result<(), JobError> {
        let bodies = batch.records.into_iter().filter_map(|record| record.body);
        join_all(bodies.map(|body| self.check_up_one(body))).await.into_iter().collect()
    }

    async fn check_up_one(&self, body: String) -> Result<(), JobError> {
        let CheckupJob::V1 { store } = serde_json::from_str(&body).map_err(JobError::retry)?;
        let summed = sum_up(self.counters.as_ref(), &store, self.clock.now()).await;
        let outcome = summed.map_err(JobError::retry).and(self.look_after(&store).await);
        if let Err(error) = &outcome {
            tracing::error!(%store, %error, "a store could not be looked after");
        }
        outcome
    }
}

/// When in the hour a store's time comes: the same in each, and spread evenly over all stores.
fn delay_of(store: &StoreId, spread_seconds: u16) -> u16 {
    let hash = Sha256::digest(store.as_str());
    let drawn = hash.first().zip(hash.get(1)).map_or(0, |(high, low)| u16::from_be_bytes([*high, *low]));
    let delay = (u32::from(drawn) * u32::from(spread_seconds)) >> 16;
    u16::try_from(delay).unwrap_or(spread_seconds)
}
