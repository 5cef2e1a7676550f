//! The hours of a day of UTC in one row, so that a report of a month does not read hundreds of rows a day.
//!
//! Upkeep writes the row of a day ([`sum_up`]) from the rows of its hours. An hour is in it once it has been over for a
//! while (`SUMMED_AFTER`). What an hour counts still changes after that: a receipt comes late, a link is clicked days
//! later. Whoever adds to the row of such an hour keeps what the row then says beside the row of the day
//! ([`may_be_summed`]). Each reading of a row has a version, and the newest one counts. So whoever reads a day's row, what
//! is beside it and the rows of the hours that it lacks, gets the same as from the rows of all hours, whatever happens at
//! the same time. Days are those of UTC, because hours are: a store may change its zone, and its days may have 23 hours.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use rechime_domain::{
    hour::Hour,
    ids::{SourceId, StoreId},
};

use super::{Counters, HourCounts};
use crate::{consistency::Consistency, error::StoreError};

/// An hour may be in the row of its day so long after its end. Most of its receipts and clicks have come by then.
const LATE_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// An hour is put into the row of its day so long after its end. Later than [`LATE_AFTER`] by more than the clocks of two
/// processes differ: an addition that does not count as late was made before the row of the hour is read.
const SUMMED_AFTER: SignedDuration = SignedDuration::from_mins(65);

/// Days of which a run looks for hours to put together, and for late counts: those of the longest period that a page
/// shows. A run that did not take place is made up for within that time. Before that, hours are read one by one.
const DAYS_BACK: i64 = 31;

const HOURS_OF_A_DAY: i64 = 24;

/// Whether the hour's counters may be in the row of its day, so that late ones have to be kept beside it.
#[must_use]
pub fn may_be_summed(hour: Hour, now: Timestamp) -> bool {
    hour.plus(1).start() + LATE_AFTER <= now
}

/// The row of a day: the counters of its first hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCounts {
    /// The day, of UTC.
    pub day: Date,
    /// How many of its hours are in the row, from the first on: 0 to 24.
    pub hours: u8,
    /// Their counters.
    pub counts: Vec<HourCounts>,
    /// How often the row was written; 0 if there is none.
    pub revision: u64,
}

/// What rows of hours said when they were added to late: those of a source on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateCounts {
    /// The day, of UTC.
    pub day: Date,
    /// The flow or campaign; `None` for the store as a whole.
    pub source: Option<SourceId>,
    /// The rows.
    pub counts: Vec<HourCounts>,
    /// Higher with each thing that is kept there, also if it was removed meanwhile: it begins with the time.
    pub revision: u64,
}

/// The rows of some days, and what is kept beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// The rows that there are, in the order of their days.
    pub rows: Vec<DayCounts>,
    /// What is beside them.
    pub late: Vec<LateCounts>,
}

/// Hours that no row of a day has, the first and the last of them included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first.
    pub first: Hour,
    /// The last.
    pub last: Hour,
}

/// The newest readings of some rows.
#[derive(Clone, Debug, Default)]
pub struct Newest(BTreeMap<(Hour, Option<SourceId>), HourCounts>);

impl DayCounts {
    /// The row of a day that has none yet.
    const fn none(day: Date) -> Self {
        Self { day, hours: 0, counts: Vec::new(), revision: 0 }
    }

    /// The first hour that is not in the row.
    fn until(&self) -> Hour {
        Hour::first_of(self.day).plus(self.hours.into())
    }
}

impl Days {
    /// The hours from `first` to `last` that no row has.
    #[must_use]
    pub fn gaps(&self, first: Hour, last: Hour) -> Vec<Gap> {
        let (mut gaps, mut next) = (Vec::new(), first);
        for row in &self.rows {
            let begins = Hour::first_of(row.day).min(last.plus(1));
            if row.hours > 0 && next < begins {
                gaps.push(Gap { first: next, last: begins.plus(-1) });
            }
            if row.hours > 0 {
                next = next.max(row.until());
            }
        }
        if next <= last {
            gaps.push(Gap { first: next, last });
        }
        gaps
    }

