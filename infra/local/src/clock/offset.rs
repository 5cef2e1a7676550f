//! How far the clock is from the machine's, in a file that every function reads.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The machine's clock plus whole seconds.
pub(crate) struct OffsetClock {
    file: PathBuf,
    offset_seconds: AtomicI64,
}

#[derive(Deserialize, Serialize)]
struct Content {
    offset_seconds: i64,
}

impl OffsetClock {
    /// Goes on from what the file says.
    pub(crate) fn open(file: PathBuf) -> anyhow::Result<Self> {
        let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let content: Content = serde_json::from_slice(&text)?;
        Ok(Self { file, offset_seconds: AtomicI64::new(content.offset_seconds) })
    }

    pub(crate) fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_secs(self.offset_seconds.load(Ordering::Relaxed));
        machine_now().saturating_add(offset).unwrap_or(Timestamp::MAX)
    }

    /// Sets the clock. It reads the given time or up to a second later, so that what is due at it is due.
    pub(crate) fn set(&self, to: Timestamp) -> anyhow::Result<()> {
        let distance = to.duration_since(machine_now());
        let offset_seconds = distance.as_secs() + i64::from(distance.subsec_nanos() > 0);
        self.write(&Content { offset_seconds })?;
        self.offset_seconds.store(offset_seconds, Ordering::Relaxed);
        Ok(())
    }

    /// By a rename, so that no function reads half a file.
    fn write(&self, content: &Content) -> anyhow::Result<()> {
        let new = self.file.with_extension("new");
        fs::write(&new, serde_json::to_vec(content)?)?;
        fs::rename(&new, &self.file).with_context(|| format!("cannot write {}", self.file.display()))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that the `Clock` port reads in the local stack"
)]
fn machine_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_at_the_time_set_is_due() {
        let file = std::env::temp_dir().join(format!("rechime-clock-{}.json", std::process::id()));
        fs::write(&file, r#"{"offset_seconds":0}"#).unwrap();
        let clock = OffsetClock::open(file.clone()).unwrap();
        for moment in ["2026-07-01T09:00:00.25Z", "2019-01-01T00:00:00Z", "2031-03-09T06:59:59.999-05:00"] {
            let moment: Timestamp = moment.parse().unwrap();
            clock.set(moment).unwrap();
            let late = OffsetClock::open(file.clone()).unwrap().now().duration_since(moment);
            assert!(late.as_millis() >= 0 && late.as_millis() < 2000, "{late}");
        }
        fs::remove_file(file).unwrap();
    }
}
