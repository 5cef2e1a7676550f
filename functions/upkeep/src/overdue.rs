//! Buckets that a lost schedule left behind.

use rechime_domain::minute::Minute;
use rechime_platform::job::JobError;

use crate::Upkeep;

/// A schedule fires up to a minute late; what is open longer than this was left behind.
const GRACE_MINUTES: i64 = 3;

/// How many buckets one run wakes. The next hour takes the rest.
const MOST_BUCKETS: usize = 100;

impl Upkeep {
    /// Schedules every overdue bucket again, for the next minute.
    pub(crate) async fn schedule_overdue(&self) -> Result<(), JobError> {
        let now = Minute::at_or_after(self.clock.now());
        let overdue = self
            .buckets
            .list_buckets_before(now.plus(-GRACE_MINUTES), MOST_BUCKETS)
            .await
            .map_err(JobError::retry)?;
        for bucket in &overdue {
            tracing::warn!(minute = %bucket.minute, "a bucket was left behind; it is scheduled again");
            self.schedules.put_release(bucket.minute, now.plus(1)).await.map_err(JobError::retry)?;
        }
        Ok(())
    }
}
