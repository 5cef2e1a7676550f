//! Waiting until everything that was handed on has been dealt with.

use std::time::Duration;

use anyhow::bail;
use tokio::time::{Instant, sleep};

use crate::emulator::Emulator;

/// A message that fails is invisible for a minute (template.yaml): long enough for one more try.
const PATIENCE: Duration = Duration::from_secs(75);
const PAUSE: Duration = Duration::from_millis(50);

/// Returns when all queues are empty. They are looked at in the order in which a message passes them, so one that moves
/// on between two looks is still seen.
pub(crate) async fn settle(emulator: &Emulator, queue_urls: &[String]) -> anyhow::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while let Some((queue, depth)) = first_busy(emulator, queue_urls).await? {
        if Instant::now() > deadline {
            bail!("{queue} still holds {depth} messages after {} s; they may be failing", PATIENCE.as_secs());
        }
        sleep(PAUSE).await;
    }
    Ok(())
}

async fn first_busy<'a>(
    emulator: &Emulator,
    queue_urls: &'a [String],
) -> anyhow::Result<Option<(&'a str, u64)>> {
    for url in queue_urls {
        let depth = emulator.queue_depth(url).await?;
        if depth > 0 {
            return Ok(Some((url, depth)));
        }
    }
    Ok(None)
}
