//! The bucket of a token as one number in one row, which only ever moves by conditional updates.
//!
//! [`RateLimit::admit`] takes the later of the bucket's end and now, which no update can say. So there are two: one for
//! a bucket that has leaked empty, one that adds to a bucket that has not. Each holds its own condition, and neither
//! depends on what was read before: whatever others do in between, what is let through adds up.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use rechime_recharge::client::{RateLimit, RateLimitError, RateLimiter, TokenQuota};

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
impl RateLimiter for Table {
    async fn take_turn(
        &self,
        quota: &TokenQuota,
        now: Timestamp,
        patience: Duration,
    ) -> Result<Option<Duration>, RateLimitError> {
        let micros = now.as_microsecond();
        for _ in 0..TRIES {
            let before = match self.rate_limit(quota, fresh(quota.rate_limit, micros), now).await? {
                Write::Done(_) => return Ok(Some(Duration::ZERO)),
                Write::Refused(before) => before,
            };
            if quota.rate_limit.admit(end(&before), micros, patience).is_none() {
                return Ok(None);
            }
            if let Write::Done(before) =
                self.rate_limit(quota, another(quota.rate_limit, micros, patience), now).await?
            {
                let after = end(&before).map_or(micros, |end| end + quota.rate_limit.interval());
                return Ok(Some(quota.rate_limit.wait(after, micros)));
            }
        }
        Ok(None)
    }

    async fn pause_calls(
        &self,
        quota: &TokenQuota,
        now: Timestamp,
        pause: Duration,
    ) -> Result<(), RateLimitError> {
        let changes = Changes::default()
            .set(EMPTY_AT, micros(quota.rate_limit.paused(now.as_microsecond(), pause)))
            .only_if("attribute_not_exists(#empty_at) OR #empty_at < :empty_at");
        self.rate_limit(quota, changes, now).await.map(drop)
    }
}

impl Table {
    async fn rate_limit(
        &self,
        quota: &TokenQuota,
        changes: Changes,
        now: Timestamp,
    ) -> Result<Write, RateLimitError> {
        let changes = changes.set(EXPIRES_AT, expiry(now, KEPT));
        self.update_row(&keys::rate_limit(quota), changes)
            .await
            .map_err(|error: StoreError| RateLimitError(error.to_string()))
    }
}

/// The first call into a bucket that is empty, or whose end cannot be true.
fn fresh(rate_limit: RateLimit, now: i64) -> Changes {
    Changes::default()
        .set(EMPTY_AT, micros(now + rate_limit.interval()))
        .only_if("attribute_not_exists(#empty_at) OR #empty_at <= :now OR #empty_at > :latest")
        .value("now", micros(now))
        .value("latest", micros(rate_limit.latest(now)))
}

/// One more call into a bucket that is not empty and will have room in time.
fn another(rate_limit: RateLimit, now: i64, patience: Duration) -> Changes {
    let patience = i64::try_from(patience.as_micros()).unwrap_or(i64::MAX);
    let room = now.saturating_add(rate_limit.span() - rate_limit.interval()).saturating_add(patience);
    Changes::default()
        .set_to(EMPTY_AT, "#empty_at + :interval")
        .only_if("#empty_at > :now AND #empty_at <= :room")
        .value("interval", micros(rate_limit.interval()))
        .value("now", micros(now))
        .value("room", micros(room.min(rate_limit.latest(now))))
}

fn end(item: &Item) -> Option<i64> {
    number(item, EMPTY_AT)
}

fn micros(moment: i64) -> AttributeValue {
    AttributeValue::N(moment.to_string())
}

#[cfg(feature = "memory")]
#[async_trait]
impl RateLimiter for Memory {
    async fn take_turn(
        &self,
        quota: &TokenQuota,
        now: Timestamp,
        patience: Duration,
    ) -> Result<Option<Duration>, RateLimitError> {
        let (mut contents, now) = (self.contents(), now.as_microsecond());
        let end = contents.rate_limits.get(&quota.name).copied();
        let Some(after) = quota.rate_limit.admit(end, now, patience) else { return Ok(None) };
        contents.rate_limits.insert(quota.name.clone(), after);
        Ok(Some(quota.rate_limit.wait(after, now)))
    }

    async fn pause_calls(
        &self,
        quota: &TokenQuota,
        now: Timestamp,
        pause: Duration,
    ) -> Result<(), RateLimitError> {
        let mut contents = self.contents();
        let end = contents.rate_limits.entry(quota.name.clone()).or_default();
        *end = quota.rate_limit.paused(now.as_microsecond(), pause).max(*end);
        Ok(())
    }
}
