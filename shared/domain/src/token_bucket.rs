//! A token bucket that many processes share: how fast something may be called.
//!
//! It is counted by virtual scheduling (GCRA, ITU-T I.371). One number says it all: the moment at which the bucket will
//! be empty again. A call puts its load on top of that number, and goes as soon as the number is no more than a full
//! bucket ahead of the time. Moments are microseconds since 1970, so that a table can add to them.

use std::time::Duration;

/// How fast something may be called, counted in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenBucket {
    interval: i64,
    slack: i64,
    longest_pause: i64,
}

/// What some calls put into a bucket that they take together, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// For how long the bucket must have been empty before the first of them.
    pub lead: i64,
    /// How long after the first one the last one goes.
    pub last: i64,
    /// For how long the bucket is not empty again, from the first one on.
    pub length: i64,
}

/// A turn: when the first of some calls goes, and when the bucket is empty after all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Microseconds since 1970; never in the past.
    pub start: i64,
    /// Microseconds since 1970.
    pub empty_at: i64,
}

impl TokenBucket {
    /// A bucket that takes one call every `interval` microseconds for ever, and `burst` calls at once if it is empty. Nobody
    /// pauses it for longer than `longest_pause` in one go.
    #[must_use]
    pub fn new(interval: i64, burst: u32, longest_pause: Duration) -> Self {
        let interval = interval.max(1);
        let slack = interval.saturating_mul(i64::from(burst.max(1)) - 1);
        Self { interval, slack, longest_pause: micros(longest_pause) }
    }

    /// The time between two calls that the bucket can keep up for ever.
    #[must_use]
    pub const fn interval(self) -> i64 {
        self.interval
    }

    /// How far ahead of the time the bucket's end may lie when a call goes at once.
    #[must_use]
    pub const fn slack(self) -> i64 {
        self.slack
    }

    /// What one ordinary call puts into it.
    #[must_use]
    pub const fn call(self) -> Load {
        Load { lead: 0, last: 0, length: self.interval }
    }

    /// The latest end of a bucket that can be true. A later one was written by a clock gone wrong, and would keep
    /// everybody waiting until then.
    #[must_use]
    pub const fn latest(self, now: i64) -> i64 {
        now.saturating_add(self.slack + self.interval).saturating_add(self.longest_pause * 2)
    }

    /// The end up to which the bucket counts as empty for a load.
    #[must_use]
    pub const fn empty_up_to(load: Load, now: i64) -> i64 {
        now.saturating_sub(load.lead)
    }

    /// The latest end of a bucket before a load none of whose calls waits longer than `patience`.
    #[must_use]
    pub fn room(self, load: Load, now: i64, patience: Duration) -> i64 {
        if load.last > micros(patience) {
            return i64::MIN;
        }
        let room = now.saturating_add(micros(patience)) + self.slack - load.lead - load.last;
        room.min(self.latest(now))
    }

    /// The turn of some calls, where none of them need wait longer than `patience`. `empty_at` is the bucket's end before
    /// them.
    #[must_use]
    pub fn admit(self, empty_at: Option<i64>, load: Load, now: i64, patience: Duration) -> Option<Turn> {
        let turn = self.turn(empty_at, load, now);
        (turn.start.saturating_add(load.last) - now <= micros(patience)).then_some(turn)
    }

    /// The turn of some calls, however long they wait.
    #[must_use]
    pub fn turn(self, empty_at: Option<i64>, load: Load, now: i64) -> Turn {
        let standing = empty_at.filter(|end| *end <= self.latest(now));
        let begin = standing.map_or(now, |end| end.saturating_add(load.lead).max(now));
        Turn { start: (begin - self.slack).max(now), empty_at: begin.saturating_add(load.length) }
    }

    /// The end of a bucket from which the next call waits for `pause`.
    #[must_use]
    pub fn paused(self, now: i64, pause: Duration) -> i64 {
        now.saturating_add(self.slack).saturating_add(micros(pause).min(self.longest_pause))
    }
}

/// A duration in microseconds.
#[must_use]
pub fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: i64 = 1_000_000;

    /// As Recharge's: two calls a second, 32 at once.
    fn bucket() -> TokenBucket {
        TokenBucket::new(SECOND / 2, 32, Duration::from_mins(1))
    }

    #[test]
    fn after_a_pause_the_next_turn_waits_and_the_others_follow_one_by_one() {
        let bucket = bucket();
        let mut end = bucket.paused(0, Duration::from_secs(2));
        for waits in [2_000_000, 2_500_000, 3_000_000] {
            let turn = bucket.admit(Some(end), bucket.call(), 0, Duration::from_mins(1)).unwrap();
            assert_eq!(turn.start, waits);
            end = turn.empty_at;
        }
        assert_eq!(bucket.admit(Some(end), bucket.call(), 0, Duration::from_secs(3)), None);
    }

    #[test]
    fn an_end_that_cannot_be_true_is_forgotten() {
        let bucket = bucket();
        let turn = bucket.admit(Some(i64::MAX), bucket.call(), 7, Duration::ZERO);
        assert_eq!(turn, Some(Turn { start: 7, empty_at: 7 + bucket.interval() }));
        assert!(bucket.paused(0, Duration::MAX) <= bucket.latest(0));
    }

    proptest! {
        /// However calls come, over any stretch no more go than the bucket holds and leaks in that time.
        #[test]
        fn over_no_stretch_of_time_more_go_than_the_bucket_takes(
            gaps in proptest::collection::vec(prop_oneof![Just(0), 0_i64..300_000, 0_i64..20_000_000], 1..300),
            patience in 0_u64..5_000,
        ) {
            let (bucket, patience) = (bucket(), Duration::from_millis(patience));
            let (mut now, mut end, mut went) = (0, None, Vec::new());
            for gap in gaps {
                now += gap;
                if let Some(turn) = bucket.admit(end, bucket.call(), now, patience) {
                    went.push(turn.start);
                    end = Some(turn.empty_at);
                }
            }
            for (first, from) in went.iter().enumerate() {
                for (last, to) in went.iter().enumerate().skip(first) {
                    let count = i64::try_from(last - first).unwrap() + 1;
                    prop_assert!((count - 32) * bucket.interval() <= to - from);
                }
            }
        }

        /// The two bounds by which a table decides say the same as the rule.
        #[test]
        fn the_bounds_say_what_the_rule_says(
            end in -5 * SECOND..30 * SECOND, lead in 0..SECOND, last in 0..2 * SECOND, patience in 0_u64..20_000,
        ) {
            let (bucket, load) = (bucket(), Load { lead, last, length: last + SECOND });
            let patience = Duration::from_millis(patience);
            let turn = bucket.admit(Some(end), load, 0, patience);
            if end <= TokenBucket::empty_up_to(load, 0) {
                prop_assert_eq!(bucket.turn(Some(end), load, 0).empty_at, load.length);
            } else {
                prop_assert_eq!(turn.is_some(), end <= bucket.room(load, 0, patience));
                prop_assert!(turn.is_none_or(|turn| turn.empty_at == end + lead + load.length));
            }
        }
    }
}
