//! Times of consent, as exports and spreadsheets write them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    fmt::strtime,
    tz::TimeZone,
};

/// The time that a field tells, on the clocks of `zone` where it names none itself. `None` where it tells none, or where
/// nobody knows which: `03/04/2026` is a day of March or of April.
///
/// Shopify's API and Klaviyo write RFC 3339, Matrixify `2026-03-31 09:00:00 -0400`, Excel the local custom.
pub(super) fn read(field: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = field.trim();
    let there = |at: DateTime| Some(at.to_zoned(zone.clone()).ok()?.timestamp());
    text.parse()
        .ok()
        .or_else(|| with_offset(text))
        .or_else(|| seconds(text))
        .or_else(|| there(text.parse().ok()?))
        .or_else(|| there(day_and_time(text)?))
}

/// `2026-03-31 09:00:00 -0400`, `2026-03-31 09:00:00 UTC`.
fn with_offset(text: &str) -> Option<Timestamp> {
    let text = text.strip_suffix("UTC").map_or_else(|| text.to_owned(), |at| format!("{at}+0000"));
    let time = strtime::parse("%Y-%m-%d %H:%M:%S %z", &text);
    time.or_else(|_| strtime::parse("%Y-%m-%d %H:%M:%S%z", &text)).ok()?.to_timestamp().ok()
}

/// Seconds or milliseconds since 1970, of this century: a shorter number is a phone's, or a count.
fn seconds(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    match text.len() {
        10 => Timestamp::from_second(number).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

/// `3/31/2026 9:00 AM`, `31.03.2026`.
fn day_and_time(text: &str) -> Option<DateTime> {
    let (day, time) = text.split_once([' ', ',']).unwrap_or((text, ""));
    let time = time.trim();
    let time = if time.is_empty() { Time::midnight() } else { clock(time)? };
    Some(day_of(day)?.to_datetime(time))
}

fn day_of(text: &str) -> Option<Date> {
    let separator = ['/', '.', '-'].into_iter().find(|separator| text.contains(*separator))?;
    let parts = text.split(separator).map(|part| part.parse::<i16>().ok()).collect::<Option<Vec<_>>>()?;
    let [first, second, year] = parts.as_slice() else { return None };
    let date = |month: &i16, day: &i16| {
        let year = Some(*year).filter(|year| *year >= 1970)?;
        Date::new(year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()
    };
    // A full stop is written where the day comes first.
    let month_first = if separator == '.' { None } else { date(first, second) };
    let day_first = date(second, first);
    match (month_first, day_first) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    }
}

fn clock(text: &str) -> Option<Time> {
    let forms = ["%I:%M:%S %p", "%I:%M %p", "%I:%M%p", "%H:%M:%S", "%H:%M"];
    forms.iter().find_map(|form| strtime::parse(form, text).ok()?.to_time().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_exports_write_them() {
        let new_york = TimeZone::get("America/New_York").unwrap();
        for (text, at) in [
            ("2026-03-31T09:00:00Z", "2026-03-31T09:00:00Z"),
            ("2026-03-31T09:00:00-04:00", "2026-03-31T13:00:00Z"),
            ("2026-03-31 09:00:00+00:00", "2026-03-31T09:00:00Z"),
            ("2026-03-31T09:00:00.250Z", "2026-03-31T09:00:00.25Z"),
            ("2026-03-31 09:00:00 -0400", "2026-03-31T13:00:00Z"),
            ("2026-03-31 09:00:00 UTC", "2026-03-31T09:00:00Z"),
            ("2026-03-31 09:00:00", "2026-03-31T13:00:00Z"),
            ("2026-03-31T09:00", "2026-03-31T13:00:00Z"),
            ("2026-03-31", "2026-03-31T04:00:00Z"),
            ("3/31/2026", "2026-03-31T04:00:00Z"),
            ("31/3/2026", "2026-03-31T04:00:00Z"),
            ("03/31/2026 9:05 PM", "2026-04-01T01:05:00Z"),
            ("3/31/2026, 12:30:10 AM", "2026-03-31T04:30:10Z"),
            ("31.03.2026 21:05", "2026-04-01T01:05:00Z"),
            ("05.03.2026", "2026-03-05T05:00:00Z"),
            ("3/3/2026", "2026-03-03T05:00:00Z"),
            ("1774947600", "2026-03-31T09:00:00Z"),
            ("1774947600000", "2026-03-31T09:00:00Z"),
        ] {
            assert_eq!(read(text, &new_york).map(|at| at.to_string()).as_deref(), Some(at), "{text}");
        }
        for text in ["03/04/2026", "yesterday", "", "31/31/2026", "2026", "12345", "3/31/26", "4155552671x"] {
            assert_eq!(read(text, &new_york), None, "{text}");
        }
    }
}
