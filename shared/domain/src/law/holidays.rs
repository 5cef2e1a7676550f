//! The public holidays of the United States (5 U.S.C. 6103), with the days on which they are observed.

use jiff::civil::{Date, Weekday};

/// Whether a day is a federal holiday, or the weekday on which one that falls on a weekend is observed.
pub(super) fn is_federal(day: Date) -> bool {
    is_actual(day)
        || day.weekday() == Weekday::Monday && day.yesterday().is_ok_and(is_actual)
        || day.weekday() == Weekday::Friday && day.tomorrow().is_ok_and(is_actual)
}

fn is_actual(day: Date) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25)) || is_nth_weekday(day)
}

/// Holidays that are the n-th, or the last, of a weekday in their month.
fn is_nth_weekday(day: Date) -> bool {
    let nth = (day.day() - 1) / 7 + 1;
    let last = day.day() + 7 > day.days_in_month();
    match (day.month(), day.weekday()) {
        (1 | 2, Weekday::Monday) => nth == 3, // Martin Luther King, Washington
        (5, Weekday::Monday) => last,         // Memorial Day
        (9, Weekday::Monday) => nth == 1,     // Labor Day
        (10, Weekday::Monday) => nth == 2,    // Columbus Day
        (11, Weekday::Thursday) => nth == 4,  // Thanksgiving
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `holidays` 0.109 of `PyPI`: `sorted(holidays.US(years=range(2024, 2031)))`, with observed days.
    const REFERENCE: &str = include_str!("holidays/2024-2030.txt");

    #[test]
    fn they_are_those_of_an_independent_calendar() {
        let mut day = jiff::civil::date(2024, 1, 1);
        let mut found = Vec::new();
        while day.year() < 2031 {
            found.extend(is_federal(day).then(|| day.to_string()));
            day = day.tomorrow().unwrap();
        }
        assert_eq!(found, REFERENCE.lines().collect::<Vec<_>>());
    }
}
