//! Nobody is sold something too often. Notices about a customer's own orders are another matter.

use anyhow::ensure;
use journeys::{Journey, Person, Shop, Webhook, activity::PATIENCE, wait};
use serde_json::json;

const PROMOTION: &str = "charge_paid";
const NOTICE: &str = "charge_failed";

#[test]
#[ignore = "needs a running stack"]
fn the_second_promotion_of_a_day_is_kept_back_and_a_notice_is_not() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let (shop, person) = shop_and_customer(&journey, "212")?;
    shop.set(&json!({ "smart_sending_hours": 24 }))?;
    promote(&shop, &person, 1)?;
    await_texts(&shop, &person, 1)?;
    promote(&shop, &person, 2)?;
    shop.await_skip(&person, PROMOTION, "texted_recently")?;
    shop.happens(NOTICE, &person)?;
    shop.await_state(&person, NOTICE, "accepted")?;
    journey.clock.wait(24 * 60)?;
    promote(&shop, &person, 3)?;
    await_texts(&shop, &person, 3)
}

#[test]
#[ignore = "needs a running stack"]
fn florida_allows_three_promotions_a_day_to_who_agreed_to_them() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let (shop, person) = shop_and_customer(&journey, "305")?;
    for number in 1..=3 {
        promote(&shop, &person, number)?;
        await_texts(&shop, &person, usize::try_from(number)?)?;
    }
    promote(&shop, &person, 4)?;
    shop.await_skip(&person, PROMOTION, "daily_cap")?;
    await_texts(&shop, &person, 3)?;
    let of_the_checkout = shop.person("305");
    promote(&shop, &of_the_checkout, 1)?;
    shop.await_skip(&of_the_checkout, PROMOTION, "promotion_needs_consent")?;
    shop.ensure_no_text(&of_the_checkout)
}

#[test]
#[ignore = "needs a running stack"]
fn the_sixth_notice_within_an_hour_is_skipped() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let person = shop.person("212");
    let notice = |number: u64| {
        let failed = Webhook::starting(NOTICE, &person, journey.clock.now()?);
        shop.deliver(&failed.of_another(&person, number))
    };
    (1..=6).try_for_each(notice)?;
    shop.await_skip(&person, NOTICE, "hourly_cap")?;
    await_texts(&shop, &person, 5)?;
    journey.clock.wait(61)?;
    notice(7)?;
    await_texts(&shop, &person, 6)
}

/// A shop one of whose flows sells, and somebody who agreed to that.
fn shop_and_customer<'a>(journey: &'a Journey, area: &str) -> anyhow::Result<(Shop<'a>, Person)> {
    let shop = journey.shop()?;
    shop.edit_flow(PROMOTION, json!({ "kind": "promotional" }))?;
    let person = shop.person(area);
    shop.subscribe(&person)?;
    Ok((shop, person))
}

/// Another of the person's charges is paid.
fn promote(shop: &Shop<'_>, person: &Person, number: u64) -> anyhow::Result<()> {
    let paid = Webhook::starting(PROMOTION, person, shop.journey.clock.now()?);
    shop.deliver(&paid.of_another(person, number))
}

/// Waits until the person has just so many texts and everything is dealt with.
fn await_texts(shop: &Shop<'_>, person: &Person, number: usize) -> anyhow::Result<()> {
    let texts = || shop.journey.sms.texts_to(person);
    wait::until(&format!("{number} texts"), PATIENCE, || Ok((texts()?.len() >= number).then_some(())))?;
    shop.journey.queues.settle()?;
    ensure!(texts()?.len() == number, "{:#?}", texts()?);
    Ok(())
}
