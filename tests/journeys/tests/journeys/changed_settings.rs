//! A change of settings counts within minutes for what already waits, and no text goes twice for it.

use anyhow::ensure;
use jiff::SignedDuration;
use journeys::Journey;

/// Wait for the morning.
const HELD: &str = "order_processed";
const OTHER: &str = "order_skipped";

#[test]
#[ignore = "needs a running stack"]
fn a_night_that_was_made_shorter_or_abolished_lets_go_what_it_held_once() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let windows = [("20:00", "21:00"), ("09:00", "09:00")];
    let shops = [journey.shop()?, journey.shop()?];
    let people = shops.each_ref().map(|shop| shop.person("212"));
    journey.clock.night()?;
    for ((shop, person), (start, end)) in shops.iter().zip(&people).zip(windows) {
        shop.hold(HELD, person)?;
        shop.set_quiet_hours(start, end)?;
        shop.ensure_no_text(person)?;
    }
    let changed = journey.clock.now()?;
    journey.clock.wait(2)?;
    for (shop, person) in shops.iter().zip(&people) {
        let text = shop.await_text(person, HELD)?;
        ensure!(text.at < changed + SignedDuration::from_mins(3), "changed at {changed}: {text:?}");
    }
    journey.clock.after_the_night()?;
    journey.queues.settle()?;
    shops.iter().zip(&people).try_for_each(|(shop, person)| shop.only_text(person).map(drop))?;
    journey.queues.ensure_nothing_is_dead()
}

#[test]
#[ignore = "needs a running stack"]
fn a_night_that_was_made_longer_and_a_flow_that_was_switched_off_keep_back_what_they_held()
-> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let [waits, is_off] = [(), ()].map(|()| shop.person("212"));
    journey.clock.night()?;
    shop.hold(HELD, &waits)?;
    shop.hold(OTHER, &is_off)?;
    shop.set_quiet_hours("20:00", "11:00")?;
    shop.deactivate(OTHER)?;
    journey.clock.wait(2)?;
    journey.clock.after_the_night()?;
    shop.await_skip(&is_off, OTHER, "flow_not_active")?;
    shop.ensure_no_text(&waits)?;
    let opens = journey.clock.next(jiff::civil::time(11, 0, 0, 0))?.timestamp();
    journey.clock.move_to(opens + SignedDuration::from_mins(6))?;
    let text = shop.await_text(&waits, HELD)?;
    ensure!(text.at >= opens, "{text:?}");
    shop.ensure_no_text(&is_off)
}
