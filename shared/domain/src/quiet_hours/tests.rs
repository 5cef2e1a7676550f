//! Tests of quiet hours: the definition against plain counting, the search against a scan of every minute, every
//! window there is, and by name the mistakes that other systems of this kind make.

use proptest::prelude::*;

use super::*;
use crate::send_window::{HORIZON, SendWindow};

/// The window that quiet hours leave by themselves.
trait Search {
    fn next_open(&self, zones: &[TimeZone], at: Timestamp) -> Option<Timestamp>;
    fn next_close(&self, zones: &[TimeZone], at: Timestamp) -> Option<Timestamp>;
}

impl Search for QuietHours {
    fn next_open(&self, zones: &[TimeZone], at: Timestamp) -> Option<Timestamp> {
        SendWindow::new(&[self], zones).next_open(at)
    }

    fn next_close(&self, zones: &[TimeZone], at: Timestamp) -> Option<Timestamp> {
        SendWindow::new(&[self], zones).next_close(at)
    }
}

mod every_window;
mod peers;

const ZONES: [&str; 12] = [
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Vancouver",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Europe/London",
    "Africa/Casablanca",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn hours(start: &str, end: &str) -> QuietHours {
    QuietHours { start: start.parse().unwrap(), end: end.parse().unwrap() }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The n-th minute of a day.
fn minute(number: i16) -> WallMinute {
    format!("{:02}:{:02}", number / 60, number % 60).parse().unwrap()
}

fn windows() -> impl Strategy<Value = QuietHours> {
    (0..1440_i16, 0..1440_i16).prop_map(|(start, end)| QuietHours { start: minute(start), end: minute(end) })
}

/// One to three zones, and an instant within two days of a change of the first one's clocks.
fn places_and_instants() -> impl Strategy<Value = (Vec<TimeZone>, Timestamp)> {
    let names = proptest::sample::subsequence(ZONES.to_vec(), 1..=3).prop_shuffle();
    (names, 1_450_000_000..1_900_000_000_i64, -172_800..172_800_i64).prop_map(|(names, second, distance)| {
        let zones: Vec<_> = names.into_iter().map(zone).collect();
        let around = Timestamp::from_second(second).unwrap();
        let change = zones[0].following(around).next().map_or(around, |transition| transition.timestamp());
        let instant = change + SignedDuration::from_secs(distance);
        (zones, instant)
    })
}

/// `from`, and every whole minute after it up to the horizon.
fn minutes_from(from: Timestamp) -> impl Iterator<Item = Timestamp> {
    let first = from.as_second().div_euclid(60) + 1;
    let last = (from + HORIZON).as_second().div_euclid(60);
    std::iter::once(from).chain((first..=last).map(|minute| Timestamp::from_second(minute * 60).unwrap()))
}

proptest! {
    #[test]
    fn a_minute_is_quiet_when_counting_from_the_start_meets_it_before_the_end(start in 0..1440_i16, end in 0..1440_i16, now in 0..1440_i16) {
        let expected = (0..1440).map(|passed| (start + passed) % 1440).take_while(|wall| *wall != end).any(|wall| wall == now);
        let window = QuietHours { start: minute(start), end: minute(end) };
        for second in [0, 59] {
            let instant = Timestamp::from_second(i64::from(now) * 60 + second).unwrap();
            prop_assert_eq!(window.is_quiet(&TimeZone::UTC, instant), expected);
        }
    }

    #[test]
    fn the_next_opening_is_the_first_minute_that_is_open_everywhere(window in windows(), (zones, instant) in places_and_instants()) {
        let open = |at: &Timestamp| zones.iter().all(|zone| !window.is_quiet(zone, *at));
        prop_assert_eq!(window.next_open(&zones, instant), minutes_from(instant).find(open));
    }

    #[test]
    fn the_next_closing_is_the_first_minute_that_is_quiet_somewhere(window in windows(), (zones, instant) in places_and_instants()) {
        let quiet = |at: &Timestamp| zones.iter().any(|zone| window.is_quiet(zone, *at));
        if let Some(open) = minutes_from(instant).find(|at| !quiet(at)) {
            prop_assert_eq!(window.next_close(&zones, open), minutes_from(open).find(quiet));
        }
    }

    #[test]
    fn a_time_of_day_survives_writing(number in 0..1440_i16) {
        let wall = minute(number);
        prop_assert_eq!(wall.to_string().parse(), Ok(wall));
    }
}

#[test]
fn a_time_of_day_is_written_in_one_way() {
    for bad in ["24:00", "9:00", "09:0", "09:60", "0900", "09:00:00", "+9:00", " 09:00", "", "٠٩:٠٠"] {
        assert_eq!(bad.parse::<WallMinute>(), Err(InvalidWallMinute), "{bad}");
    }
}

#[test]
fn an_end_that_the_clocks_skip_comes_with_the_first_instant_after() {
    let opens = hours("20:00", "02:30").next_open(&[zone("America/New_York")], at("2026-03-08T01:00-05:00"));
    assert_eq!(opens, Some(at("2026-03-08T03:00-04:00")));
}

#[test]
fn an_hour_that_the_clocks_repeat_is_quiet_twice() {
    let (window, new_york) = (hours("20:00", "01:30"), [zone("America/New_York")]);
    let first = window.next_open(&new_york, at("2026-11-01T00:10-04:00")).unwrap();
    assert_eq!(first, at("2026-11-01T01:30-04:00"));
    let closes = window.next_close(&new_york, first).unwrap();
    assert_eq!(closes, at("2026-11-01T01:00-05:00"));
    assert_eq!(window.next_open(&new_york, closes), Some(at("2026-11-01T01:30-05:00")));
}

#[test]
fn a_customer_who_may_be_on_either_coast_is_texted_when_both_are_awake() {
    let (window, coasts) = (QuietHours::default(), [zone("America/New_York"), zone("America/Los_Angeles")]);
    let opens = window.next_open(&coasts, at("2026-06-01T09:00-04:00")).unwrap();
    assert_eq!(opens, at("2026-06-01T12:00-04:00"));
    assert_eq!(window.next_close(&coasts, opens), Some(at("2026-06-01T20:00-04:00")));
}

#[test]
fn zones_that_are_never_open_together_have_no_opening() {
    let zones = [zone("America/New_York"), zone("Asia/Tokyo")];
    assert_eq!(hours("18:00", "10:00").next_open(&zones, at("2026-06-01T00:00Z")), None);
}

#[test]
fn an_empty_window_never_closes() {
    let (window, utc) = (hours("09:00", "09:00"), [TimeZone::UTC]);
    let instant = at("2026-06-01T09:00Z");
    assert_eq!(window.next_open(&utc, instant), Some(instant));
    assert_eq!(window.next_close(&utc, instant), None);
}

#[test]
fn it_is_written_as_two_times_of_day() {
    let written = serde_json::to_string(&QuietHours::default()).unwrap();
    insta::assert_snapshot!(written, @r#"{"start":"20:00","end":"09:00"}"#);
    assert_eq!(serde_json::from_str::<QuietHours>(&written).unwrap(), QuietHours::default());
    assert!(serde_json::from_str::<QuietHours>(r#"{"start":"20:00","end":"24:30"}"#).is_err());
}
