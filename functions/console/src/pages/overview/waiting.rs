//! What waits for the next 24 hours, hour by hour.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    pages::{moments::day_and_clock, results::count},
    use_cases::forecast::Forecast,
    words::EN,
};

/// Hours that are told one by one.
const HOURS: usize = 5;

/// What waits. Without lines, nothing does.
pub(super) struct Waiting {
    pub(super) text: String,
    pub(super) lines: Vec<Line>,
}

/// The texts that go from one moment on.
pub(super) struct Line {
    pub(super) from: String,
    pub(super) texts: String,
}

impl Waiting {
    pub(super) fn of(forecast: &Forecast, now: Timestamp, zone: &TimeZone) -> Self {
        let hours = forecast.by_hour(zone);
        let Some((first, _)) = hours.first() else {
            return Self { text: EN.overview.waiting_none.to_owned(), lines: Vec::new() };
        };
        let from = |at: &Timestamp| day_and_clock((*at).max(now), now, zone);
        let line = |(at, held): &(Timestamp, i64)| Line { from: from(at), texts: texts(*held) };
        let mut lines: Vec<_> = hours.iter().take(HOURS).map(line).collect();
        let rest: i64 = hours.iter().skip(HOURS).map(|(_, held)| held).sum();
        if rest > 0 {
            lines.push(Line { from: EN.overview.later.to_owned(), texts: texts(rest) });
        }
        let first = (EN.say.wait_from)(count(forecast.held), &from(first));
        let last = forecast.through_at.filter(|_| forecast.held > 1);
        let last = last.map(|at| (EN.say.gone_by)(&from(&at))).unwrap_or_default();
        Self { text: first + &last, lines }
    }
}

fn texts(held: i64) -> String {
    (EN.say.texts)(count(held))
}
