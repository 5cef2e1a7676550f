//! What became of a shop's texts is counted from the table's stream: the report and the forecast say what happened.

use anyhow::Context;
use journeys::{Journey, activity::PATIENCE, shop::Shop, wait};
use serde_json::{Value, json};

const PAID: &str = "charge_paid";

/// Waits for the morning.
const PROCESSED: &str = "order_processed";

/// Waits until a part of an answer of the API is as expected.
fn await_figures(shop: &Shop<'_>, path: &str, pointer: &str, expected: &Value) -> anyhow::Result<()> {
    let mut last = None;
    let found = wait::until(&format!("{path} tells {expected}"), PATIENCE, || {
        let answer = shop.get(path)?.success()?;
        let told = answer.pointer(pointer).with_context(|| format!("no {pointer} in {answer}"))?;
        last = Some(told.clone());
        Ok((told == expected).then_some(()))
    });
    found.with_context(|| format!("{last:?}"))
}

#[test]
#[ignore = "needs a running stack"]
fn a_report_says_what_became_of_each_text() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let [gets, misses, stopped] = [(), (), ()].map(|()| shop.person("212"));
    let unsubscribed = json!({ "consent": "unsubscribed" });
    shop.put(&format!("/subscribers/{}", stopped.phone), &unsubscribed)?.success()?;
    for person in [&gets, &misses, &stopped] {
        shop.happens(PAID, person)?;
    }
    shop.await_skip(&stopped, PAID, "opted_out")?;
    let texts = [shop.await_text(&gets, PAID)?, shop.await_text(&misses, PAID)?];
    for status in ["DELIVERED", "DELIVERED"] {
        journey.sms.receipt(&texts[0], status)?;
    }
    journey.sms.receipt(&texts[1], "UNREACHABLE")?;
    shop.await_state(&gets, PAID, "delivered")?;
    shop.await_state(&misses, PAID, "undelivered")?;
    journey.sms.reply(&gets, "STOP")?;
    await_figures(&shop, "/report", "/total/opted_out", &json!(1))?;
    let total = json!({
        "planned": 3, "sent": 2, "segments": 2, "delivered": 1, "undelivered": 1, "failed": 0, "unknown": 0,
        "clicked": 0, "opted_out": 1, "cost_usd": "0.017620", "skipped": { "opted_out": 1 },
    });
    await_figures(&shop, "/report", "/total", &total)?;
    await_figures(&shop, "/report?by=hour", "/total", &total)?;
    journey.queues.ensure_nothing_is_dead()
}

#[test]
#[ignore = "needs a running stack"]
fn a_forecast_counts_who_waits_for_the_morning() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    journey.clock.night()?;
    let people = [(), (), ()].map(|()| shop.person("212"));
    for person in &people {
        shop.hold(PROCESSED, person)?;
    }
    await_figures(&shop, "/forecast", "/held", &json!(3))?;
    journey.clock.after_the_night()?;
    for person in &people {
        shop.await_text(person, PROCESSED)?;
    }
    await_figures(&shop, "/forecast", "/held", &json!(0))?;
    await_figures(&shop, "/report", "/total/sent", &json!(3))
}
