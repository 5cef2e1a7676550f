//! The local stack's movable clock: system time plus an offset that a file holds.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// What the clock file holds.
#[derive(Deserialize)]
struct Offset {
    offset_seconds: i64,
}

/// System time, moved by the clock file. Clones share the file.
#[derive(Clone, Debug)]
pub struct Clock {
    file: Option<PathBuf>,
    last_offset: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that follows `file`: JSON `{"offset_seconds": n}`, read again at each use. No file means no offset.
    #[must_use]
    pub fn following(file: PathBuf) -> Self {
        Self { file: Some(file), last_offset: Arc::default() }
    }

    /// A clock that cannot be moved.
    #[must_use]
    pub fn system() -> Self {
        Self { file: None, last_offset: Arc::default() }
    }

    /// The moved time.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the stand-in's own clock")]
    pub fn now(&self) -> Timestamp {
        let system = Timestamp::now();
        system.checked_add(SignedDuration::from_secs(self.offset())).unwrap_or(system)
    }

    /// The offset in seconds. A file caught half-written does not move time: the last known offset stands.
    fn offset(&self) -> i64 {
        let Some(bytes) = self.file.as_ref().and_then(|file| std::fs::read(file).ok()) else { return 0 };
        match serde_json::from_slice::<Offset>(&bytes) {
            Ok(Offset { offset_seconds }) => {
                self.last_offset.store(offset_seconds, Ordering::Relaxed);
                offset_seconds
            }
            Err(_) => self.last_offset.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_moves_the_clock_and_is_read_again() {
        let file = std::env::temp_dir().join(format!("rechime-clock-{}.json", std::process::id()));
        let clock = Clock::following(file.clone());
        assert_eq!(clock.offset(), 0, "a missing file is no offset");
        std::fs::write(&file, r#"{"offset_seconds": 3600}"#).unwrap();
        assert_eq!(clock.offset(), 3600);
        std::fs::write(&file, r#"{"offset_sec"#).unwrap();
        assert_eq!(clock.offset(), 3600, "a half-written file keeps the last offset");
        std::fs::write(&file, r#"{"offset_seconds": -60}"#).unwrap();
        assert!(clock.now() < Clock::system().now());
        std::fs::remove_file(&file).unwrap();
    }
}
