//! Webhooks that are Recharge's and cannot be read.

use anyhow::{Context, ensure};
use journeys::{Journey, Shop, Webhook, activity::PATIENCE, wait};
use serde_json::{Value, json};

use super::{FLOW, a_good_webhook_is_served, parked};

#[test]
#[ignore = "needs a running stack"]
fn a_webhook_that_cannot_be_read_is_parked_until_a_person_has_looked_at_it() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let webhook = Webhook::starting(FLOW, &shop.person("212"), journey.clock.now()?).without("total_price");
    shop.deliver(&webhook)?;
    let found = await_parked(&shop)?;
    let told = ["topic", "reason"].map(|field| found.get(field).and_then(Value::as_str).unwrap_or_default());
    ensure!(told == ["charge/paid", "the payload has no charge.total_price"], "{found}");
    let kept = found.get("payload").and_then(Value::as_str).context("no payload")?;
    ensure!(serde_json::from_str::<Value>(kept)? == webhook.payload, "the payload changed: {kept}");
    a_good_webhook_is_served(&shop)?;
    let id = text(&found, "id")?;
    ensure!(journey.console.delete(&format!("/api/v1/stores/{}/parked/{id}", shop.id))?.status == 204);
    ensure!(parked(&shop)?.is_empty(), "it is still there");
    ensure!(shop.post(&format!("/parked/{id}/retry"), &json!({}))?.status == 404, "it is retried");
    journey.queues.ensure_nothing_is_dead()
}

/// Without a client secret Recharge itself is asked, and here it refuses at first.
#[test]
#[ignore = "needs a running stack"]
fn a_parked_webhook_is_tried_again_once_its_cause_is_mended() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop_without_secret()?;
    let person = shop.person("212");
    let webhook = Webhook::starting(FLOW, &person, journey.clock.now()?);
    shop.keep(std::slice::from_ref(&webhook))?;
    journey.recharge().answer_with(401)?;
    shop.deliver(&webhook)?;
    let found = await_parked(&shop)?;
    shop.ensure_no_text(&person)?;
    journey.recharge().mend()?;
    shop.post(&format!("/parked/{}/retry", text(&found, "id")?), &json!({}))?.success()?;
    shop.await_text(&person, FLOW)?;
    ensure!(parked(&shop)?.is_empty(), "it is parked still, or again");
    Ok(())
}

fn await_parked(shop: &Shop<'_>) -> anyhow::Result<Value> {
    wait::until("a webhook is parked", PATIENCE, || Ok(parked(shop)?.pop()))
}

fn text<'a>(value: &'a Value, field: &str) -> anyhow::Result<&'a str> {
    value.get(field).and_then(Value::as_str).with_context(|| format!("{value} has no {field}"))
}
