//! One-time schedule expressions: <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The moment of `at(yyyy-mm-ddThh:mm:ss)` in its time zone; `None` for every other expression.
pub(crate) fn one_time(expression: &str, time_zone: &str) -> Option<Timestamp> {
    let wall = expression.strip_prefix("at(")?.strip_suffix(')')?;
    let time_zone = TimeZone::get(time_zone).ok()?;
    Some(wall.parse::<DateTime>().ok()?.to_zoned(time_zone).ok()?.timestamp())
}

/// The earliest of those that are due by `until`. Equal moments keep their order.
pub(crate) fn earliest<T>(
    schedules: impl IntoIterator<Item = (Timestamp, T)>,
    until: Timestamp,
) -> Option<(Timestamp, T)> {
    schedules.into_iter().filter(|(at, _)| *at <= until).min_by_key(|(at, _)| *at)
}

/// Full hours since 1970.
pub(crate) fn hour(at: Timestamp) -> i64 {
    at.as_second().div_euclid(3600)
}

/// The first second of an hour, where time goes that far.
pub(crate) fn start_of(hour: i64) -> Option<Timestamp> {
    Timestamp::from_second(hour.checked_mul(3600)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_expression_is_read_in_its_time_zone() {
        assert_eq!(one_time("at(2026-07-01T09:00:00)", "UTC"), Some(at("2026-07-01T09:00:00Z")));
        assert_eq!(one_time("at(2026-07-01T09:00:00)", "America/New_York"), Some(at("2026-07-01T13:00:00Z")));
        for other in ["rate(1 hour)", "at(soon)", "cron(0 9 * * ? *)", ""] {
            assert_eq!(one_time(other, "UTC"), None, "{other}");
        }
        assert_eq!(one_time("at(2026-07-01T09:00:00)", "Mars/Olympus"), None);
    }

    #[test]
    fn steps_go_from_due_time_to_due_time() {
        let schedules = [(at("2026-07-01T13:02:00Z"), "second"), (at("2026-07-01T13:00:00Z"), "first")];
        let first = earliest(schedules, at("2026-07-01T14:00:00Z")).unwrap();
        assert_eq!(first, (at("2026-07-01T13:00:00Z"), "first"));
        assert_eq!(
            earliest(schedules, first.0).map(|(_, name)| name),
            Some("first"),
            "due at the very moment"
        );
        assert_eq!(earliest(schedules, at("2026-07-01T12:59:59Z")), None);
    }

    #[test]
    fn an_hour_is_crossed_at_its_first_second() {
        assert_eq!(hour(at("2026-07-01T13:00:00Z")) - hour(at("2026-07-01T12:59:59Z")), 1);
        assert_eq!(hour(at("2026-07-01T13:59:59Z")), hour(at("2026-07-01T13:00:00Z")));
        assert_eq!(start_of(hour(at("2026-07-01T13:59:59Z"))), Some(at("2026-07-01T13:00:00Z")));
    }
}
