//! Release minutes: the unit in which waiting messages are gathered.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A minute of UTC, counted from 1970. Written `2026-11-24T14:03Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Minute(i64);

/// Why a text is not a [`Minute`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a minute is written like 2026-11-24T14:03Z")]
pub struct InvalidMinute;

impl Minute {
    /// The first whole minute that does not begin before `instant`.
    #[must_use]
    pub fn at_or_after(instant: Timestamp) -> Self {
        Self(
            -(-instant.as_second()).div_euclid(60)
                + i64::from(instant.subsec_nanosecond() > 0 && instant.as_second() % 60 == 0),
        )
    }

    /// The minute that contains `instant`.
    #[must_use]
    pub fn containing(instant: Timestamp) -> Self {
        Self(instant.as_second().div_euclid(60))
    }

    /// The instant at which the minute begins.
    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp::from_second(self.0.saturating_mul(60)).unwrap_or(Timestamp::MAX)
    }

    /// The minute `count` minutes later.
    #[must_use]
    pub fn plus(self, count: i64) -> Self {
        Self(self.0.saturating_add(count))
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.start().to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%MZ"))
    }
}

impl FromStr for Minute {
    type Err = InvalidMinute;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.strip_suffix('Z').filter(|bare| bare.len() == 16).ok_or(InvalidMinute)?;
        let instant: Timestamp = format!("{bare}:00Z").parse().map_err(|_| InvalidMinute)?;
        Ok(Self::containing(instant))
    }
}

impl TryFrom<String> for Minute {
    type Error = InvalidMinute;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Minute> for String {
    fn from(minute: Minute) -> Self {
        minute.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_minute_survives_writing_and_never_begins_too_early(second in 0_i64..4_000_000_000, nano in 0_i32..1_000_000_000) {
            let instant = Timestamp::new(second, nano).unwrap();
            let minute = Minute::at_or_after(instant);
            prop_assert!(minute.start() >= instant);
            prop_assert!(minute.plus(-1).start() < instant);
            prop_assert!(Minute::containing(instant).start() <= instant);
            prop_assert_eq!(minute.to_string().parse(), Ok(minute));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for bad in ["", "2026-11-24", "2026-11-24T14:03", "2026-11-24T14:03:00Z", "2026-13-24T14:03Z"] {
            assert_eq!(bad.parse::<Minute>(), Err(InvalidMinute), "{bad}");
        }
    }
}
