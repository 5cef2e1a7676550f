//! How long an invocation may still work.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::job::JobError;

/// The moment at which the function's process may be ended. Measured by the machine and not by the `Clock`, which tests
/// and the local stack move.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// A deadline after so much time from now on.
    #[must_use]
    pub fn after(time: Duration) -> Self {
        Self(Instant::now() + time)
    }

    /// Whether something that takes `time` ends before it.
    #[must_use]
    pub fn allows(self, time: Duration) -> bool {
        Instant::now() + time <= self.0
    }

    /// Does a job until the deadline. Then it ends where it waits, as if that call had failed, and comes again: the others of
    /// its batch do not wait for it. A job must not be ended so between the claim of a text and its outcome.
    pub async fn cut<T>(self, job: impl Future<Output = Result<T, JobError>>) -> Result<T, JobError> {
        timeout_at(self.0, job).await.unwrap_or_else(|_| Err(JobError::retry(OutOfTime)))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("it took longer than its batch can wait")]
struct OutOfTime;

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_job_ends_at_the_deadline_and_comes_again() {
        let deadline = Deadline::after(Duration::from_secs(6));
        let job = async |seconds| {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            Ok(seconds)
        };
        assert_eq!(deadline.cut(job(5)).await.unwrap(), 5);
        let started = Instant::now();
        assert!(matches!(deadline.cut(job(60)).await, Err(JobError::Retry(_))));
        assert_eq!(started.elapsed(), Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_ends_in_time_is_allowed() {
        let deadline = Deadline::after(Duration::from_secs(10));
        assert!(deadline.allows(Duration::from_secs(10)));
        advance(Duration::from_secs(4)).await;
        assert!(deadline.allows(Duration::from_secs(6)) && !deadline.allows(Duration::from_secs(7)));
        advance(Duration::from_secs(40)).await;
        assert!(!deadline.allows(Duration::ZERO));
    }
}
