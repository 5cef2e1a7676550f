//! Runs over a store's list: counts a segment, and gives everybody whom a campaign is for their message.
//!
//! A run is sixteen jobs, one a shard of the list. A job reads a stretch of its shard, page by page, and then puts a job
//! for the next stretch on its own queue: the message is the cursor. So a run may be cut off anywhere, a job may come
//! twice, and the memory of a process is one page, however long the list is.

mod campaign;
mod count;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use rechime_domain::{
    job::{AudienceJob, CampaignStretch, SendJob, Stretch},
    link::LinkBase,
    sender::Sender,
};
use rechime_platform::{
    batch::{self, Record},
    clock::Clock,
    job::JobError,
    queue::{Outgoing, Queue},
};
use rechime_store::{
    campaigns::{CampaignReach, Campaigns},
    configs::Configs,
    paces::Paces,
    parked::ParkingLot,
    runs::Runs,
    subscribers::{SHARDS, SubscriberShards},
    waiting::WaitingMessages,
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
    /// Settings and segments of each store.
    pub configs: Arc<dyn Configs>,
    /// Campaigns, as they were a second ago at the latest.
    pub campaigns: Arc<dyn Campaigns>,
    /// How far each campaign has come.
    pub reach: Arc<dyn CampaignReach>,
    /// Where a campaign's message waits.
    pub waiting: WaitingMessages,
    /// When what may go is sent.
    pub paces: Arc<dyn Paces>,
    /// What stores without a sender of their own send from.
    pub sender: Sender,
    /// The installation's address of short links.
    pub link_base: LinkBase,
    /// Where campaigns' messages go that may be sent.
    pub bulk: Arc<dyn Queue<SendJob>>,
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
            AudienceJob::Count(Stretch { shard, .. })
            | AudienceJob::Campaign(CampaignStretch { shard, .. })
                if shard >= SHARDS =>
            {
                Err(JobError::park(NoSuchShard(shard)))
            }
            AudienceJob::Count(stretch) => self.count(stretch).await,
            AudienceJob::Campaign(stretch) => self.give(stretch).await,
        }
    }

    async fn go_on(&self, next: Stretch) -> Result<(), JobError> {
        self.jobs.send(&[Outgoing::now(AudienceJob::Count(next))]).await.map_err(JobError::retry)
    }
}

#[cfg(test)]
mod tests;
