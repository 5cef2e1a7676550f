//! Releases what waited for its minute, page by page, as fast as the senders can take it.
//!
//! One run hands on what the senders can take until the next run, in turns over stores, and keeps in the bucket's row how
//! far it came. It sends itself on by the queue `releases`, so that the next run comes a minute later and goes on from
//! there, until nothing is left; then the bucket is closed. Nothing moves to another bucket meanwhile, and no more than a
//! page is in memory. If a run is lost, upkeep wakes the bucket again. Two runs at once do no harm: a message that was sent is claimed. This function never sends an SMS
//! itself.

mod hand_on;
mod pages;
mod release;
mod review;

use std::sync::Arc;

use aws_lambda_events::sqs::SqsEvent;
use rechime_domain::{
    job::{ReleaseJob, SendJob},
    sender::Sender,
};
use rechime_platform::{clock::Clock, job::JobError, queue::Queue, schedules::Schedules};
use rechime_store::{buckets::Buckets, configs::Configs, holds::Holds, paces::Paces};
use serde::Deserialize;

/// The function: its ports.
pub struct QuietHours {
    /// The holds.
    pub holds: Arc<dyn Holds>,
    /// Which release minutes still have holds, and how far their releases came.
    pub buckets: Arc<dyn Buckets>,
    /// What each store sends from.
    pub configs: Arc<dyn Configs>,
    /// What stores without a sender of their own send from.
    pub sender: Sender,
    /// What each sender can take.
    pub paces: Arc<dyn Paces>,
    /// Its own queue, by which a release goes on.
    pub releases: Arc<dyn Queue<ReleaseJob>>,
    /// What wakes the next run of a review.
    pub schedules: Arc<dyn Schedules>,
    /// Where messages that are due go.
    pub sends: Arc<dyn Queue<SendJob>>,
    /// The same for campaigns.
    pub bulk: Arc<dyn Queue<SendJob>>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// What wakes the function.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Call {
    /// A schedule.
    Schedule(ReleaseJob),
    /// Its own queue, with one message at a time.
    Queue(SqsEvent),
}

impl QuietHours {
    /// Does what a call asks for. An error makes the Scheduler or the queue try again.
    pub async fn answer(&self, call: Call) -> Result<(), JobError> {
        match call {
            Call::Schedule(job) => self.handle(&job).await,
            Call::Queue(event) => {
                for body in event.records.into_iter().filter_map(|record| record.body) {
                    self.handle(&serde_json::from_str(&body).map_err(JobError::park)?).await?;
                }
                Ok(())
            }
        }
    }

    /// Does a job.
    pub async fn handle(&self, job: &ReleaseJob) -> Result<(), JobError> {
        match job {
            ReleaseJob::V1 { minute } => self.release_bucket(*minute, None).await,
            ReleaseJob::GoOn { minute, step } => self.release_bucket(*minute, Some(*step)).await,
            ReleaseJob::Review { store, from } => self.review(store, from.as_ref()).await,
        }
    }
}

#[cfg(test)]
mod tests;
