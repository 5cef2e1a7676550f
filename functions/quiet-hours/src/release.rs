//! The release of a bucket, from its first run to its last.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{job::ReleaseJob, minute::Minute};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_store::buckets::{Bucket, ReleaseProgress};

use crate::QuietHours;

/// A release that takes longer has not ended before the next quiet hours, with the default window.
const LONG: SignedDuration = SignedDuration::from_hours(11);

/// How long after a run the next one comes.
const PAUSE_SECONDS: u16 = 60;

impl QuietHours {
    /// Makes the next step of a bucket's release. A hold that is written meanwhile opens the bucket anew, so that it is not
    /// closed here.
    ///
    /// `reached` is how many steps the release had made when the run was asked for. Where it has made more, another run was
    /// faster, and goes on with it.
    pub(crate) async fn release_bucket(&self, minute: Minute, reached: Option<u32>) -> Result<(), JobError> {
        let now = self.clock.now();
        if minute.start() > now {
            return Err(JobError::retry(TooEarly));
        }
        let bucket = self.buckets.get_bucket(minute).await.map_err(JobError::retry)?;
        let Some(bucket) = bucket else { return Ok(()) };
        if reached.is_some_and(|reached| has_gone_on(&bucket, reached)) {
            return Ok(());
        }
        let mut progress = going_on(&bucket, now);
        // The next run may be late by most of a minute.
        let until = Minute::containing(now).plus(2).start();
        let texts = self.hand_on(minute, &mut progress, until).await?;
        report(minute, texts, &progress, now);
        if !progress.stores.is_empty() {
            return self.go_on(minute, &progress).await;
        }
        let seen = Bucket { minute, openings: progress.openings, release: None };
        if self.buckets.close_bucket(&seen).await.map_err(JobError::retry)? {
            return Ok(());
        }
        self.begin_again(minute, &progress, now).await
    }

    /// Keeps how far the release has come, and sends itself on from there. It does that first: what was handed on twice is
    /// sent once, and what nobody goes on with would wait for upkeep.
    async fn go_on(&self, minute: Minute, progress: &ReleaseProgress) -> Result<(), JobError> {
        let job = ReleaseJob::GoOn { minute, step: progress.step };
        self.releases.send(&[Outgoing::after(job, PAUSE_SECONDS)]).await.map_err(JobError::retry)?;
        if !self.buckets.put_release(minute, progress).await.map_err(JobError::retry)? {
            tracing::warn!(%minute, "another run releases the same bucket");
        }
        Ok(())
    }

    /// A hold was written during the release, and may have been passed by.
    async fn begin_again(
        &self,
        minute: Minute,
        progress: &ReleaseProgress,
        now: Timestamp,
    ) -> Result<(), JobError> {
        let Some(bucket) = self.buckets.get_bucket(minute).await.map_err(JobError::retry)? else {
            return Ok(());
        };
        let again =
            ReleaseProgress { began_at: progress.began_at, step: progress.step, ..beginning(&bucket, now) };
        self.go_on(minute, &again).await
    }
}

/// How far the release of a bucket has come, one step further.
fn going_on(bucket: &Bucket, now: Timestamp) -> ReleaseProgress {
    let progress = bucket.release.clone().unwrap_or_else(|| beginning(bucket, now));
    ReleaseProgress { step: progress.step + 1, stepped_at: now, ..progress }
}

fn has_gone_on(bucket: &Bucket, reached: u32) -> bool {
    bucket.release.as_ref().is_some_and(|progress| progress.step > reached)
}

fn beginning(bucket: &Bucket, now: Timestamp) -> ReleaseProgress {
    ReleaseProgress {
        began_at: now,
        openings: bucket.openings,
        step: 0,
        stepped_at: now,
        stores: std::collections::BTreeMap::default(),
        stores_after: None,
        is_looked_through: false,
    }
}

fn report(minute: Minute, texts: usize, progress: &ReleaseProgress, now: Timestamp) {
    let stores_left = progress.stores.len();
    if now.duration_since(progress.began_at) < LONG {
        tracing::info!(%minute, texts, stores_left, "released");
    } else {
        tracing::warn!(%minute, texts, stores_left, "more waited than the sender can take in a day's window");
    }
}

/// Clocks differ by a moment: the schedule tries again.
#[derive(Debug, thiserror::Error)]
#[error("the schedule came before its minute")]
struct TooEarly;
