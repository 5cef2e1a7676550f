//! Quiet hours: when customers are left in peace, by the clock on their own wall.

use jiff::{SignedDuration, Timestamp, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;
mod wall_minute;

pub use wall_minute::{InvalidWallMinute, WallMinute};

/// How far ahead an opening or a closing is looked for.
///
/// A window repeats every day, so what does not come in this time comes after a change of the clocks at best:
/// far apart zones may share no open minute.
const HORIZON: SignedDuration = SignedDuration::from_hours(8 * 24);

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A daily window of silence: `start` is the first quiet minute, `end` the first that is not.
///
/// It may run past midnight (`20:00` to `09:00`). `start == end` means no quiet hours at all. What the wall
/// clock shows at an instant decides, nothing else: an hour that the clocks skip is never quiet nor open, an
/// hour that they repeat is so twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whether it is quiet in `zone` at `at`. Every other answer here follows from this one.
    #[must_use]
    pub fn is_quiet(&self, zone: &TimeZone, at: Timestamp) -> bool {
        self.covers(zone.to_datetime(at).time())
    }

    /// The first instant, not before `at`, at which it is quiet in none of the zones. `None` where the zones
    /// are never open together.
    #[must_use]
    pub fn next_open(&self, zones: &[TimeZone], at: Timestamp) -> Option<Timestamp> {
        let mut candidate = at;
        while candidate <= horizon(at) {
            match zones.iter().find(|zone| self.is_quiet(zone, candidate)) {
                None => return Some(candidate),
                Some(quiet) => candidate = self.unchanged_until(quiet, candidate)?,
            }
        }
        None
    }

    /// The first instant at which it becomes quiet in one of the zones, when it is open in all of them at `at`.
    /// `None` where that never happens.
    #[must_use]
    pub fn next_close(&self, zones: &[TimeZone], at: Timestamp) -> Option<Timestamp> {
        zones.iter().filter_map(|zone| self.closes(zone, at)).min()
    }

    fn closes(&self, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
        std::iter::successors(Some(at), |candidate| self.unchanged_until(zone, *candidate))
            .take_while(|candidate| *candidate <= horizon(at))
            .find(|candidate| self.is_quiet(zone, *candidate))
    }

    /// An instant after `at` up to which `zone` stays as it is: quiet, or open.
    ///
    /// Between two changes of the clocks the wall clock runs evenly, so only the window's next edge can end
    /// the state; a change of the clocks before that edge makes it a new question. The end of time is `None`.
    fn unchanged_until(&self, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
        let wall = zone.to_datetime(at).time();
        let edge = if self.covers(wall) { self.end } else { self.start };
        let ahead = edge.0.duration_since(wall);
        let ahead = if ahead.is_positive() { ahead } else { ahead + DAY };
        let edge = at.checked_add(ahead).ok()?;
        let clocks_change = zone.following(at).next().map(|transition| transition.timestamp());
        Some(clocks_change.map_or(edge, |change| change.min(edge)))
    }

    fn covers(&self, wall: Time) -> bool {
        let (start, end) = (self.start.0, self.end.0);
        if start <= end { start <= wall && wall < end } else { start <= wall || wall < end }
    }
}

fn horizon(at: Timestamp) -> Timestamp {
    at.checked_add(HORIZON).unwrap_or(Timestamp::MAX)
}
