//! Hours of UTC: the unit in which texts are counted.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// An hour of UTC, counted from 1970: a number in rows, and `2026-11-24T14Z` where it is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hour(i64);

/// Why a text is not an [`Hour`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an hour is written like 2026-11-24T14Z")]
pub struct InvalidHour;

const SECONDS: i64 = 60 * 60;
const HOURS_OF_A_DAY: i64 = 24;

impl Hour {
    /// The hour that contains `instant`.
    #[must_use]
    pub fn containing(instant: Timestamp) -> Self {
        Self(instant.as_second().div_euclid(SECONDS))
    }

    /// The instant at which the hour begins.
    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp::from_second(self.0.saturating_mul(SECONDS)).unwrap_or(Timestamp::MAX)
    }

    /// The day of UTC that the hour is of.
    #[must_use]
    pub fn day(self) -> Date {
        self.start().to_zoned(TimeZone::UTC).date()
    }

    /// The first hour of a day of UTC.
    #[must_use]
    pub fn first_of(day: Date) -> Self {
        let midnight = day.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |midnight| midnight.timestamp());
        Self::containing(midnight)
    }

    /// Which hour of its day of UTC it is: 0 to 23.
    #[must_use]
    pub fn of_day(self) -> u8 {
        u8::try_from(self.0.rem_euclid(HOURS_OF_A_DAY)).unwrap_or_default()
    }

    /// The hour `count` hours later.
    #[must_use]
    pub fn plus(self, count: i64) -> Self {
        Self(self.0.saturating_add(count))
    }
}

impl fmt::Display for Hour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.start().to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%HZ"))
    }
}

impl FromStr for Hour {
    type Err = InvalidHour;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.strip_suffix('Z').filter(|bare| bare.len() == 13).ok_or(InvalidHour)?;
        let instant: Timestamp = format!("{bare}:00:00Z").parse().map_err(|_| InvalidHour)?;
        Ok(Self::containing(instant))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_hour_survives_writing_and_contains_its_instant(second in -1_000_000_000_i64..4_000_000_000) {
            let instant = Timestamp::from_second(second).unwrap();
            let hour = Hour::containing(instant);
            prop_assert!(hour.start() <= instant && instant < hour.plus(1).start());
            prop_assert_eq!(hour.to_string().parse(), Ok(hour));
            prop_assert_eq!(Hour::first_of(hour.day()).plus(hour.of_day().into()), hour);
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for bad in ["", "2026-11-24", "2026-11-24T14", "2026-11-24T14:00Z", "2026-13-24T14Z"] {
            assert_eq!(bad.parse::<Hour>(), Err(InvalidHour), "{bad}");
        }
    }
}
