//! A moment as a merchant reads it.

use jiff::{Timestamp, tz::TimeZone};

/// `Nov 24, 2026 at 9:03 AM EST`, on the clocks of a zone. A zone without an abbreviation is told by its offset: `UTC+04`.
#[must_use]
pub fn in_words(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    let abbreviation = local.strftime("%Z").to_string();
    let prefix = if abbreviation.starts_with(['+', '-']) { "UTC" } else { "" };
    format!("{} {prefix}{abbreviation}", local.strftime("%b %-d, %Y at %-I:%M %p"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_on_the_clocks_of_the_zone() {
        let at = "2026-11-24T14:03:00Z".parse().unwrap();
        for (zone, expected) in [
            ("America/New_York", "Nov 24, 2026 at 9:03 AM EST"),
            ("America/Los_Angeles", "Nov 24, 2026 at 6:03 AM PST"),
            ("Europe/London", "Nov 24, 2026 at 2:03 PM GMT"),
            ("Asia/Dubai", "Nov 24, 2026 at 6:03 PM UTC+04"),
            ("Asia/Kathmandu", "Nov 24, 2026 at 7:48 PM UTC+0545"),
            ("Pacific/Auckland", "Nov 25, 2026 at 3:03 AM NZDT"),
            ("UTC", "Nov 24, 2026 at 2:03 PM UTC"),
        ] {
            assert_eq!(in_words(at, &TimeZone::get(zone).unwrap()), expected);
        }
        let noon = "2026-07-24T16:00:00Z".parse().unwrap();
        assert_eq!(
            in_words(noon, &TimeZone::get("America/New_York").unwrap()),
            "Jul 24, 2026 at 12:00 PM EDT"
        );
    }
}
