//! An order that was announced for a day on which it will not come is not announced.

use jiff::civil::time;
use journeys::{Journey, Webhook};

const UPCOMING: &str = "upcoming_order";

#[test]
#[ignore = "needs a running stack"]
fn an_order_that_was_moved_or_skipped_overnight_is_not_announced_in_the_morning() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let [moves, skips, changes_more, leaves_it] = [(), (), (), ()].map(|()| shop.person("212"));
    journey.clock.night()?;
    for person in [&moves, &skips, &changes_more, &leaves_it] {
        shop.hold(UPCOMING, person)?;
    }
    journey.clock.move_to_next(time(23, 0, 0, 0))?;
    let later = journey.clock.now()?;
    shop.deliver(&Webhook::moved(&moves, later, 10))?;
    shop.happens("order_skipped", &skips)?;
    // Something else of it changed: the day is still the one that was announced.
    shop.deliver(&Webhook::moved(&changes_more, later, 3))?;
    journey.queues.settle()?;
    journey.clock.after_the_night()?;
    for person in [&moves, &skips] {
        shop.await_skip(person, UPCOMING, "date_moved")?;
    }
    shop.ensure_no_text(&moves)?;
    shop.await_text(&skips, "order_skipped")?;
    shop.await_text(&changes_more, UPCOMING)?;
    shop.await_text(&leaves_it, UPCOMING).map(drop)
}
