//! Times as a merchant reads them, each with its zone.

use jiff::{Timestamp, Zoned, civil::Time, tz::TimeZone};

use crate::words::EN;

/// `9:02 AM EST`.
pub(crate) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    format!("{} {}", time_of_day(local.time()), abbreviation(&local))
}

/// `9:02 AM`: of a setting, which is meant on any wall.
pub(crate) fn time_of_day(time: Time) -> String {
    time.strftime("%-I:%M %p").to_string()
}

/// `today at 9:02 AM EST`, `tomorrow at …`, `Nov 24 at …`, with the year where it is another.
pub(crate) fn day_and_clock(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    let today = now.to_zoned(zone.clone());
    let clock = format!("{} {}", time_of_day(local.time()), abbreviation(&local));
    let day = match today.date().until(local.date()).map(|span| span.get_days()) {
        Ok(0) => EN.moments.today.to_owned(),
        Ok(1) => EN.moments.tomorrow.to_owned(),
        Ok(-1) => EN.moments.yesterday.to_owned(),
        _ if local.year() == today.year() => local.strftime("%b %-d").to_string(),
        _ => local.strftime("%b %-d, %Y").to_string(),
    };
    format!("{day} {} {clock}", EN.moments.at)
}

/// `Dec 1 at 10:00 AM`: of a date and time without a zone. `None` if it is none.
pub(crate) fn wall(at: &str) -> Option<String> {
    let at: jiff::civil::DateTime = at.parse().ok()?;
    let day = at.strftime("%b %-d, %Y").to_string();
    Some(format!("{day} {} {}", EN.moments.at, time_of_day(at.time())))
}

/// `Tuesday, Nov 24`.
pub(crate) fn day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%A, %b %-d").to_string()
}

/// `Nov 24`, in one piece.
pub(crate) fn short_day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%b\u{a0}%-d").to_string()
}

/// `Tue 24`, the day below its name.
pub(crate) fn weekday(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a\n%-d").to_string()
}

/// `9 AM`, in one piece.
pub(crate) fn short_hour(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-I\u{a0}%p").to_string()
}

/// A zone without an abbreviation is told by its offset: `UTC+04`.
fn abbreviation(local: &Zoned) -> String {
    let name = local.strftime("%Z").to_string();
    if name.starts_with(['+', '-']) { format!("UTC{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_named_by_the_clock_of_the_zone() {
        let now = "2026-12-31T23:30:00Z".parse().unwrap();
        let told =
            |at: &str, zone: &str| day_and_clock(at.parse().unwrap(), now, &TimeZone::get(zone).unwrap());
        assert_eq!(told("2027-01-01T01:05:00Z", "America/New_York"), "today at 8:05 PM EST");
        assert_eq!(told("2027-01-01T14:02:00Z", "America/New_York"), "tomorrow at 9:02 AM EST");
        assert_eq!(told("2026-12-30T23:00:00Z", "Europe/London"), "yesterday at 11:00 PM GMT");
        assert_eq!(told("2026-11-03T12:00:00Z", "Asia/Dubai"), "Nov 3, 2026 at 4:00 PM UTC+04");
        assert_eq!(told("2026-11-03T12:00:00Z", "Europe/London"), "Nov 3 at 12:00 PM GMT");
    }
}
