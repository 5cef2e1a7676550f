//! Mistakes with time that systems of this kind make, each by the name of one that makes it. Some were fixed since.

use jiff::civil::Weekday;

use super::*;
use crate::{
    phone::PhoneNumber,
    place::Address,
    zone::{self as zones, ZoneEvidence},
};

/// Where a customer is taken to be, of whom nothing was stated.
fn located(country: Option<&str>, province: Option<&str>, number: &str, store_zone: &str) -> ZoneEvidence {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let address = Address { country: owned(country), province: owned(province), zip: None };
    zones::locate(None, &address, &PhoneNumber::from_e164(number).unwrap(), store_zone)
}

/// Every minute of the day that begins at `midnight`.
fn day(midnight: &str) -> impl Iterator<Item = Timestamp> {
    let midnight = at(midnight);
    (0..1440).map(move |minute| midnight + SignedDuration::from_mins(minute))
}

/// It keeps the workspace's offset of the day on which that was set, as beszel does that of 1 January 2000.
#[test]
fn laudspeaker_an_offset_of_winter_is_no_time_zone() {
    let (window, new_york) = (QuietHours::default(), zone("America/New_York"));
    assert!(window.is_quiet(&new_york, at("2026-07-15T00:30Z")), "20:30 in summer, 19:30 by winter's offset");
    assert!(
        !window.is_quiet(&new_york, at("2026-07-15T13:30Z")),
        "09:30 in summer, 08:30 by winter's offset"
    );
    assert!(!zones::is_known("-05:00"));
}

/// It writes the hour after midnight as 24, a minute that no window contains.
#[test]
fn laudspeaker_half_past_midnight_is_not_24_30() {
    let window = hours("21:00", "08:00");
    assert!(window.is_quiet(&zone("America/New_York"), at("2026-01-14T00:30-05:00")));
    let quiet = day("2026-01-14T00:00Z").filter(|at| window.is_quiet(&TimeZone::UTC, *at));
    assert_eq!(quiet.count(), 11 * 60, "61 of them leaked");
    assert_eq!("24:30".parse::<WallMinute>(), Err(InvalidWallMinute));
}

/// It asks whether now is after the start, which the start is not.
#[test]
fn laudspeaker_the_first_minute_is_quiet() {
    let window = QuietHours::default();
    assert!(!window.is_quiet(&TimeZone::UTC, at("2026-01-14T19:59:59.999Z")));
    assert!(window.is_quiet(&TimeZone::UTC, at("2026-01-14T20:00:00Z")));
    assert!(window.is_quiet(&TimeZone::UTC, at("2026-01-14T20:00:59.999Z")));
}

/// It reckons tomorrow's 08:00 by today's offset, which makes it 07:00 of the day on which summer time has ended.
#[test]
fn dittofeed_an_autumn_morning_does_not_open_an_hour_early() {
    let opens = hours("20:00", "08:00").next_open(&[zone("America/New_York")], at("2026-10-31T22:00-04:00"));
    assert_eq!(opens, Some(at("2026-11-01T08:00-05:00")));
}

/// The same in the other direction: 09:00.
#[test]
fn dittofeed_a_spring_morning_does_not_open_an_hour_late() {
    let opens = hours("20:00", "08:00").next_open(&[zone("America/New_York")], at("2026-03-07T22:00-05:00"));
    assert_eq!(opens, Some(at("2026-03-08T08:00-04:00")));
}

/// It takes the weekday of UTC for that of the customer, who then gets Monday's text on Tuesday, or on Sunday.
#[test]
fn dittofeed_the_customers_day_is_not_that_of_utc() {
    let window = hours("20:00", "08:00");
    let (tokyo, los_angeles) = (zone("Asia/Tokyo"), zone("America/Los_Angeles"));
    let opens = window.next_open(std::slice::from_ref(&tokyo), at("2026-06-07T22:00+09:00")).unwrap();
    assert_eq!(opens, at("2026-06-08T08:00+09:00"));
    assert_eq!(tokyo.to_datetime(opens).weekday(), Weekday::Monday);
    assert_eq!(TimeZone::UTC.to_datetime(opens).weekday(), Weekday::Sunday);
    let closes = window.next_close(std::slice::from_ref(&los_angeles), at("2026-06-08T12:00-07:00")).unwrap();
    assert_eq!(closes, at("2026-06-08T20:00-07:00"));
    assert_eq!(los_angeles.to_datetime(closes).weekday(), Weekday::Monday);
    assert_eq!(TimeZone::UTC.to_datetime(closes).weekday(), Weekday::Tuesday);
}

/// It adds 24 hours to a time that has passed today.
#[test]
fn parcelvoy_tomorrow_at_eight_is_not_in_24_hours() {
    let (window, new_york) = (hours("20:00", "08:00"), [zone("America/New_York")]);
    for (today, hours_later) in [("2026-10-31T08:00-04:00", 25), ("2026-03-07T08:00-05:00", 23)] {
        let closes = window.next_close(&new_york, at(today)).unwrap();
        let tomorrow = window.next_open(&new_york, closes).unwrap();
        assert_eq!(tomorrow.duration_since(at(today)), SignedDuration::from_hours(hours_later), "{today}");
    }
}

