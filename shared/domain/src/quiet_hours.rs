//! Quiet hours: when customers are left in peace, by the clock on their own wall.

use jiff::{
    SignedDuration, Timestamp,
    civil::{DateTime, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use crate::send_window::{self, Rule};

#[cfg(test)]
mod tests;
mod wall_minute;

pub use wall_minute::{InvalidWallMinute, WallMinute};

/// A daily window of silence: `start` is the first quiet minute, `end` the first that is not.
///
/// It may run past midnight (`20:00` to `09:00`). `start == end` means no quiet hours at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuietHours {
    /// The first quiet minute.
    pub start: WallMinute,
    /// The first minute that is no longer quiet.
    pub end: WallMinute,
}

impl Default for QuietHours {
    /// 20:00 to 09:00, which covers the federal 21:00 to 08:00 (47 CFR 64.1200(c)(1)) and the longer nights of
    /// Florida (Stat. 501.616(6)), Oklahoma (15 OS 775C), Washington (RCW 80.36.390) and Connecticut (42-288a).
    /// It does not cover Sunday mornings in Texas (B&C 301.051).
    fn default() -> Self {
        Self { start: WallMinute(Time::constant(20, 0, 0, 0)), end: WallMinute(Time::constant(9, 0, 0, 0)) }
    }
}

impl QuietHours {
    /// Whether it is quiet in `zone` at `at`.
    #[must_use]
    pub fn is_quiet(&self, zone: &TimeZone, at: Timestamp) -> bool {
        self.closes(zone.to_datetime(at))
    }
}

impl Rule for QuietHours {
    fn closes(&self, wall: DateTime) -> bool {
        let (start, end, wall) = (self.start.0, self.end.0, wall.time());
        if start <= end { start <= wall && wall < end } else { start <= wall || wall < end }
    }

    fn next_edge(&self, wall: Time) -> SignedDuration {
        send_window::soonest(wall, [self.start.0, self.end.0])
    }
}
