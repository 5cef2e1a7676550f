//! Releases what waited for its minute, paced to the sender.
//!
//! One run reads the whole bucket, orders its messages round-robin over stores, and gives each message its time. The
//! sender's rate decides how many go within the next quarter of an hour, as queue messages with a delay. The rest move
//! to the hold of the minute in which their turn comes. A second run does no harm, because a message that was sent is claimed. This
//! function never sends an SMS itself.

mod release_order;
mod review;
mod send_rate;

use std::sync::Arc;

use futures::future::join_all;
use rechime_domain::{
    job::{ReleaseJob, SendJob},
    message::PendingMessage,
    minute::Minute,
    reason::Reason,
};
use rechime_platform::{
    clock::Clock,
    job::JobError,
    queue::{Outgoing, Queue},
};
use rechime_store::{
    buckets::Buckets,
    error::StoreError,
    holds::{Holds, SHARDS},
    waiting::WaitingMessages,
};

pub use crate::send_rate::SendRate;

/// How many messages one page of a bucket brings.
const PAGE: usize = 500;

/// How many leftovers are moved at once.
const MOVES_AT_ONCE: usize = 100;

/// The function: its ports.
pub struct QuietHours {
    /// The holds.
    pub holds: Arc<dyn Holds>,
    /// Which release minutes still have holds.
    pub buckets: Arc<dyn Buckets>,
    /// Where messages wait that do not fit into this tick.
    pub waiting: WaitingMessages,
    /// Where messages that are due go.
    pub sends: Arc<dyn Queue<SendJob>>,
    /// What the sender can take.
    pub send_rate: SendRate,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl QuietHours {
    /// Does what a schedule asks for. An error makes the schedule try again.
    pub async fn handle(&self, job: &ReleaseJob) -> Result<(), JobError> {
        match job {
            ReleaseJob::V1 { minute } => self.release_bucket(*minute).await,
            ReleaseJob::Review { store } => self.review(store).await,
        }
    }

    /// Releases the bucket of a minute. A hold that is written meanwhile opens the bucket anew, so closing the bucket
    /// here does not lose the hold.
    async fn release_bucket(&self, minute: Minute) -> Result<(), JobError> {
        if minute.start() > self.clock.now() {
            return Err(JobError::retry(TooEarly));
        }
        let Some(bucket) = self.buckets.get_bucket(minute).await.map_err(JobError::retry)? else {
            return Ok(());
        };
        let messages = release_order::round_robin(self.read(minute).await.map_err(JobError::retry)?);
        self.report(minute, messages.len());
        self.release(messages, SendJob::new).await?;
        self.buckets.close_bucket(&bucket).await.map(drop).map_err(JobError::retry)
    }

    async fn read(&self, minute: Minute) -> Result<Vec<PendingMessage>, StoreError> {
        let shards = join_all((0..SHARDS).map(|shard| self.read_shard(minute, shard))).await;
        Ok(shards.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    async fn read_shard(&self, minute: Minute, shard: u8) -> Result<Vec<PendingMessage>, StoreError> {
        let (mut messages, mut after) = (Vec::new(), None);
        loop {
            let page = self.holds.list_holds(minute, shard, after.as_ref(), PAGE).await?;
            messages.extend(page.items);
            after = page.next;
            if after.is_none() {
                return Ok(messages);
            }
        }
    }

    async fn release(
        &self,
        mut messages: Vec<PendingMessage>,
        job: impl Fn(PendingMessage) -> SendJob,
    ) -> Result<(), JobError> {
        let later = messages.split_off(messages.len().min(self.send_rate.tick_capacity()));
        let delayed = |(place, message)| Outgoing {
            job: job(message),
            delay_seconds: self.send_rate.delay_seconds(place),
        };
        let due: Vec<_> = messages.into_iter().enumerate().map(delayed).collect();
        self.sends.send(&due).await.map_err(JobError::retry)?;
        self.move_on(later).await
    }

    /// A message that does not fit into this tick moves to the hold of the minute in which its turn comes. It moves once, however long
    /// the line is.
    async fn move_on(&self, later: Vec<PendingMessage>) -> Result<(), JobError> {
        let now = self.clock.now();
        let tick = |place| Minute::at_or_after(now).plus(self.send_rate.later_tick_minutes(place));
        let placed: Vec<_> = later
            .into_iter()
            .enumerate()
            .map(|(place, message)| {
                let until = tick(place);
                (message.waiting(now, until, &[Reason::AwaitsTurn { until: until.start() }]), until)
            })
            .collect();
        for some in placed.chunks(MOVES_AT_ONCE) {
            self.waiting.hold(some, now).await.map_err(JobError::retry)?;
        }
        Ok(())
    }

    fn report(&self, minute: Minute, backlog: usize) {
        let drain_minutes = self.send_rate.drain_minutes(backlog);
        if self.send_rate.fits_a_day(backlog) {
            tracing::info!(%minute, backlog, drain_minutes, "released");
        } else {
            tracing::warn!(%minute, backlog, drain_minutes, "more waits than the sender can take in a day's window");
        }
    }
}

/// Clocks differ by a moment: the schedule tries again.
#[derive(Debug, thiserror::Error)]
#[error("the schedule came before its minute")]
struct TooEarly;

#[cfg(test)]
mod tests;
