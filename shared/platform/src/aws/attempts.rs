//! When a call is tried again. The figures are those of AWS's own clients, without what is special to DynamoDB:
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>.

use std::time::Duration;

use super::CallError;
use crate::random;

/// How often a call is tried.
pub(super) const ATTEMPTS: u32 = 3;

/// The most that is waited after the first attempt, and twice as much after each further one.
const AFTER_A_FAILURE: Duration = Duration::from_millis(50);
const AFTER_THROTTLING: Duration = Duration::from_secs(1);

/// How long to wait after `failed` attempts, the last of which ended so; `None` where another would end the same way. It is a
/// random part of a limit, so that callers that failed together do not come back together.
pub(super) fn wait(error: &CallError, failed: u32) -> Option<Duration> {
    let limit = limit(error)?;
    Some(random::up_to(limit.saturating_mul(2_u32.saturating_pow(failed.saturating_sub(1)))))
}

fn limit(error: &CallError) -> Option<Duration> {
    if error.is_throttling() {
        Some(AFTER_THROTTLING)
    } else {
        error.is_transient().then_some(AFTER_A_FAILURE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_within_their_limits() {
        for (failed, limit) in [(1, 50), (2, 100), (3, 200)] {
            let longest = (0..100).filter_map(|_| wait(&CallError::TimedOut, failed)).max().unwrap();
            assert!(longest <= Duration::from_millis(limit) && longest > Duration::from_millis(limit / 2));
        }
        assert_eq!(wait(&CallError::Unreadable, 1), None);
    }
}
