//! A day as a customer reads it.

use jiff::{ToSpan, civil::Date};

/// `Dec 1`, or with its year where it could be taken for the same day of another: `Nov 25, 2027`. Within six months of
/// `today`, before or after, it cannot.
#[must_use]
pub fn day(day: Date, today: Date) -> String {
    let from = today.saturating_sub(6.months());
    let to = today.saturating_add(6.months());
    let is_near = from < day && day < to;
    day.strftime(if is_near { "%b %-d" } else { "%b %-d, %Y" }).to_string()
}
