//! A text that comes at night waits for the customer's own morning, and goes only while it is still true and wanted.

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp, civil::time, tz::TimeZone};
use journeys::{Journey, Webhook, clock::SHOP_ZONE};
use serde_json::json;

/// Openings are spread over five minutes; the text is on its way in the sixth.
const SPREAD: SignedDuration = SignedDuration::from_mins(5);
const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(6);

const HELD: &str = "order_processed";

#[test]
#[ignore = "needs a running stack"]
fn the_morning_is_that_of_the_customers_own_zone() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    // One in the morning in New York, ten in the evening in Los Angeles: quiet for all.
    journey.clock.move_to_next(time(1, 0, 0, 0))?;
    let people = [
        (shop.person("212"), "America/New_York"),
        (shop.person("212").living_in("IL", "60601"), "America/Chicago"),
        (shop.person("310"), "America/Los_Angeles"),
    ];
    for (person, _) in &people {
        shop.happens(HELD, person)?;
    }
    for (person, zone) in &people {
        let opens = morning(&journey, zone)?;
        let held_until = shop.await_state(person, HELD, "held")?.held_until.context("not held")?;
        ensure!((opens..opens + SPREAD).contains(&held_until), "{zone}: held until {held_until}");
    }
    for (person, zone) in &people {
        let opens = morning(&journey, zone)?;
        journey.clock.move_to(opens - SignedDuration::from_mins(1))?;
        shop.ensure_no_text(person)?;
        journey.clock.move_to(opens + ON_ITS_WAY)?;
        let text = shop.await_text(person, HELD)?;
        ensure!((opens..opens + ON_ITS_WAY).contains(&text.at), "{zone}: {text:?}");
    }
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn what_became_untrue_overnight_is_not_said() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    for flow in ["charge_will_be_retried", "subscription_paused"] {
        shop.set_policy(flow, "hold")?;
    }
    journey.clock.night()?;
    let [skips, fails, pauses] = [(), (), ()].map(|()| shop.person("212"));
    shop.hold("order_skipped", &skips)?;
    shop.hold("charge_will_be_retried", &fails)?;
    shop.hold("subscription_paused", &pauses)?;
    journey.clock.move_to_next(time(23, 0, 0, 0))?;
    let later = journey.clock.now()?;
    shop.deliver(&Webhook::unskipped(&skips, later))?;
    shop.deliver(&Webhook::paid_after_all(&fails, later))?;
    shop.happens("subscription_resumed", &pauses)?;
    shop.await_state(&pauses, "subscription_resumed", "held")?;
    journey.queues.settle()?;
    journey.clock.after_the_night()?;
    for (person, flow) in
        [(&skips, "order_skipped"), (&fails, "charge_will_be_retried"), (&pauses, "subscription_paused")]
    {
        shop.await_skip(person, flow, "superseded")?;
    }
    shop.ensure_no_text(&skips)?;
    shop.await_text(&fails, "charge_paid")?;
    shop.await_text(&pauses, "subscription_resumed").map(drop)
}

#[test]
#[ignore = "needs a running stack"]
fn who_opts_out_at_night_is_left_in_peace_in_the_morning() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    journey.clock.night()?;
    let person = shop.person("212");
    shop.hold(HELD, &person)?;
    let wish = json!({ "consent": "unsubscribed" });
    shop.put(&format!("/subscribers/{}", person.phone), &wish)?.success()?;
    journey.clock.after_the_night()?;
    shop.await_skip(&person, HELD, "opted_out")?;
    shop.ensure_no_text(&person)
}

#[test]
#[ignore = "needs a running stack"]
fn policies_other_than_hold_do_not_wait() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    shop.set_policy("order_processed", "send_anyway")?;
    shop.set_policy("order_skipped", "drop")?;
    journey.clock.night()?;
    let [sent, dropped] = [(), ()].map(|()| shop.person("212"));
    shop.happens("order_processed", &sent)?;
    shop.await_text(&sent, "order_processed")?;
    shop.happens("order_skipped", &dropped)?;
    shop.await_skip(&dropped, "order_skipped", "dropped_in_quiet_hours")?;
    shop.ensure_no_text(&dropped)
}

/// When the night that is over New York now ends in a zone.
fn morning(journey: &Journey, zone: &str) -> anyhow::Result<Timestamp> {
    let today = journey.clock.now()?.to_zoned(TimeZone::get(SHOP_ZONE)?).date();
    Ok(today.to_datetime(time(9, 0, 0, 0)).to_zoned(TimeZone::get(zone)?)?.timestamp())
}
