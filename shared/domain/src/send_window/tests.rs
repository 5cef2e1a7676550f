//! The window against a scan of every minute, by rules whose days differ.

use jiff::civil::{self, Weekday};
use proptest::prelude::*;

use super::*;

/// Open from `from` to `to` on some days of the week, and not at all on the others.
#[derive(Debug)]
struct Some {
    days: Vec<Weekday>,
    from: Time,
    to: Time,
}

impl Rule for Some {
    fn closes(&self, wall: DateTime) -> bool {
        !self.days.contains(&wall.weekday()) || wall.time() < self.from || wall.time() >= self.to
    }

    fn next_edge(&self, wall: Time) -> SignedDuration {
        soonest(wall, [self.from, self.to, Time::midnight()])
    }
}

fn rules() -> impl Strategy<Value = Some> {
    let days = proptest::sample::subsequence(
        vec![Weekday::Monday, Weekday::Wednesday, Weekday::Saturday, Weekday::Sunday],
        1..=4,
    );
    (days, 0..24_i8, 0..60_i8, 0..24_i8).prop_map(|(days, hour, minute, until)| Some {
        days,
        from: civil::time(hour, minute, 0, 0),
        to: civil::time(until, 30, 0, 0),
    })
}

fn zones() -> impl Strategy<Value = Vec<TimeZone>> {
    let names = vec![
        "America/New_York",
        "America/Los_Angeles",
        "America/St_Johns",
        "Europe/London",
        "Australia/Lord_Howe",
    ];
    proptest::sample::subsequence(names, 1..=2)
        .prop_map(|names| names.into_iter().map(|name| TimeZone::get(name).unwrap()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn openings_and_closings_are_those_that_a_scan_finds(one in rules(), other in rules(), zones in zones(), second in 1_700_000_000..1_900_000_000_i64) {
        let start = Timestamp::from_second(second - second % 60).unwrap();
        let rules: [&dyn Rule; 2] = [&one, &other];
        let window = SendWindow::new(&rules, &zones);
        let minutes = |from: Timestamp| (0..8 * 24 * 60).map(move |minute| from + SignedDuration::from_mins(minute));
        let opens = minutes(start).find(|at| window.is_open(*at));
        prop_assert_eq!(window.next_open(start), opens);
        if let Option::Some(opens) = opens {
            prop_assert_eq!(window.next_close(opens), minutes(opens).find(|at| !window.is_open(*at)));
        }
    }
}

#[test]
fn a_weekday_is_that_of_the_customers_own_calendar() {
    let sundays = Some { days: vec![Weekday::Sunday], from: Time::midnight(), to: civil::time(23, 0, 0, 0) };
    let opens = |zone: &str| {
        let zones = [TimeZone::get(zone).unwrap()];
        SendWindow::new(&[&sundays], &zones)
            .next_open("2026-11-27T12:00Z".parse().unwrap())
            .unwrap()
            .to_string()
    };
    assert_eq!(opens("Asia/Tokyo"), "2026-11-28T15:00:00Z");
    assert_eq!(opens("America/Los_Angeles"), "2026-11-29T08:00:00Z");
}
