//! Waiting for what takes its time.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::http::Answer;

/// How often is looked.
const GLANCE: Duration = Duration::from_millis(100);

/// For how long a function may go by what was before a change of settings or flows: by its own clock, whatever time it
/// is on the stack's.
const EFFECTIVE_AFTER: Duration = Duration::from_secs(2);

/// The body of the answer to a change of settings or flows, once that counts everywhere.
pub fn until_effective(answer: Answer) -> anyhow::Result<Value> {
    let body = answer.success()?;
    body.get("effective_at").with_context(|| format!("no effective_at in {body}"))?;
    a_change_to_count();
    Ok(body)
}

/// Waits until a change that was answered without a body counts everywhere.
pub fn a_change_to_count() {
    thread::sleep(EFFECTIVE_AFTER);
}

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
