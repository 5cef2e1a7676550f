//! Who may call Recharge next: all calls with the same token share one bucket, whatever process makes them.

use std::time::Duration;

use async_trait::async_trait;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use rechime_domain::token_bucket::TokenBucket;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::rate_limit::rate_limit_of;

/// The longest that anybody [has to pause](RateLimiter::pause_calls) in one go.
pub const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The quota of an API token, which all calls with that token share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenQuota {
    /// Names the token and gives nothing of it away: 32 hexadecimal digits.
    pub name: String,
    /// How fast it may ask.
    pub rate_limit: TokenBucket,
}

/// The longest that a question stands in line before it asks again: as long as SQS keeps a message back.
pub const LONGEST_LINE: Duration = Duration::from_mins(15);

impl TokenQuota {
    /// The line of those that found the bucket full: it moves as fast as the bucket leaks, so that they come back one by
    /// one and not all together.
    #[must_use]
    pub(super) fn line(&self) -> Self {
        let rate_limit = TokenBucket::new(self.rate_limit.interval(), 1, LONGEST_LINE);
        Self { name: format!("{}_line", self.name), rate_limit }
    }

    /// The quota of a token.
    #[must_use]
    pub fn of(token: &SecretString) -> Self {
        let digest = Sha256::new()
            .chain_update(b"recharge rate limit:")
            .chain_update(token.expose_secret())
            .finalize();
        let name = HEXLOWER.encode(&digest).chars().take(32).collect();
        Self { name, rate_limit: rate_limit_of(token.expose_secret()) }
    }
}

/// Gives calls their turn, to all functions alike. It never lets more through than the bucket holds, over any stretch
/// of time.
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Takes the next free turn and says how long to wait for it; `None` where that were longer than `patience`, and
    /// then nothing is taken.
    async fn take_turn(
        &self,
        quota: &TokenQuota,
        now: Timestamp,
        patience: Duration,
    ) -> Result<Option<Duration>, RateLimitError>;

    /// Recharge refused a call although it had its turn: nobody gets one before `pause`, at most [`LONGEST_PAUSE`], has
    /// passed.
    async fn pause_calls(
        &self,
        quota: &TokenQuota,
        now: Timestamp,
        pause: Duration,
    ) -> Result<(), RateLimitError>;
}

/// The rate limiter does not answer, so no call may go.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RateLimitError(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_moves_as_fast_as_the_bucket_leaks_and_lets_nobody_jump_it() {
        let quota = TokenQuota::of(&"sk_2x1_0123".into());
        let line = quota.line();
        assert_ne!(line.name, quota.name);
        assert_eq!(line.rate_limit, TokenBucket::new(250_000, 1, LONGEST_LINE));
    }

    #[test]
    fn a_lane_gives_nothing_of_its_token_away() {
        let quota = TokenQuota::of(&"sk_1x1_0123".into());
        assert_eq!((quota.name.len(), quota.name.contains("0123")), (32, false));
        assert_eq!(quota, TokenQuota::of(&"sk_1x1_0123".into()));
        assert_ne!(quota.name, TokenQuota::of(&"sk_1x1_0124".into()).name);
    }
}
