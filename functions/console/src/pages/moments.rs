//! Times as a merchant reads them, each with its zone.

use jiff::{SignedDuration, Timestamp, Zoned, civil::Time, tz::TimeZone};

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

/// How far a moment is from now, without its sign, in minutes.
pub(crate) fn minutes_between(one: Timestamp, other: Timestamp) -> u64 {
    let apart: SignedDuration = one.duration_since(other).abs();
    u64::try_from(apart.as_mins()).unwrap_or_default()
}

/// A zone without an abbreviation is told by its offset: `UTC+04`.
fn abbreviation(local: &Zoned) -> String {
    let name = local.strftime("%Z").to_string();
    if name.starts_with(['+', '-']) { format!("UTC{name}") } else { name }
}
