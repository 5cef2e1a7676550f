use jiff::{Timestamp, tz::TimeZone};

use super::*;
use crate::send_window::SendWindow;

fn law(jurisdiction: &str) -> &'static Law {
    all().iter().find(|law| law.jurisdiction == jurisdiction).unwrap()
}

fn open(jurisdiction: &str, zone: &str, wall: &str) -> bool {
    let at: DateTime = wall.parse().unwrap();
    let zone = TimeZone::get(zone).unwrap();
    let instant: Timestamp = at.to_zoned(zone.clone()).unwrap().timestamp();
    SendWindow::new(&[law(jurisdiction)], &[zone]).is_open(instant)
}

#[test]
fn the_data_can_be_read_and_makes_sense() {
    assert_eq!(all().len(), include_str!("laws.json").matches("\"jurisdiction\"").count());
    for law in all() {
        let days = [Some(law.week.weekdays), law.week.saturday, law.week.sunday];
        assert!(days.into_iter().flatten().all(|hours| hours.from < hours.to), "{}", law.name);
        assert!(!law.source.is_empty() && !law.name.is_empty());
    }
    let mut jurisdictions: Vec<_> = all().iter().map(|law| &law.jurisdiction).collect();
    jurisdictions.sort();
    jurisdictions.dedup();
    assert_eq!(jurisdictions.len(), all().len(), "one law for each");
}

#[test]
fn texas_sleeps_late_on_sundays() {
    let chicago = "America/Chicago";
    assert!(!open("US-TX", chicago, "2026-11-29T11:59"));
    assert!(open("US-TX", chicago, "2026-11-29T12:00"));
    assert!(open("US-TX", chicago, "2026-11-28T09:00"));
    assert!(open("US-TX", chicago, "2026-11-28T20:59"));
    assert!(!open("US-TX", chicago, "2026-11-28T21:00"));
    assert!(open("US-TX", "America/Denver", "2026-11-29T12:00"), "El Paso, by its own clock");
}

#[test]
fn a_law_is_none_before_it_is_in_force() {
    assert!(open("US-TX", "America/Chicago", "2025-08-31T08:00"));
    assert!(!open("US-TX", "America/Chicago", "2025-09-07T08:00"));
}

#[test]
fn some_states_close_on_sundays_and_holidays() {
    let central = "America/Chicago";
    assert!(!open("US-AL", central, "2026-11-29T12:00"), "a Sunday");
    assert!(!open("US-AL", central, "2026-11-26T12:00"), "Thanksgiving");
    assert!(!open("US-AL", central, "2026-07-03T12:00"), "Independence Day, observed");
    assert!(open("US-AL", central, "2026-11-27T12:00"));
    assert!(open("US-MS", central, "2026-11-26T12:00"), "no word of holidays");
}

#[test]
fn the_default_quiet_hours_leave_open_nothing_that_a_law_on_texts_closes_but_texan_sundays_and_canadian_evenings()
 {
    let hours = crate::quiet_hours::QuietHours::default();
    for law in
        all().iter().filter(|law| law.basis == Basis::Text && !["US-TX", "CA"].contains(&&*law.jurisdiction))
    {
        for minute in 0..7 * 24 * 60 {
            let wall = jiff::civil::date(2026, 11, 23).at(0, 0, 0, 0) + SignedDuration::from_mins(minute);
            assert!(hours.closes(wall) || !law.closes(wall), "{} at {wall}", law.name);
        }
    }
}
