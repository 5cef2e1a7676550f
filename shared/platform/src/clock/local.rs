//! The local stack's clock.

use std::{
    fs::File,
    io::Read,
    path::PathBuf,
    sync::atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{Clock, SystemClock};

/// The machine's clock plus the offset in a file, `{"offset_seconds": n}`, which is read each time: the stack's
/// clock service writes it while the functions run.
#[derive(Debug)]
pub struct LocalClock {
    file: PathBuf,
    // A read may meet the file half written; time must not jump back then.
    last_offset: AtomicI64,
}

#[derive(Deserialize)]
struct Offset {
    offset_seconds: i64,
}

impl LocalClock {
    /// A clock moved by `file`. Until the file exists it is the machine's.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), last_offset: AtomicI64::new(0) }
    }

    fn offset(&self) -> i64 {
        match self.written() {
            Some(Offset { offset_seconds }) => {
                self.last_offset.store(offset_seconds, Ordering::Relaxed);
                offset_seconds
            }
            None => self.last_offset.load(Ordering::Relaxed),
        }
    }

    /// Reads the file with as few system calls as possible, because a benchmark counts them as the function's. 64 bytes hold
    /// all of it.
    fn written(&self) -> Option<Offset> {
        let mut json = [0; 64];
        let length = File::open(&self.file).and_then(|mut file| file.read(&mut json)).ok()?;
        serde_json::from_slice(json.get(..length)?).ok()
    }
}

impl Clock for LocalClock {
    fn now(&self) -> Timestamp {
        self.of_machine(SystemClock.now())
    }

    fn of_machine(&self, instant: Timestamp) -> Timestamp {
        instant.checked_add(SignedDuration::from_secs(self.offset())).unwrap_or(instant)
    }
}
