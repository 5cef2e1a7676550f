//! Schedules in memory.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use rechime_domain::{ids::StoreId, job::ReviewPosition, minute::Minute};

use super::{ScheduleError, Schedules};

/// A schedule as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ensured {
    /// Whose bucket.
    pub release: Minute,
    /// When.
    pub at: Minute,
}

/// Remembers each schedule once.
#[derive(Debug, Default)]
pub struct MemorySchedules {
    ensured: Mutex<Vec<Ensured>>,
    reviews: Mutex<Vec<(StoreId, Minute)>>,
    further_reviews: Mutex<Vec<(StoreId, ReviewPosition, Minute)>>,
    refuses: AtomicBool,
}

impl MemorySchedules {
    /// What was asked for, each once, in the order of the first time.
    pub fn ensured(&self) -> Vec<Ensured> {
        self.ensured.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The reviews that were asked for.
    pub fn reviews(&self) -> Vec<(StoreId, Minute)> {
        self.reviews.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The reviews that were to go on.
    pub fn further_reviews(&self) -> Vec<(StoreId, ReviewPosition, Minute)> {
        self.further_reviews.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether schedules are refused from now on.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::Relaxed);
    }
}

impl MemorySchedules {
    fn unless_refused(&self, name: &str) -> Result<(), ScheduleError> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(ScheduleError::Refused { name: name.to_owned(), reason: "told to".to_owned() });
        }
        Ok(())
    }
}

#[async_trait]
impl Schedules for MemorySchedules {
    async fn put_release(&self, release: Minute, at: Minute) -> Result<(), ScheduleError> {
        self.unless_refused(&release.to_string())?;
        let mut ensured = self.ensured.lock().unwrap_or_else(PoisonError::into_inner);
        let schedule = Ensured { release, at };
        if !ensured.contains(&schedule) {
            ensured.push(schedule);
        }
        Ok(())
    }

    async fn put_review(&self, store: &StoreId, at: Minute) -> Result<(), ScheduleError> {
        self.unless_refused(store.as_str())?;
        self.reviews.lock().unwrap_or_else(PoisonError::into_inner).push((store.clone(), at));
        Ok(())
    }

    async fn go_on_review(
        &self,
        store: &StoreId,
        from: &ReviewPosition,
        at: Minute,
    ) -> Result<(), ScheduleError> {
        self.unless_refused(store.as_str())?;
        let further = (store.clone(), from.clone(), at);
        self.further_reviews.lock().unwrap_or_else(PoisonError::into_inner).push(further);
        Ok(())
    }
}
