//! The time, which passes when everybody waits.

use jiff::Timestamp;
use rechime_platform::clock::Clock;
use tokio::time::Instant;

/// A clock that goes by tokio's time.
#[derive(Clone, Copy, Debug)]
pub struct VirtualClock {
    begin: Timestamp,
    started: Instant,
}

impl VirtualClock {
    /// It is `begin` now.
    #[must_use]
    pub fn from(begin: Timestamp) -> Self {
        Self { begin, started: Instant::now() }
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.begin + self.started.elapsed()
    }
}
