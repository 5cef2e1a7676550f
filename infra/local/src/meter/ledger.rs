//! The counts, by function and operation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// What requests of one kind came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Tally {
    /// Requests, answered or refused.
    pub(crate) requests: u64,
    /// Those that were refused.
    pub(crate) errors: u64,
    /// DynamoDB read units; half a unit is a small read that may be stale.
    pub(crate) read_units: f64,
    /// DynamoDB write units.
    pub(crate) write_units: f64,
    /// Messages given to SQS.
    pub(crate) messages: u64,
    /// Their bodies, in bytes.
    pub(crate) message_bytes: u64,
    /// What was written: actions, each with the pattern of a partition key.
    pub(crate) writes: BTreeSet<String>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.errors += other.errors;
        self.read_units += other.read_units;
        self.write_units += other.write_units;
        self.messages += other.messages;
        self.message_bytes += other.message_bytes;
        self.writes.extend(other.writes);
    }
}

/// The table: function, then operation. Requests that name no function are under the empty name.
pub(crate) type Table = BTreeMap<String, BTreeMap<String, Tally>>;

/// Counts that many requests add to.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Table>);

impl Ledger {
    pub(crate) fn add(&self, caller: String, operation: String, tally: Tally) {
        self.lock().entry(caller).or_default().entry(operation).or_default().add(tally);
    }

    pub(crate) fn table(&self) -> Table {
        self.lock().clone()
    }

    pub(crate) fn reset(&self) {
        self.lock().clear();
    }

    /// Counts stay usable after a panic elsewhere.
    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_by_function_and_operation() {
        let ledger = Ledger::default();
        let one = Tally { requests: 1, write_units: 1.0, ..Tally::default() };
        for _ in 0..2 {
            ledger.add("send".to_owned(), "DynamoDB.PutItem".to_owned(), one.clone());
        }
        let expected = Tally { requests: 2, write_units: 2.0, ..Tally::default() };
        assert_eq!(ledger.table()["send"]["DynamoDB.PutItem"], expected);
        ledger.reset();
        assert!(ledger.table().is_empty());
    }
}
