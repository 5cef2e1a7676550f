//! Several counters and their values.

use std::collections::BTreeMap;

use super::Counter;

/// Values of counters, or what is added to them. One that is not there is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Counter, i64>);

impl Counts {
    /// The value of a counter.
    #[must_use]
    pub fn get(&self, counter: &Counter) -> i64 {
        self.0.get(counter).copied().unwrap_or_default()
    }

    /// Adds to a counter.
    pub fn add(&mut self, counter: Counter, by: i64) {
        let value = self.get(&counter).saturating_add(by);
        if value == 0 {
            self.0.remove(&counter);
        } else {
            self.0.insert(counter, value);
        }
    }

    /// Adds to all counters what others say, so many times.
    pub fn add_all(&mut self, others: &Self, times: i64) {
        for (counter, value) in others.iter() {
            self.add(counter.clone(), value.saturating_mul(times));
        }
    }

    /// Whether every counter is 0.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The counters that are not 0.
    pub fn iter(&self) -> impl Iterator<Item = (&Counter, i64)> {
        self.0.iter().map(|(counter, value)| (counter, *value))
    }
}

impl FromIterator<(Counter, i64)> for Counts {
    fn from_iter<I: IntoIterator<Item = (Counter, i64)>>(counters: I) -> Self {
        let mut counts = Self::default();
        for (counter, value) in counters {
            counts.add(counter, value);
        }
        counts
    }
}
