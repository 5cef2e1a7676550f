//! How a message waits: on the queue when it is short, else in a hold with one schedule per minute.

use std::{collections::BTreeSet, sync::Arc};

use futures::future::join_all;
use jiff::Timestamp;
use rechime_domain::{message::PendingMessage, minute::Minute};
use rechime_platform::aws::AwsConfig;
use rechime_platform::{
    environment::{Environment, EnvironmentError},
    queue::LONGEST_DELAY_SECONDS,
    schedules::{ScheduleError, SchedulerSchedules, Schedules},
};

use self::scheduled_minutes::ScheduledMinutes;
use crate::{buckets::Buckets, error::StoreError, holds::Holds, table::Table};

mod scheduled_minutes;

/// Why a message could not be kept. It is still on its queue and will come again.
#[derive(Debug, thiserror::Error)]
pub enum WaitingError {
    /// The table did not take the hold.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The schedule could not be made.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
}

/// Where a message waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the sends queue, invisible for that many seconds.
    Queue {
        /// 0 to 900.
        delay_seconds: u16,
    },
    /// In the hold of its release minute.
    Hold,
}

/// Keeps messages that wait longer than the queue can.
#[derive(Clone)]
pub struct WaitingMessages {
    holds: Arc<dyn Holds>,
    buckets: Arc<dyn Buckets>,
    schedules: Arc<dyn Schedules>,
    short_delay_seconds: u16,
    scheduled: Arc<ScheduledMinutes>,
}

impl WaitingMessages {
    /// With these holds. Waits up to `short_delay_seconds` (0 to 900) stay on the queue, so that a hold is
    /// never written so close to its minute that the schedule could be late for it.
    pub fn new(
        holds: Arc<dyn Holds>,
        buckets: Arc<dyn Buckets>,
        schedules: Arc<dyn Schedules>,
        short_delay_seconds: u16,
    ) -> Self {
        let short_delay_seconds = short_delay_seconds.min(LONGEST_DELAY_SECONDS);
        Self { holds, buckets, schedules, short_delay_seconds, scheduled: Arc::default() }
    }

    /// With the table's holds; waits up to `SHORT_DELAY_LIMIT_SECONDS` stay on the queue.
    pub fn from_environment(
        table: Arc<Table>,
        aws_config: &AwsConfig,
        environment: &Environment,
    ) -> Result<Self, EnvironmentError> {
        let schedules = Arc::new(SchedulerSchedules::from_environment(aws_config, environment)?);
        Ok(Self::new(table.clone(), table, schedules, environment.parsed("SHORT_DELAY_LIMIT_SECONDS")?))
    }

    /// Where a message that may go at `until` waits.
    #[must_use]
    pub fn place(&self, until: Minute, now: Timestamp) -> Place {
        let wait = until.start().duration_since(now);
        // Rounded up: a message that is back before its time would only wait again.
        let seconds = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
        match u16::try_from(seconds.max(0)) {
            Ok(delay) if delay <= self.short_delay_seconds => Place::Queue { delay_seconds: delay },
            _ => Place::Hold,
        }
    }

    /// How many of so many seconds something waits on the queue: a wait that the queue must not have is left out.
    #[must_use]
    pub fn on_queue(&self, seconds: u16) -> u16 {
        seconds.min(self.short_delay_seconds)
    }

    /// Puts messages into the holds of their release minutes and makes sure that each minute is scheduled once.
    /// Doing it again changes nothing; after an error do all of it again.
    pub async fn hold(&self, held: &[(PendingMessage, Minute)], now: Timestamp) -> Result<(), WaitingError> {
        if held.is_empty() {
            return Ok(());
        }
        self.holds.put_holds(held).await?;
        let minutes: BTreeSet<Minute> = held.iter().map(|(_, until)| *until).collect();
        let unscheduled = minutes.into_iter().filter(|minute| !self.scheduled.knows(*minute, now));
        join_all(unscheduled.map(|minute| self.schedule_release(minute))).await.into_iter().collect()
    }

    /// The first process to hold something for a minute makes its schedule. It is noted after it was made.
    async fn schedule_release(&self, until: Minute) -> Result<(), WaitingError> {
        if !self.buckets.open_bucket(until).await? {
            self.schedules.put_release(until, until).await?;
            self.buckets.note_schedule(until).await?;
        }
        self.scheduled.remember(until);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
