//! When a campaign is sent: at once, or at a time of everybody's own clock.

use std::fmt;

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

/// The first and the last zone of the world, as offsets from UTC.
const FIRST: SignedDuration = SignedDuration::from_hours(14);
const LAST: SignedDuration = SignedDuration::from_hours(-12);

/// When a campaign is sent. Written as `now`, or as a date and time: `2026-12-01T10:00:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum SendAt {
    /// Once it is launched.
    Now,
    /// When the clock shows that where the person is. Whoever has no zone of their own has the store's.
    Local(DateTime),
}

/// Why a text is not a [`SendAt`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write `now`, or a date and time such as 2026-12-01T10:00, which counts on each person's own clock")]
pub struct InvalidSendAt;

impl SendAt {
    /// Takes what stands in a request or a row. Seconds are left out.
    pub fn parse(text: &str) -> Result<Self, InvalidSendAt> {
        match text.trim() {
            "now" => Ok(Self::Now),
            other if other.contains(['T', ' ']) && !other.ends_with(['Z', 'z']) => {
                let at: DateTime = other.parse().map_err(|_| InvalidSendAt)?;
                let at = at.with().second(0).subsec_nanosecond(0).build().map_err(|_| InvalidSendAt)?;
                Ok(Self::Local(at))
            }
            _ => Err(InvalidSendAt),
        }
    }

    /// When it is due in every zone that a person may be in; `None` if it is due at once. A time that the clocks leave out
    /// is as much later.
    #[must_use]
    pub fn due(self, zones: &[TimeZone]) -> Option<Timestamp> {
        match self {
            Self::Now => None,
            Self::Local(at) => zones.iter().filter_map(|zone| instant(at, zone)).max(),
        }
    }

    /// When its day ends in the first of the zones where it does.
    #[must_use]
    pub fn day_ends(self, zones: &[TimeZone]) -> Option<Timestamp> {
        let Self::Local(at) = self else { return None };
        let tomorrow: Date = at.date().checked_add(1.day()).ok()?;
        zones.iter().filter_map(|zone| instant(tomorrow.at(0, 0, 0, 0), zone)).min()
    }

    /// The first and the last moment at which it is due for anybody; `None` if it is due at once.
    #[must_use]
    pub fn span(self) -> Option<(Timestamp, Timestamp)> {
        let Self::Local(at) = self else { return None };
        let in_utc = instant(at, &TimeZone::UTC)?;
        Some((in_utc.checked_sub(FIRST).ok()?, in_utc.checked_sub(LAST).ok()?))
    }
}

fn instant(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_zoned(at).compatible().ok().map(|zoned| zoned.timestamp())
}

impl fmt::Display for SendAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now => f.write_str("now"),
            Self::Local(at) => write!(f, "{at}"),
        }
    }
}

impl From<SendAt> for String {
    fn from(at: SendAt) -> Self {
        at.to_string()
    }
}

impl TryFrom<String> for SendAt {
    type Error = InvalidSendAt;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_is_written_and_nothing_else_is_one() {
        for (text, written) in [
            ("now", "now"),
            ("2026-12-01T10:00", "2026-12-01T10:00:00"),
            ("2026-12-01 10:00:59", "2026-12-01T10:00:00"),
        ] {
            let at = SendAt::parse(text).unwrap();
            assert_eq!(at.to_string(), written);
            assert_eq!(SendAt::parse(&at.to_string()), Ok(at));
        }
        for bad in ["", "later", "2026-12-01", "10:00", "2026-12-01T10:00Z", "2026-13-01T10:00"] {
            assert_eq!(SendAt::parse(bad), Err(InvalidSendAt), "{bad}");
        }
    }

    #[test]
    fn it_is_due_when_every_zone_shows_the_time_and_over_when_the_first_has_another_day() {
        let zones = ["America/Chicago", "America/New_York"].map(|name| TimeZone::get(name).unwrap());
        let at = SendAt::parse("2026-12-01T10:00").unwrap();
        assert_eq!(at.due(&zones).unwrap().to_string(), "2026-12-01T16:00:00Z");
        assert_eq!(at.day_ends(&zones).unwrap().to_string(), "2026-12-02T05:00:00Z");
        assert_eq!((SendAt::Now.due(&zones), SendAt::Now.day_ends(&zones)), (None, None));
        let (first, last) = at.span().unwrap();
        assert_eq!(
            (first.to_string(), last.to_string()),
            ("2026-11-30T20:00:00Z".to_owned(), "2026-12-01T22:00:00Z".to_owned())
        );
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_is_an_hour_later() {
        let new_york = [TimeZone::get("America/New_York").unwrap()];
        let due = SendAt::parse("2027-03-14T02:30").unwrap().due(&new_york).unwrap();
        assert_eq!(due.to_zoned(new_york[0].clone()).strftime("%H:%M").to_string(), "03:30");
    }
}
