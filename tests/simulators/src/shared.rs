//! State that many requests change.

use std::sync::{Mutex, PoisonError};

/// A value behind a lock that is only ever held for the length of a closure, so never across an `await`.
#[derive(Debug, Default)]
pub(crate) struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    /// Wraps `value`.
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Runs `change` with the value. A panic in an earlier closure does not take the simulator down.
    pub(crate) fn with<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
