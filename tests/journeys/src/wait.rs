//! Waiting for what takes its time.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::bail;

/// How often is looked.
const GLANCE: Duration = Duration::from_millis(100);

/// Looks until there is something, and fails with what is missing where that takes longer than `patience`.
pub fn until<T>(
    what: &str,
    patience: Duration,
    look: impl FnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    closely(what, patience, GLANCE, look)
}

/// The same, looking as often as that.
pub fn closely<T>(
    what: &str,
    patience: Duration,
    glance: Duration,
    mut look: impl FnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if start.elapsed() > patience {
            bail!("waited {} s in vain: {what}", patience.as_secs());
        }
        thread::sleep(glance);
    }
}
