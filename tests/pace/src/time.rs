//! The time, which passes when everybody waits.

use jiff::Timestamp;
use rechime_platform::clock::Clock;
use tokio::time::Instant;

/// A clock that goes by tokio's time.
pub(crate) struct VirtualClock {
    begin: Timestamp,
    started: Instant,
}

impl VirtualClock {
    pub(crate) fn from(begin: Timestamp) -> Self {
        Self { begin, started: Instant::now() }
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.begin + self.started.elapsed()
    }
}
