//! Releases what waited for its minute, page by page, as fast as the senders can take it.
//!
//! One run hands on what the senders can take until the next run, in turns over stores, and keeps in the bucket's row how
//! far it came. The next run comes a minute later and goes on from there, until nothing is left; then the bucket is
//! closed. Nothing moves to another bucket meanwhile, and no more than a page is in memory. If a run is lost, upkeep wakes
//! the bucket again. Two runs at once do no harm: a message that was sent is claimed. This function never sends an SMS
//! itself.

mod hand_on;
mod pages;
mod release;
mod review;

use std::sync::Arc;

use rechime_domain::{
    job::{ReleaseJob, SendJob},
    sender::Sender,
};
use rechime_platform::{clock::Clock, job::JobError, queue::Queue, schedules::Schedules};
use rechime_store::{buckets::Buckets, configs::Configs, holds::Holds, paces::Paces};

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
    /// What wakes the next run.
    pub schedules: Arc<dyn Schedules>,
    /// Where messages that are due go.
    pub sends: Arc<dyn Queue<SendJob>>,
    /// The same for campaigns.
    pub bulk: Arc<dyn Queue<SendJob>>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl QuietHours {
    /// Does what a schedule asks for. An error makes the schedule try again.
    pub async fn handle(&self, job: &ReleaseJob) -> Result<(), JobError> {
        match job {
            ReleaseJob::V1 { minute } => self.release_bucket(*minute).await,
            ReleaseJob::Review { store, from } => self.review(store, from.as_ref()).await,
        }
    }
}

#[cfg(test)]
mod tests;
