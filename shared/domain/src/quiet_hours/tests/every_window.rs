//! Every one of the 1,440 x 1,440 windows there are, by arithmetic on the circle of a day's minutes.

use super::*;

const MINUTES: i64 = 1440;

/// How many minutes after `from` it is `to` for the first time.
fn from_to(from: i64, to: i64) -> i64 {
    (to - from).rem_euclid(MINUTES)
}

fn every_window() -> impl Iterator<Item = (i64, i64, QuietHours)> {
    let minutes: Vec<_> = (0..1440).map(minute).collect();
    let pair = move |(start, end)| {
        let at = |number: i64| minutes[usize::try_from(number).unwrap()];
        (start, end, QuietHours { start: at(start), end: at(end) })
    };
    (0..MINUTES).flat_map(|start| (0..MINUTES).map(move |end| (start, end))).map(pair)
}

/// The n-th minute of some day in UTC, whose days are all alike.
fn instant(number: i64) -> Timestamp {
    Timestamp::from_second(number * 60).unwrap()
}

/// What is quiet can only change at an edge: it is asked on both sides of both edges, of midnight, and at one more
/// minute that moves through the day from window to window.
#[test]
fn a_minute_is_quiet_if_less_time_has_passed_since_the_start_than_there_is_to_the_end() {
    for (start, end, window) in every_window() {
        for wall in [start - 1, start, end - 1, end, -1, 0, start * 7 + end * 11] {
            let wall = wall.rem_euclid(MINUTES);
            let expected = from_to(start, wall) < from_to(start, end);
            let quiet = window.is_quiet(&TimeZone::UTC, instant(wall));
            assert_eq!(quiet, expected, "{}-{} at {wall}", window.start, window.end);
        }
    }
}

/// Nothing but the two edges ends a state: quiet lasts from the start to the end, and openness from there to the
/// next start. An empty window has neither.
#[test]
fn quiet_and_openness_last_from_edge_to_edge_and_fill_the_day() {
    let utc = [TimeZone::UTC];
    for (start, end, window) in every_window().step_by(7) {
        let quiet = window.next_open(&utc, instant(start)).unwrap().duration_since(instant(start));
        let open = window.next_close(&utc, instant(end)).map(|close| close.duration_since(instant(end)));
        assert_eq!(quiet.as_mins(), from_to(start, end), "{}-{}", window.start, window.end);
        let expected = Some(MINUTES - from_to(start, end)).filter(|_| start != end);
        assert_eq!(open.map(|open| open.as_mins()), expected, "{}-{}", window.start, window.end);
    }
}
