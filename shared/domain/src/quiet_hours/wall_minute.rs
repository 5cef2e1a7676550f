//! Times of day.

use std::{fmt, str::FromStr};

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// A minute on a wall clock, `00:00` to `23:59`. Written `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[serde(try_from = "String", into = "String")]
pub struct WallMinute(pub(crate) Time);

/// Why a text is not a [`WallMinute`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written HH:MM, from 00:00 to 23:59")]
pub struct InvalidWallMinute;

impl WallMinute {
    /// The time of day.
    #[must_use]
    pub const fn time(self) -> Time {
        self.0
    }
}

impl FromStr for WallMinute {
    type Err = InvalidWallMinute;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let two_digits = |text: &str| -> Result<i8, Self::Err> {
            let fits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            if fits { text.parse().map_err(|_| InvalidWallMinute) } else { Err(InvalidWallMinute) }
        };
        let (hour, minute) = text.split_once(':').ok_or(InvalidWallMinute)?;
        let time = Time::new(two_digits(hour)?, two_digits(minute)?, 0, 0).map_err(|_| InvalidWallMinute)?;
        Ok(Self(time))
    }
}

impl fmt::Display for WallMinute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

impl TryFrom<String> for WallMinute {
    type Error = InvalidWallMinute;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<WallMinute> for String {
    fn from(minute: WallMinute) -> Self {
        minute.to_string()
    }
}
