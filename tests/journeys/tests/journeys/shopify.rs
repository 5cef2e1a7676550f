//! Consent that Shopify tells of counts, and a STOP outweighs it.

use anyhow::{Context, ensure};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use jiff::ToSpan;
use journeys::{Delivery, Journey, Person, Shop, wait};
use serde_json::{Value, json};
use sha2::Sha256;

const SECRET: &str = "shpss_of_the_journey";

#[test]
#[ignore = "needs a running stack"]
fn what_shopify_ended_is_ended_and_what_a_customer_stopped_stays_so() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let person = shop.person("212");
    let told = wait::until_effective(shop.put("/shopify", &json!({ "webhook_secret": SECRET }))?)?;
    let url = told.get("webhook_url").and_then(Value::as_str).context("no webhook_url")?;
    delivery(&shop, url, &person, "unsubscribed")?.deliver()?;
    journey.queues.settle()?;
    ensure!(consent(&shop, &person)? == ("unsubscribed".to_owned(), "shopify".to_owned()));
    shop.happens("charge_paid", &person)?;
    shop.await_skip(&person, "charge_paid", "opted_out")?;

    let stopped = shop.person("212");
    shop.happens("charge_paid", &stopped)?;
    shop.await_text(&stopped, "charge_paid")?;
    journey.sms.reply(&stopped, "STOP")?;
    journey.queues.settle()?;
    delivery(&shop, url, &stopped, "subscribed")?.deliver()?;
    journey.queues.settle()?;
    ensure!(consent(&shop, &stopped)? == ("unsubscribed".to_owned(), "reply".to_owned()));

    let mut forged = delivery(&shop, url, &stopped, "subscribed")?;
    forged.body.push(b' ');
    ensure!(forged.post()?.status == 401);
    journey.queues.ensure_nothing_is_dead()
}

/// A customer's consent, of a minute ago, as Shopify tells it.
fn delivery(shop: &Shop<'_>, url: &str, person: &Person, state: &str) -> anyhow::Result<Delivery> {
    let since = shop.journey.clock.now()?.checked_sub(1.minute())?;
    let consent =
        payloads::shopify::marketing_consent(&person.phone, state, "single_opt_in", &since.to_string());
    let body = serde_json::to_vec(&consent)?;
    let keyed = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    let signature = BASE64.encode(&keyed.chain_update(&body).finalize().into_bytes());
    let headers = [
        ("x-shopify-topic", "customers_marketing_consent/update".to_owned()),
        ("x-shopify-hmac-sha256", signature),
    ];
    Ok(Delivery { url: url.to_owned(), headers: headers.into(), body })
}

/// The consent that stands, and its source.
fn consent(shop: &Shop<'_>, person: &Person) -> anyhow::Result<(String, String)> {
    let shown = shop.get(&format!("/subscribers/{}", person.phone))?.success()?;
    let text = |field: &str| shown.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok((text("consent"), text("consent_source")))
}
