//! How long an invocation may still work.

use std::time::Duration;

use tokio::time::Instant;

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
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

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
