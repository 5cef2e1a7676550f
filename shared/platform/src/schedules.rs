//! One schedule for each minute in which waiting messages are released.

#[cfg(any(test, feature = "testing"))]
mod memory;
mod name;
mod scheduler;

use async_trait::async_trait;
use rechime_domain::{ids::StoreId, job::ReviewPosition, minute::Minute};

#[cfg(any(test, feature = "testing"))]
pub use self::memory::{Ensured, MemorySchedules};
pub use self::{name::InvalidSchedule, scheduler::SchedulerSchedules};

/// The schedule may not exist.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// No request was made, because the Scheduler would refuse it.
    #[error(transparent)]
    Invalid(#[from] InvalidSchedule),
    /// The Scheduler did not take it, or its answer was lost.
    #[error("the schedule {name} could not be made: {reason}")]
    Refused {
        /// Its name.
        name: String,
        /// What the Scheduler said.
        reason: String,
    },
}

/// Wakes quiet-hours when a minute comes.
#[async_trait]
pub trait Schedules: Send + Sync {
    /// Puts a schedule that releases the bucket of `release` at `at`: at its own minute, or later if that was missed. If
    /// the schedule exists, that is fine, because its name holds all that it does.
    async fn put_release(&self, release: Minute, at: Minute) -> Result<(), ScheduleError>;

    /// Puts a schedule that reviews the waiting messages of `store` at `at`.
    async fn put_review(&self, store: &StoreId, at: Minute) -> Result<(), ScheduleError>;

    /// Puts a schedule by which a review of `store` goes on at `at`.
    async fn go_on_review(
        &self,
        store: &StoreId,
        from: &ReviewPosition,
        at: Minute,
    ) -> Result<(), ScheduleError>;
}
