//! The bucket of a token of Recharge's.

use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_recharge::client::{RateLimitError, RateLimiter, TokenQuota};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, expiry},
    keys::{self, Key},
    table::Table,
    token_bucket::{Asked, BucketRow},
};

/// A row that nobody touched for so long says nothing any more.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

#[async_trait]
impl RateLimiter for Table {
    async fn take_turn(
        &self,
        quota: &TokenQuota,
        now: Timestamp,
        patience: Duration,
    ) -> Result<Option<Duration>, RateLimitError> {
        let micros = now.as_microsecond();
        let (key, asked) =
            (keys::rate_limit(quota), Asked { load: quota.rate_limit.call(), now: micros, patience });
        let turn = self.take(&bucket(quota, &key), asked, || kept(now)).await.map_err(unavailable)?;
        Ok(turn.map(|turn| Duration::from_micros((turn.start - micros).unsigned_abs())))
    }

    async fn pause_calls(
        &self,
        quota: &TokenQuota,
        now: Timestamp,
        pause: Duration,
    ) -> Result<(), RateLimitError> {
        let key = keys::rate_limit(quota);
        let paused = self.pause(&bucket(quota, &key), now.as_microsecond(), pause, kept(now)).await;
        paused.map_err(unavailable)
    }
}

fn bucket<'a>(quota: &TokenQuota, key: &'a Key) -> BucketRow<'a> {
    BucketRow { key, attribute: "empty_at", bucket: quota.rate_limit }
}

fn kept(now: Timestamp) -> Changes {
    Changes::default().set(EXPIRES_AT, expiry(now, KEPT))
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn unavailable(error: StoreError) -> RateLimitError {
    RateLimitError(error.to_string())
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
        let turn = quota.rate_limit.admit(end, quota.rate_limit.call(), now, patience);
        contents.rate_limits.extend(turn.map(|turn| (quota.name.clone(), turn.empty_at)));
        Ok(turn.map(|turn| Duration::from_micros((turn.start - now).unsigned_abs())))
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
