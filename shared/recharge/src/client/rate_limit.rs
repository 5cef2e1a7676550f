//! How fast Recharge may be asked: its leaky bucket.
//!
//! The bucket is counted by virtual scheduling (GCRA, ITU-T I.371): one number says it all, the moment at which the
//! bucket will have leaked empty. A call puts one interval on top of it, and goes once that is at most a full bucket
//! ahead of the time. Moments are microseconds since 1970, so that a table can add to them.

use std::time::Duration;

use super::LONGEST_PAUSE;

/// Requests that fit into the bucket of an ordinary token.
/// Source: <https://docs.getrecharge.com/docs/api-rate-limits>.
const BUCKET: u32 = 40;

/// Requests that leak out of it in a second. Same source.
const LEAK: u32 = 2;

/// The part of the bucket that is left free, one in so many: calls arrive later than they were sent, some of them
/// together, and the clocks of two functions differ.
const SPARED: u32 = 5;

/// How fast a token may ask, counted in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    interval: i64,
    burst: i64,
}

impl RateLimit {
    /// The rate limit of a token. Newer ones say it: `sk_2x1_…` leaks twice as fast into a bucket of one size; what
    /// says nothing is ordinary. Source: Recharge's changelog, "Configurable rate limits for Recharge API tokens".
    pub(super) fn of(token: &str) -> Self {
        let (leak, bucket) = factors(token).unwrap_or((1, 1));
        let burst = BUCKET * bucket - BUCKET * bucket / SPARED;
        Self { interval: 1_000_000 / i64::from(LEAK * leak), burst: i64::from(burst) }
    }

    /// The time between two calls that the bucket can keep up for ever.
    #[must_use]
    pub const fn interval(self) -> i64 {
        self.interval
    }

    /// How far ahead of the time the bucket's end may lie for a call to go at once.
    #[must_use]
    pub const fn span(self) -> i64 {
        self.interval * self.burst
    }

    /// How long a call waits that has moved the bucket's end to `empty_at`.
    #[must_use]
    pub fn wait(self, empty_at: i64, now: i64) -> Duration {
        Duration::from_micros(u64::try_from(empty_at - self.span() - now).unwrap_or(0))
    }

    /// The latest end of a bucket that can be true. A later one was written by a clock gone wrong, and would keep
    /// everybody waiting until then.
    #[must_use]
    pub fn latest(self, now: i64) -> i64 {
        now + self.span() + micros(LONGEST_PAUSE) * 2
    }

    /// The end of the bucket after one more call, where that call need not wait longer than `patience`. `empty_at` is
    /// the end before it.
    #[must_use]
    pub fn admit(self, empty_at: Option<i64>, now: i64, patience: Duration) -> Option<i64> {
        let before = empty_at.filter(|end| *end <= self.latest(now)).unwrap_or(now).max(now);
        let after = before + self.interval;
        (self.wait(after, now) <= patience).then_some(after)
    }

    /// The end of a bucket from which the next call waits for `pause`.
    #[must_use]
    pub fn paused(self, now: i64, pause: Duration) -> i64 {
        now + self.span() - self.interval + micros(pause.min(LONGEST_PAUSE))
    }
}

/// `(2, 1)` of `sk_2x1_…` or `sk_test_2x1_…`.
fn factors(token: &str) -> Option<(u32, u32)> {
    let rest = token.strip_prefix("sk_")?;
    let (size, _) = rest.strip_prefix("test_").unwrap_or(rest).split_once('_')?;
    let (leak, bucket) = size.split_once('x')?;
    let factor = |text: &str| text.parse().ok().filter(|factor| (1..=10).contains(factor));
    Some((factor(leak)?, factor(bucket)?))
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_says_how_fast_it_may_ask() {
        let of = |token: &str| (RateLimit::of(token).interval, RateLimit::of(token).burst);
        for (token, expected) in [
            ("sk_1x1_0a", (500_000, 32)),
            ("sk_2x1_0a", (250_000, 32)),
            ("sk_test_10x3_0a", (50_000, 96)),
            ("0123456789abcdef", (500_000, 32)),
            ("sk_0x1_0a", (500_000, 32)),
            ("sk_99x99_0a", (500_000, 32)),
        ] {
            assert_eq!(of(token), expected, "{token}");
        }
    }

    #[test]
    fn after_a_refusal_the_next_turn_waits_and_the_others_follow_one_by_one() {
        let rate_limit = RateLimit::of("");
        let mut end = rate_limit.paused(0, Duration::from_secs(2));
        for waits in [2_000, 2_500, 3_000] {
            end = rate_limit.admit(Some(end), 0, LONGEST_PAUSE).unwrap();
            assert_eq!(rate_limit.wait(end, 0), Duration::from_millis(waits));
        }
        assert_eq!(rate_limit.admit(Some(end), 0, Duration::from_secs(3)), None);
    }

    #[test]
    fn an_end_that_cannot_be_true_is_forgotten() {
        let rate_limit = RateLimit::of("");
        assert_eq!(rate_limit.admit(Some(i64::MAX), 7, Duration::ZERO), Some(7 + rate_limit.interval));
        let longest = rate_limit.paused(0, Duration::MAX);
        assert!(longest <= rate_limit.latest(0));
    }

    proptest! {
        /// However calls come, over any stretch no more go than the bucket holds and leaks in that time.
        #[test]
        fn over_no_stretch_of_time_more_go_than_the_bucket_takes(
            gaps in proptest::collection::vec(prop_oneof![Just(0), 0_i64..300_000, 0_i64..20_000_000], 1..300),
            patience in 0_u64..5_000,
        ) {
            let (rate_limit, patience) = (RateLimit::of(""), Duration::from_millis(patience));
            let (mut now, mut end, mut went) = (0, None, Vec::new());
            for gap in gaps {
                now += gap;
                if let Some(after) = rate_limit.admit(end, now, patience) {
                    went.push(now + micros(rate_limit.wait(after, now)));
                    end = Some(after);
                }
            }
            for (first, from) in went.iter().enumerate() {
                for (last, to) in went.iter().enumerate().skip(first) {
                    let count = i64::try_from(last - first).unwrap() + 1;
                    prop_assert!((count - rate_limit.burst) * rate_limit.interval <= to - from);
                }
            }
        }
    }
}
