//! What is wrong gets a clear answer, and what comes after it is served as if nothing had been.

mod console;
mod odd_values;
mod parking;
mod webhooks;

use anyhow::Context;
use journeys::Shop;
use serde_json::Value;

const FLOW: &str = "charge_paid";

fn a_good_webhook_is_served(shop: &Shop<'_>) -> anyhow::Result<()> {
    let person = shop.person("212");
    shop.happens(FLOW, &person)?;
    shop.await_text(&person, FLOW).map(drop)
}

fn parked(shop: &Shop<'_>) -> anyhow::Result<Vec<Value>> {
    let page = shop.get("/parked")?.success()?;
    page.get("parked").and_then(Value::as_array).cloned().context("no list")
}
