//! How many messages the sender can take, and how this spreads a line of messages over time.

use rechime_domain::decision::SPREAD_MINUTES;

/// One tick: as long as the queue can delay a message.
const TICK_SECONDS: usize = 900;

/// Hours in which messages may go on a day with the default quiet hours.
const WINDOW_HOURS: usize = 11;

/// A bucket's rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendRate {
    per_second: usize,
}

impl SendRate {
    /// The rate of one bucket, for a sender that takes so many messages a second. The buckets of one opening share the
    /// sender: they are released within minutes of each other and do not know of each other.
    #[must_use]
    pub fn shared(rate: usize) -> Self {
        Self::per_second(rate / usize::try_from(SPREAD_MINUTES).unwrap_or(1))
    }

    /// A bucket that may release so many messages a second; at least one.
    #[must_use]
    pub fn per_second(rate: usize) -> Self {
        Self { per_second: rate.max(1) }
    }

    /// How many messages one tick takes.
    #[must_use]
    pub const fn tick_capacity(self) -> usize {
        self.per_second.saturating_mul(TICK_SECONDS)
    }

    /// The delay of the message at a place in the tick's line, counted from 0: 0 to 899 seconds.
    #[must_use]
    pub fn delay_seconds(self, place: usize) -> u16 {
        u16::try_from(place / self.per_second % TICK_SECONDS).unwrap_or_default()
    }

    /// The tick for the message at a place among those that did not fit into this one: how many minutes from now it
    /// begins.
    #[must_use]
    pub fn later_tick_minutes(self, place: usize) -> i64 {
        i64::try_from((place / self.tick_capacity() + 1) * TICK_SECONDS / 60).unwrap_or(i64::MAX)
    }

    /// Minutes until a backlog is released.
    #[must_use]
    pub const fn drain_minutes(self, backlog: usize) -> usize {
        backlog.div_ceil(self.per_second).div_ceil(60)
    }

    /// Whether a backlog is released before the next quiet hours, with the default window.
    #[must_use]
    pub const fn fits_a_day(self, backlog: usize) -> bool {
        self.drain_minutes(backlog) <= WINDOW_HOURS * 60
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_second_takes_more_than_the_rate(rate in 1_usize..200, backlog in 0_usize..20_000) {
            let send_rate = SendRate::per_second(rate);
            let mut seconds = std::collections::BTreeMap::<u16, usize>::new();
            for place in 0..backlog.min(send_rate.tick_capacity()) {
                *seconds.entry(send_rate.delay_seconds(place)).or_default() += 1;
            }
            prop_assert!(seconds.values().all(|count| *count <= rate));
            prop_assert!(seconds.keys().all(|second| *second < 900));
        }

        #[test]
        fn no_later_tick_takes_more_than_its_capacity(rate in 1_usize..20, backlog in 0_usize..100_000) {
            let send_rate = SendRate::per_second(rate);
            let mut ticks = std::collections::BTreeMap::<i64, usize>::new();
            for place in 0..backlog {
                *ticks.entry(send_rate.later_tick_minutes(place)).or_default() += 1;
            }
            prop_assert!(ticks.values().all(|count| *count <= send_rate.tick_capacity()));
            prop_assert!(ticks.keys().all(|minutes| *minutes >= 15 && minutes % 15 == 0));
        }
    }

    #[test]
    fn a_million_at_a_short_codes_rate_fits_and_at_a_toll_free_rate_does_not() {
        assert!(SendRate::per_second(100).fits_a_day(1_000_000));
        assert!(!SendRate::per_second(3).fits_a_day(1_000_000));
    }
}
