//! How fast Recharge may be asked: its bucket.

use rechime_domain::token_bucket::TokenBucket;

use super::LONGEST_PAUSE;

/// Requests that fit into the bucket of an ordinary token.
/// Source: <https://docs.getrecharge.com/docs/api-rate-limits>.
const BUCKET: u32 = 40;

/// Requests that leak out of it in a second. Same source.
const LEAK: u32 = 2;

/// The part of the bucket that is left free, one in so many: calls arrive later than they were sent, some of them
/// together, and the clocks of two functions differ.
const SPARED: u32 = 5;

/// The rate limit of a token. Newer ones say it: `sk_2x1_…` leaks twice as fast into a bucket of one size; what says
/// nothing is ordinary. Source: Recharge's changelog, "Configurable rate limits for Recharge API tokens".
pub(super) fn rate_limit_of(token: &str) -> TokenBucket {
    let (leak, bucket) = factors(token).unwrap_or((1, 1));
    let burst = BUCKET * bucket - BUCKET * bucket / SPARED;
    TokenBucket::new(1_000_000 / i64::from(LEAK * leak), burst, LONGEST_PAUSE)
}

/// `(2, 1)` of `sk_2x1_…` or `sk_test_2x1_…`.
fn factors(token: &str) -> Option<(u32, u32)> {
    let rest = token.strip_prefix("sk_")?;
    let (size, _) = rest.strip_prefix("test_").unwrap_or(rest).split_once('_')?;
    let (leak, bucket) = size.split_once('x')?;
    let factor = |text: &str| text.parse().ok().filter(|factor| (1..=10).contains(factor));
    Some((factor(leak)?, factor(bucket)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_how_fast_it_may_ask() {
        for (token, interval, burst) in [
            ("sk_1x1_0a", 500_000, 32),
            ("sk_2x1_0a", 250_000, 32),
            ("sk_test_10x3_0a", 50_000, 96),
            ("0123456789abcdef", 500_000, 32),
            ("sk_0x1_0a", 500_000, 32),
            ("sk_99x99_0a", 500_000, 32),
        ] {
            assert_eq!(rate_limit_of(token), TokenBucket::new(interval, burst, LONGEST_PAUSE), "{token}");
        }
    }
}
