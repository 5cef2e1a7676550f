//! Every hour: releases what a lost schedule left behind.

use std::sync::Arc;

use rechime_domain::minute::Minute;
use rechime_platform::{clock::Clock, job::JobError, schedules::Schedules};
use rechime_store::buckets::Buckets;

/// A schedule fires up to a minute late; what is open longer than this was left behind.
const GRACE_MINUTES: i64 = 3;

/// How many buckets one run wakes. The next hour takes the rest.
const MOST_BUCKETS: usize = 100;

/// The function: its ports.
pub struct Upkeep {
    /// Which release minutes still have holds.
    pub buckets: Arc<dyn Buckets>,
    /// What wakes them.
    pub schedules: Arc<dyn Schedules>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl Upkeep {
    /// Schedules every overdue bucket again, for the next minute. Returns how many there were.
    pub async fn handle(&self) -> Result<usize, JobError> {
        let now = Minute::at_or_after(self.clock.now());
        let overdue =
            self.buckets.due(now.plus(-GRACE_MINUTES), MOST_BUCKETS).await.map_err(JobError::retry)?;
        for bucket in &overdue {
            tracing::warn!(minute = %bucket.minute, "a bucket was left behind; it is scheduled again");
            self.schedules.ensure(bucket.minute, now.plus(1)).await.map_err(JobError::retry)?;
        }
        Ok(overdue.len())
    }
}

#[cfg(test)]
mod tests;
