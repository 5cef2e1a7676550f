//! Buckets that a lost schedule left behind.

use futures::future::try_join_all;
use rechime_domain::minute::Minute;
use rechime_platform::{job::JobError, schedules::ScheduleError};
use rechime_store::buckets::Bucket;

use crate::Upkeep;

/// A schedule fires up to a minute late; what is open longer than this was left behind.
const GRACE_MINUTES: i64 = 3;

/// A release that has made no step for so long has come to a standstill: its queue brings a run that failed again within
/// four minutes.
const STANDSTILL_MINUTES: i64 = 10;

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
        let left_behind: Vec<_> = overdue.into_iter().filter(|bucket| !is_under_way(bucket, now)).collect();
        for some in left_behind.chunks(AT_ONCE) {
            let scheduled = some.iter().map(|bucket| self.wake(bucket, now.plus(1)));
            try_join_all(scheduled).await.map_err(JobError::retry)?;
        }
        Ok(())
    }

    async fn wake(&self, bucket: &Bucket, at: Minute) -> Result<(), ScheduleError> {
        tracing::warn!(minute = %bucket.minute, "a bucket was left behind; it is scheduled again");
        self.schedules.put_release(bucket.minute, at).await
    }
}

/// A release makes a step a minute by itself.
fn is_under_way(bucket: &Bucket, now: Minute) -> bool {
    let stepped_at = bucket.release.as_ref().map(|release| Minute::containing(release.stepped_at));
    stepped_at.is_some_and(|stepped_at| stepped_at.plus(STANDSTILL_MINUTES) > now)
}
