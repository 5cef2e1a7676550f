//! When something was reported, and what with it, in an order that the table's text keeps.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A place in time that is never shared by two different reports: when it happened, then when we learnt of it.
///
/// Written with fixed width (`2026-11-24T14:03:05.000Z/…`), so that text order is time order in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment {
    /// When it happened, by the payload.
    pub at: Timestamp,
    /// When we learnt of it: breaks ties between reports that carry the same time.
    pub received_at: Timestamp,
}

/// Why a text is not a [`Moment`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a moment is two times with a slash between them")]
pub struct InvalidMoment;

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = |instant: Timestamp| {
            instant.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
        };
        write!(f, "{}/{}", wide(self.at), wide(self.received_at))
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, received_at) = text.split_once('/').ok_or(InvalidMoment)?;
        let read = |part: &str| part.parse::<Timestamp>().map_err(|_| InvalidMoment);
        Ok(Self { at: read(at)?, received_at: read(received_at)? })
    }
}

impl TryFrom<String> for Moment {
    type Error = InvalidMoment;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

/// What a report told: when, and the day that came with it. The day stays with its moment, so that an older report
/// never puts its day in the place of a newer one's.
///
/// Written as the moment with the day behind another slash (`…Z/…Z/2026-12-01`). Text order is the order here, in
/// which of equal moments the later day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Told {
    /// When.
    pub moment: Moment,
    /// The next charge date of the subscription, or the day of a failed charge's next try (store calendar dates), if it
    /// had one.
    pub day: Option<Date>,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.moment)?;
        self.day.map_or(Ok(()), |day| write!(f, "/{day}"))
    }
}

impl FromStr for Told {
    type Err = InvalidMoment;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A moment has one slash of its own.
        let (moment, day) = match text.match_indices('/').nth(1) {
            Some((place, _)) => (text.get(..place), text.get(place + 1..)),
            None => (Some(text), None),
        };
        let day = day.map(str::parse).transpose().map_err(|_| InvalidMoment)?;
        Ok(Self { moment: moment.ok_or(InvalidMoment)?.parse()?, day })
    }
}

impl TryFrom<String> for Told {
    type Error = InvalidMoment;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Told> for String {
    fn from(told: Told) -> Self {
        told.to_string()
    }
}
