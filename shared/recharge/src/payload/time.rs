//! Recharge's times: with an offset, or without one and then in the time of New York, whatever the store's
//! zone; and its dates, which are days of the store's calendar and are never shifted.
//!
//! That naive times are New York's is recorded: one charge's `2023-05-13T04:07:33+00:00` (2021-11) is its
//! order's `2023-05-13T00:07:33` (2021-01).

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

/// The zone of times without an offset. Its data is compiled in, so it is always found.
fn new_york() -> TimeZone {
    TimeZone::get("America/New_York").unwrap_or(TimeZone::UTC)
}

/// A moment: `2023-05-13T04:07:33+00:00`, `2022-03-11T10:19:18.637636+00:00`, `2018-10-17T09:27:48`, and a
/// day `2022-04-09` as its beginning.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse::<Timestamp>().ok().or_else(|| {
        let local = text.parse::<DateTime>().ok()?;
        local.to_zoned(new_york()).ok().map(|zoned| zoned.timestamp())
    })
}

/// A calendar day: `2022-04-09`, `2019-08-28T00:00:00`, and `2022-06-12T04:00:00+00:00`, which is a day's
/// beginning in New York.
pub(crate) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    match text.parse::<Timestamp>() {
        Ok(instant) => Some(day_of(instant)),
        Err(_) => text.parse::<Date>().ok(),
    }
}

/// The day on which a moment falls in Recharge's own calendar.
pub(crate) fn day_of(instant: Timestamp) -> Date {
    instant.to_zoned(new_york()).date()
}

/// The beginning of a day in New York. From then on Recharge, which bills in the small hours, does what it planned for
/// that day.
pub(crate) fn beginning_of(day: Date) -> Option<Timestamp> {
    day.to_zoned(new_york()).ok().map(|zoned| zoned.timestamp())
}

/// The end of a day: the start of the next in New York. By then Recharge has done what it planned for that day in every
/// zone but the last few of the Pacific.
pub(crate) fn end_of(day: Date) -> Option<Timestamp> {
    day.tomorrow().ok()?.to_zoned(new_york()).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_recorded_forms_of_a_moment() {
        for (written, expected) in [
            ("2023-05-13T04:07:33+00:00", "2023-05-13T04:07:33Z"),
            ("2022-03-11T10:19:18.637636+00:00", "2022-03-11T10:19:18.637636Z"),
            ("2023-05-13T00:07:33", "2023-05-13T04:07:33Z"),
            ("2018-12-17T09:27:48", "2018-12-17T14:27:48Z"),
            ("2022-04-09", "2022-04-09T04:00:00Z"),
        ] {
            assert_eq!(instant(written).map(|t| t.to_string()).as_deref(), Some(expected), "{written}");
        }
        assert_eq!(["soon", "", "2022-13-01", "1665999999"].map(instant), [None; 4]);
    }

    #[test]
    fn a_day_is_never_shifted() {
        for written in
            ["2022-06-12", "2022-06-12T00:00:00", "2022-06-12T23:59:59", "2022-06-12T04:00:00+00:00"]
        {
            assert_eq!(day(written), Some(date(2022, 6, 12)), "{written}");
        }
        assert_eq!(day("tomorrow"), None);
        assert_eq!(
            end_of(date(2026, 10, 31)).map(|t| t.to_string()).as_deref(),
            Some("2026-11-01T04:00:00Z")
        );
        assert_eq!(end_of(date(2026, 11, 1)).map(|t| t.to_string()).as_deref(), Some("2026-11-02T05:00:00Z"));
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(wild in ".*") {
            let _ = (instant(&wild), day(&wild));
        }

        #[test]
        fn a_day_survives_each_of_its_forms(offset in 0_i64..40_000) {
            let written = date(1990, 1, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
            prop_assert_eq!(day(&written.to_string()), Some(written));
            prop_assert_eq!(day(&format!("{written}T00:00:00")), Some(written));
            prop_assert_eq!(instant(&written.to_string()).map(day_of), Some(written));
        }
    }
}
