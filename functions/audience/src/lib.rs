//! Runs a segment over a store's list.
//!
//! A run is sixteen jobs, one a shard of the list. A job reads a stretch of its shard, page by page, and then puts a job
//! for the next stretch on its own queue: the message is the cursor. So a run may be cut off anywhere, a job may come
//! twice, and the memory of a process is one page, however long the list is.

mod count;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use rechime_domain::job::{AudienceJob, Stretch};
use rechime_platform::{
    batch::{self, Record},
    clock::Clock,
    job::JobError,
    queue::{Outgoing, Queue},
};
use rechime_store::{
    parked::ParkingLot,
    runs::Runs,
    subscribers::{SHARDS, SubscriberShards},
};

/// Pages of 1 MB that a job reads: 2 to 5 seconds, of the minute that the function has.
pub const PAGES_PER_JOB: usize = 20;

/// People on a page at most. 1 MB of rows is less.
const PAGE: usize = 10_000;

/// The function: its ports.
pub struct Audience {
    /// The lists.
    pub shards: Arc<dyn SubscriberShards>,
    /// What each run is for, and how far it has come.
    pub runs: Arc<dyn Runs>,
    /// Its own queue, for the stretches that follow.
    pub jobs: Arc<dyn Queue<AudienceJob>>,
    /// Where messages go that nobody can read.
    pub parking: ParkingLot,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// A job that no run has.
#[derive(Debug, thiserror::Error)]
#[error("a list has {SHARDS} shards, and none with the number {0}")]
struct NoSuchShard(u8);

impl Audience {
    /// Does the jobs of a batch.
    pub async fn handle(&self, batch: SqsEvent) -> SqsBatchResponse {
        batch::lift(batch, |record| self.one(record)).await.settle(&self.parking).await
    }

    async fn one(&self, record: Record) -> Result<(), JobError> {
        match serde_json::from_str(&record.body).map_err(JobError::park)? {
            AudienceJob::Count(stretch) if stretch.shard >= SHARDS => {
                Err(JobError::park(NoSuchShard(stretch.shard)))
            }
            AudienceJob::Count(stretch) => self.count(stretch).await,
        }
    }

    async fn go_on(&self, next: Stretch) -> Result<(), JobError> {
        self.jobs.send(&[Outgoing::now(AudienceJob::Count(next))]).await.map_err(JobError::retry)
    }
}

#[cfg(test)]
mod tests;
