//! The leaky bucket that limits each token.

use std::collections::BTreeMap;

use tokio::time::Instant;

/// Requests that fit into the bucket.
const CAPACITY: f64 = 40.0;
/// Requests that leak out each second.
const LEAK_PER_SECOND: f64 = 2.0;

/// One bucket for each token. It leaks in real time: a moved clock would empty it at once.
#[derive(Debug, Default)]
pub(crate) struct Buckets(BTreeMap<String, (f64, Instant)>);

impl Buckets {
    /// Puts one request of `token` into its bucket; false if the bucket is full.
    pub(crate) fn admit(&mut self, token: &str) -> bool {
        let now = Instant::now();
        let (level, since) = self.0.entry(token.to_owned()).or_insert((0.0, now));
        *level = (*level - now.duration_since(*since).as_secs_f64() * LEAK_PER_SECOND).max(0.0);
        *since = now;
        let admitted = *level + 1.0 <= CAPACITY;
        if admitted {
            *level += 1.0;
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn forty_at_once_then_two_each_second() {
        let mut buckets = Buckets::default();
        assert_eq!((0..50).filter(|_| buckets.admit("a")).count(), 40);
        assert!(buckets.admit("b"), "each token has its own bucket");
        tokio::time::advance(Duration::from_secs(3)).await;
        assert_eq!((0..50).filter(|_| buckets.admit("a")).count(), 6);
    }
}
