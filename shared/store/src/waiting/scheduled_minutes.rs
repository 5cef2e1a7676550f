//! Release minutes that this process has opened and scheduled: a bucket costs its calls once, not once a message.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use rechime_domain::minute::Minute;

/// A minute this near may be under release already: it is opened again, so that its hold is not passed by.
const NEAR_MINUTES: i64 = 2;

/// More minutes than a process ever has before it; beyond, all are forgotten and opened again.
const MOST_REMEMBERED: usize = 4096;

/// The minutes known to be open and scheduled.
#[derive(Default)]
pub(super) struct ScheduledMinutes(Mutex<BTreeSet<Minute>>);

impl ScheduledMinutes {
    pub(super) fn knows(&self, minute: Minute, now: Timestamp) -> bool {
        minute > Minute::containing(now).plus(NEAR_MINUTES) && self.minutes().contains(&minute)
    }

    pub(super) fn remember(&self, minute: Minute) {
        let mut minutes = self.minutes();
        if minutes.len() >= MOST_REMEMBERED {
            minutes.clear();
        }
        minutes.insert(minute);
    }

    fn minutes(&self) -> std::sync::MutexGuard<'_, BTreeSet<Minute>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