/// It lets a window past midnight count for the morning of the day on which it starts as well.
#[test]
fn novu_a_window_past_midnight_does_not_leak_into_its_own_day() {
    let open_at_night = hours("06:00", "22:00");
    for day in 1..=7 {
        let date = jiff::civil::date(2026, 6, day);
        let quiet = |window: QuietHours, hour| {
            window
                .is_quiet(&TimeZone::UTC, date.at(hour, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp())
        };
        assert!(quiet(hours("22:00", "06:00"), 3), "{date}");
        assert!(quiet(open_at_night, 12) && !quiet(open_at_night, 3), "{date}");
    }
}

/// It counts the minute of the end to the window.
#[test]
fn novu_the_end_minute_is_no_longer_quiet() {
    let window = QuietHours::default();
    assert!(window.is_quiet(&TimeZone::UTC, at("2026-01-14T08:59:59.999Z")));
    assert!(!window.is_quiet(&TimeZone::UTC, at("2026-01-14T09:00:00Z")));
}

/// It reckons in UTC where it knows no time zone, as orbit does, and says nothing of it.
#[test]
fn novu_a_customer_of_no_known_zone_is_not_in_utc() {
    let evidence = located(None, None, "+18005550199", "America/Denver");
    assert_eq!(
        (evidence.zones, evidence.source),
        (vec!["America/Denver".to_owned()], zones::ZoneSource::Store)
    );
}

/// It answers with the first range in the list that is to come, not with the earliest.
#[test]
fn novu_the_order_of_a_list_does_not_decide_when_it_opens() {
    let mut coasts = [zone("America/Los_Angeles"), zone("America/New_York")];
    let now = at("2026-06-01T08:30-04:00");
    let one_way = QuietHours::default().next_open(&coasts, now);
    coasts.reverse();
    assert_eq!(QuietHours::default().next_open(&coasts, now), one_way);
    assert_eq!(one_way, Some(at("2026-06-01T12:00-04:00")));
}

/// It swaps a start and an end of which the end is earlier.
#[test]
fn mautic_an_overnight_window_is_not_its_daytime_complement() {
    let (window, london) = (hours("22:00", "06:00"), zone("Europe/London"));
    assert!(window.is_quiet(&london, at("2026-01-14T03:00Z")));
    assert!(!window.is_quiet(&london, at("2026-01-14T12:00Z")));
}

/// It loops, or lands on another hour, when the clocks change in between.
#[test]
fn mautic_every_minute_of_a_day_of_change_leads_to_the_opening() {
    let (window, new_york) = (QuietHours::default(), [zone("America/New_York")]);
    for (night, opening) in [
        ("2026-03-07T21:00-05:00", "2026-03-08T09:00-04:00"),
        ("2026-10-31T20:00-04:00", "2026-11-01T09:00-05:00"),
    ] {
        let opening = at(opening);
        for now in day(night).take_while(|now| *now < opening) {
            assert_eq!(window.next_open(&new_york, now), Some(opening), "{now}");
        }
        assert_eq!(window.next_open(&new_york, opening), Some(opening));
    }
}

/// What two equal times mean was left open: all day, or never. Here it is never.
#[test]
fn freehire_equal_times_mean_no_quiet_hours() {
    let window = hours("09:00", "09:00");
    assert!(day("2026-01-14T00:00Z").all(|now| !window.is_quiet(&TimeZone::UTC, now)));
}

/// A window that it cannot read fails when something is sent, again every five minutes, and not when it is saved.
#[test]
fn genesis_a_malformed_window_is_refused_when_it_is_read() {
    for bad in [r#"{"start":"25:00","end":"09:00"}"#, r#"{"start":"20:00"}"#, r#"{"start":20,"end":9}"#] {
        assert!(serde_json::from_str::<QuietHours>(bad).is_err(), "{bad}");
    }
}

/// It takes a customer outside the United States and Canada to be in the eastern zone of the country.
#[test]
fn klaviyo_a_wide_country_is_not_its_eastern_zone() {
    let australia = located(Some("AU"), None, "+61412345678", "UTC").time_zones();
    let sydney_is_awake = at("2026-06-01T09:30+10:00");
    assert!(!QuietHours::default().is_quiet(&zone("Australia/Sydney"), sydney_is_awake));
    let opens = QuietHours::default().next_open(&australia, sydney_is_awake);
    assert_eq!(opens, Some(at("2026-06-01T09:00+08:00")), "Perth is awake as well");
}

/// It goes by the area code, which a customer keeps when moving from New York to California.
#[test]
fn klaviyo_an_area_code_is_not_where_the_customer_lives() {
    let evidence = located(Some("US"), Some("CA"), "+12125552671", "UTC");
    let nine_in_new_york = at("2026-06-01T09:00-04:00");
    let opens = QuietHours::default().next_open(&evidence.time_zones(), nine_in_new_york);
    assert_eq!(opens, Some(at("2026-06-01T09:00-07:00")));
}
