use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_recharge::client::{Lane, PaceError, Pacer};

use super::Memory;

#[async_trait]
impl Pacer for Memory {
    async fn take(
        &self,
        lane: &Lane,
        now: Timestamp,
        patience: Duration,
    ) -> Result<Option<Duration>, PaceError> {
        let (mut contents, now) = (self.contents(), now.as_microsecond());
        let end = contents.pace.get(&lane.name).copied();
        let Some(after) = lane.rate.admit(end, now, patience) else { return Ok(None) };
        contents.pace.insert(lane.name.clone(), after);
        Ok(Some(lane.rate.wait(after, now)))
    }

    async fn hold_back(&self, lane: &Lane, now: Timestamp, pause: Duration) -> Result<(), PaceError> {
        let mut contents = self.contents();
        let end = contents.pace.entry(lane.name.clone()).or_default();
        *end = lane.rate.held_back(now.as_microsecond(), pause).max(*end);
        Ok(())
    }
}
