//! Buckets that a lost schedule left behind.

use futures::future::try_join_all;
use rechime_domain::minute::Minute;
use rechime_platform::{job::JobError, schedules::ScheduleError};
use rechime_store::buckets::Bucket;

use crate::Upkeep;

/// A schedule fires up to a minute late; what is open longer than this was left behind.
const GRACE_MINUTES: i64 = 3;

/// How many buckets one run wakes: those of a day without schedules. The next hour takes the rest.
const MOST_BUCKETS: usize = 1_500;

/// How many schedules are made at once.
const AT_ONCE: usize = 20;

impl Upkeep {
    /// Schedules every overdue bucket again, for the next minute.
    pub(crate) async fn schedule_overdue(&self) -> Result<(), JobError> {
        let now = Minute::at_or_after(self.clock.now());
        let overdue = self
            .buckets
            .list_buckets_before(now.plus(-GRACE_MINUTES), MOST_BUCKETS)
            .await
            .map_err(JobError::retry)?;
        for some in overdue.chunks(AT_ONCE) {
            let scheduled = some.iter().map(|bucket| self.wake(bucket, now.plus(1)));
            try_join_all(scheduled).await.map_err(JobError::retry)?;
        }
        Ok(())
    }

    /// A release that is under way has made the same schedule itself.
    async fn wake(&self, bucket: &Bucket, at: Minute) -> Result<(), ScheduleError> {
        if bucket.release.is_none() {
            tracing::warn!(minute = %bucket.minute, "a bucket was left behind; it is scheduled again");
        }
        self.schedules.put_release(bucket.minute, at).await
    }
}
