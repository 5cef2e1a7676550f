//! What sells keeps to the hours that the law of the customer's state allows, whatever the store's own settings say.

use anyhow::{Context, ensure};
use jiff::{
    SignedDuration, ToSpan, Zoned,
    civil::{Weekday, time},
};
use journeys::{Journey, Person, Shop};
use serde_json::json;

/// Sends at any hour, by its own settings.
const PROMOTION: &str = "charge_paid";
const NOTICE: &str = "charge_failed";

/// Openings are spread over five minutes; the text is on its way in the sixth.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(6);

#[test]
#[ignore = "needs a running stack"]
fn a_promotion_waits_for_noon_on_a_texan_sunday_and_for_the_morning_in_florida() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = promoting(&journey)?;
    let [new_yorker, other] = [(), ()].map(|()| shop.person("212").living_in("NY", "10001"));
    let texan = shop.person("212").living_in("TX", "75201");
    let floridian = shop.person("305").living_in("NY", "10001");
    for person in [&new_yorker, &other, &texan, &floridian] {
        shop.subscribe(person)?;
    }

    let sunday = sunday_morning(&journey)?;
    journey.clock.move_to(sunday.timestamp())?;
    shop.happens(PROMOTION, &new_yorker)?;
    shop.await_text(&new_yorker, PROMOTION)?;
    let noon_in_texas = sunday.with().time(time(13, 0, 0, 0)).build()?;
    ensure_held_by_law(&shop, PROMOTION, &texan, &noon_in_texas)?;

    journey.clock.move_to_next(time(20, 30, 0, 0))?;
    shop.happens(PROMOTION, &other)?;
    shop.await_text(&other, PROMOTION)?;
    let eight = sunday.checked_add(1.day())?.with().time(time(8, 0, 0, 0)).build()?;
    ensure_held_by_law(&shop, PROMOTION, &floridian, &eight)
}

#[test]
#[ignore = "needs a running stack"]
fn a_merchant_may_have_the_law_hold_notices_too() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let [before, after] = [(), ()].map(|()| shop.person("305"));
    let evening = journey.clock.move_to_next(time(20, 30, 0, 0))?;
    shop.happens(NOTICE, &before)?;
    shop.await_text(&before, NOTICE)?;
    shop.set(&json!({ "law_scope": "all" }))?;
    let eight = evening.checked_add(1.day())?.with().time(time(8, 0, 0, 0)).build()?;
    ensure_held_by_law(&shop, NOTICE, &after, &eight)
}

/// A shop without quiet hours, one of whose flows sells.
fn promoting(journey: &Journey) -> anyhow::Result<Shop<'_>> {
    let shop = journey.shop()?;
    shop.edit_flow(PROMOTION, json!({ "kind": "promotional" }))?;
    shop.set_quiet_hours("00:00", "00:00")?;
    Ok(shop)
}

/// Has something happen, and sees to it that its text waits for that time and then goes.
fn ensure_held_by_law(shop: &Shop<'_>, flow: &str, person: &Person, opens: &Zoned) -> anyhow::Result<()> {
    shop.happens(flow, person)?;
    let held = shop.await_state(person, flow, "held")?;
    ensure!(held.cause() == "held_by_law", "{held:?}");
    let (opens, clock) = (opens.timestamp(), &shop.journey.clock);
    let held_until = held.held_until.context("held for ever")?;
    ensure!((opens..opens + ON_ITS_WAY).contains(&held_until), "held until {held_until}, not {opens}");
    clock.move_to(opens - SignedDuration::from_mins(1))?;
    shop.ensure_no_text(person)?;
    clock.move_to(opens + ON_ITS_WAY)?;
    let text = shop.await_text(person, flow)?;
    ensure!((opens..opens + ON_ITS_WAY).contains(&text.at), "{text:?}");
    Ok(())
}

/// The next Sunday on which it is half past eleven in New York, and an hour earlier in Dallas.
fn sunday_morning(journey: &Journey) -> anyhow::Result<Zoned> {
    let morning = journey.clock.next(time(11, 30, 0, 0))?;
    let days = morning.weekday().until(Weekday::Sunday);
    Ok(morning.checked_add(i64::from(days).days())?)
}
