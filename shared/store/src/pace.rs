//! The bucket of a token as one number in one row, which only ever moves by conditional updates.
//!
//! [`Rate::admit`] takes the later of the bucket's end and now, which no update can say. So there are two: one for a
//! bucket that has leaked empty, one that adds to a bucket that has not. Each holds its own condition, and neither
//! depends on what was read before: whatever others do in between, what is let through adds up.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use rechime_recharge::client::{Lane, PaceError, Pacer, Rate};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, Item, expiry, number},
    keys,
    table::{Table, Write},
};

/// Microseconds since 1970 at which the bucket will be empty.
const EMPTY_AT: &str = "empty_at";

/// A row that nobody touched for so long says nothing any more.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// How often a bucket may change its kind between two updates before the caller is told to come again.
const TRIES: usize = 3;

#[async_trait]
impl Pacer for Table {
    async fn take(
        &self,
        lane: &Lane,
        now: Timestamp,
        patience: Duration,
    ) -> Result<Option<Duration>, PaceError> {
        let micros = now.as_microsecond();
        for _ in 0..TRIES {
            let before = match self.pace(lane, fresh(lane.rate, micros), now).await? {
                Write::Done(_) => return Ok(Some(Duration::ZERO)),
                Write::Refused(before) => before,
            };
            if lane.rate.admit(end(&before), micros, patience).is_none() {
                return Ok(None);
            }
            if let Write::Done(before) = self.pace(lane, another(lane.rate, micros, patience), now).await? {
                let after = end(&before).map_or(micros, |end| end + lane.rate.interval());
                return Ok(Some(lane.rate.wait(after, micros)));
            }
        }
        Ok(None)
    }

    async fn hold_back(&self, lane: &Lane, now: Timestamp, pause: Duration) -> Result<(), PaceError> {
        let changes = Changes::default()
            .set(EMPTY_AT, micros(lane.rate.held_back(now.as_microsecond(), pause)))
            .only_if("attribute_not_exists(#empty_at) OR #empty_at < :empty_at");
        self.pace(lane, changes, now).await.map(drop)
    }
}

impl Table {
    async fn pace(&self, lane: &Lane, changes: Changes, now: Timestamp) -> Result<Write, PaceError> {
        let changes = changes.set(EXPIRES_AT, expiry(now, KEPT));
        self.update_row(&keys::pace(lane), changes)
            .await
            .map_err(|error: StoreError| PaceError(error.to_string()))
    }
}

/// The first call into a bucket that is empty, or whose end cannot be true.
fn fresh(rate: Rate, now: i64) -> Changes {
    Changes::default()
        .set(EMPTY_AT, micros(now + rate.interval()))
        .only_if("attribute_not_exists(#empty_at) OR #empty_at <= :now OR #empty_at > :latest")
        .value("now", micros(now))
        .value("latest", micros(rate.latest(now)))
}

/// One more call into a bucket that is not empty and will have room in time.
fn another(rate: Rate, now: i64, patience: Duration) -> Changes {
    let patience = i64::try_from(patience.as_micros()).unwrap_or(i64::MAX);
    let room = now.saturating_add(rate.span() - rate.interval()).saturating_add(patience);
    Changes::default()
        .set_to(EMPTY_AT, "#empty_at + :interval")
        .only_if("#empty_at > :now AND #empty_at <= :room")
        .value("interval", micros(rate.interval()))
        .value("now", micros(now))
        .value("room", micros(room.min(rate.latest(now))))
}

fn end(item: &Item) -> Option<i64> {
    number(item, EMPTY_AT)
}

fn micros(moment: i64) -> AttributeValue {
    AttributeValue::N(moment.to_string())
}

#[cfg(feature = "memory")]
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
