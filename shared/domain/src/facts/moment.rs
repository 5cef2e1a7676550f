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
/// Written as the moment with the day behind another slash (`…Z/…Z/2026-12-01`), or between its two times (`…Z/2026-12-01/…Z`):
/// see [`FactKind::text`](super::FactKind::text).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        let parts: Vec<&str> = text.split('/').collect();
        let (at, received_at, day) = match *parts.as_slice() {
            [at, received_at] | [at, WITHOUT_DAY, received_at] => (at, received_at, None),
            [at, day, received_at] if day.parse::<Date>().is_ok() => (at, received_at, Some(day)),
            [at, received_at, day] => (at, received_at, Some(day)),
            _ => return Err(InvalidMoment),
        };
        let instant = |part: &str| part.parse::<Timestamp>().map_err(|_| InvalidMoment);
        let moment = Moment { at: instant(at)?, received_at: instant(received_at)? };
        Ok(Self { moment, day: day.map(str::parse).transpose().map_err(|_| InvalidMoment)? })
    }
}

/// Sorts before every day.
const WITHOUT_DAY: &str = "-";

impl Told {
    /// Its text with the day before the moment of receipt, so that of equal times the later day counts.
    pub(super) fn by_day(&self) -> String {
        let Moment { at, received_at } = self.moment;
        let day = self.day.map_or_else(|| WITHOUT_DAY.to_owned(), |day| day.to_string());
        format!("{}/{day}/{}", wide(at), wide(received_at))
    }
}

/// With fixed width.
fn wide(instant: Timestamp) -> String {
    instant.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
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