    /// Everything that was read of the days, with what the rows of some hours say.
    #[must_use]
    pub fn with(self, hours: impl Iterator<Item = HourCounts>) -> Newest {
        let days = self.rows.into_iter().flat_map(|row| row.counts);
        let late = self.late.into_iter().flat_map(|late| late.counts);
        let mut newest = Newest::default();
        days.chain(late).chain(hours).for_each(|row| newest.take(row));
        newest
    }

    fn row(&self, day: Date) -> DayCounts {
        self.rows.iter().find(|row| row.day == day).cloned().unwrap_or_else(|| DayCounts::none(day))
    }
}

impl Newest {
    fn take(&mut self, row: HourCounts) {
        let known = self.0.entry((row.hour, row.source.clone())).or_insert_with(|| row.clone());
        if row.version > known.version {
            *known = row;
        }
    }

    /// Those of the hours from `first` to `last`, by hour and source.
    #[must_use]
    pub fn between(mut self, first: Hour, last: Hour) -> Vec<HourCounts> {
        self.0.retain(|(hour, _), _| (first..=last).contains(hour));
        self.0.into_values().collect()
    }
}

/// Puts the hours of the last days together that are over for long enough, and takes late counts into the rows of their
/// days. May be repeated, and be done twice at once.
pub async fn sum_up(counters: &dyn Counters, store: &StoreId, now: Timestamp) -> Result<(), StoreError> {
    let end = Hour::containing(now - SUMMED_AFTER);
    let (first, last) = (end.day().saturating_sub(DAYS_BACK.days()), end.plus(-1));
    let days = counters.list_days(store, first, last.day(), Consistency::Strong).await?;
    let mut hours = Vec::new();
    for gap in days.gaps(Hour::first_of(first), last) {
        hours.extend(counters.list_hours(store, gap.first, gap.last, Consistency::Strong).await?);
    }
    for day in first.series(1.day()).take_while(|day| *day <= last.day()) {
        let before = days.row(day);
        let after = summed(&days, &before, &hours, end);
        if after != before && !counters.put_day(store, &after).await? {
            // Another run is at it, and knows more.
            continue;
        }
        for late in days.late.iter().filter(|late| late.day == day && is_in(late, &before)) {
            counters.delete_late_counts(store, late).await?;
        }
    }
    Ok(())
}

/// The row of a day with all that is known of its hours before `end`. A day that has no row and counted nothing needs none.
fn summed(days: &Days, before: &DayCounts, hours: &[HourCounts], end: Hour) -> DayCounts {
    let midnight = Hour::first_of(before.day);
    let until = end.min(midnight.plus(HOURS_OF_A_DAY));
    let late = days.late.iter().filter(|late| late.day == before.day).flat_map(|late| &late.counts);
    let is_of_day = |row: &&HourCounts| (midnight..until).contains(&row.hour);
    let mut newest = Newest::default();
    let rows = before.counts.iter().chain(late).chain(hours).filter(is_of_day);
    rows.for_each(|row| newest.take(row.clone()));
    let counts: Vec<_> = newest.0.into_values().collect();
    let is_over = until == midnight.plus(HOURS_OF_A_DAY);
    if counts == before.counts && !(is_over && before.hours > 0) {
        return before.clone();
    }
    let hours = (0..=24).find(|hours| midnight.plus((*hours).into()) == until).unwrap_or_default();
    DayCounts { hours, counts, ..before.clone() }
}

/// Whether the row of the day had all of it before this run: whoever read the row since has it, and needs it no more.
fn is_in(late: &LateCounts, day: &DayCounts) -> bool {
    let has = |row: &HourCounts| {
        let same = |known: &&HourCounts| (known.hour, &known.source) == (row.hour, &row.source);
        day.counts.iter().find(same).is_some_and(|known| known.version >= row.version)
    };
    late.counts.iter().all(has)
}

#[cfg(test)]
mod tests;
