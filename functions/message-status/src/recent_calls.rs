//! The calls that came lately, so that one that is made over and over costs nothing.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use rechime_sms::feedback::Feedback;

/// How many calls a process remembers.
const REMEMBERED: usize = 512;

/// What the last calls told. Whoever has one signed call can make it again: that it changes nothing then is seen to where it
/// is handled; that it takes no queue and no table is seen to here.
#[derive(Debug, Default)]
pub struct RecentCalls(Mutex<VecDeque<Feedback>>);

impl RecentCalls {
    /// Whether one of the last calls told the same.
    pub(crate) fn contain(&self, feedback: &Feedback) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(feedback)
    }

    /// Remembers what a call told, once the queue has it.
    pub(crate) fn add(&self, feedback: Feedback) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() >= REMEMBERED {
            calls.pop_front();
        }
        calls.push_back(feedback);
    }
}
