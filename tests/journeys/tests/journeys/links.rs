//! A link in a text: short, honest about where it leads, and counted once for each person.

use std::time::Duration;

use anyhow::{Context, ensure};
use journeys::{
    Journey, Person, Shop,
    sms::Text,
    tap::{IMESSAGE, IPHONE, follow, link},
};
use serde_json::{Value, json};

const FLOW: &str = "charge_paid";

/// A text that the provider puts off comes again within a minute.
const BACK_OFF: Duration = Duration::from_mins(3);

/// A text with a link, which the phone has had for a minute.
fn delivered(shop: &Shop<'_>, person: &Person) -> anyhow::Result<Text> {
    shop.happens(FLOW, person)?;
    let text = shop.await_text(person, FLOW)?;
    shop.journey.sms.receipt(&text, "DELIVERED")?;
    shop.await_state(person, FLOW, "delivered")?;
    shop.journey.clock.wait(1)?;
    Ok(text)
}

fn shop(journey: &Journey) -> anyhow::Result<Shop<'_>> {
    let shop = journey.shop()?;
    let template = "{{ store_name }}: paid. See https://journey.example/orders/{{ quantity }}?a=b&c=%20#top";
    shop.edit_flow(FLOW, json!({ "steps": [{ "template": template }] }))?;
    Ok(shop)
}

#[test]
#[ignore = "needs a running stack"]
fn a_tap_leads_where_the_text_was_written_to_and_shows() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = shop(&journey)?;
    let person = shop.person("212");
    let text = delivered(&shop, &person)?;
    let link = link(&text)?;
    let code = link.strip_prefix(&format!("{}/l/", journey.api_url())).context("the link is not short")?;
    ensure!(code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{link}");
    let tapped = follow("GET", link, IPHONE)?;
    ensure!(tapped.status == 302, "{tapped:?}");
    ensure!(tapped.header("location").starts_with("https://journey.example/orders/"), "{tapped:?}");
    ensure!(tapped.header("location").ends_with("?a=b&c=%20#top"), "{tapped:?}");
    for (name, value) in
        [("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex")]
    {
        ensure!(tapped.header(name) == value, "{tapped:?}");
    }
    shop.await_click(&person, FLOW)?;
    let engaged = json!({ "engagement": { "did": "click", "within_days": 30 } });
    shop.edit_flow("charge_failed", json!({ "audience": engaged }))?;
    shop.happens("charge_failed", &person)?;
    shop.await_state(&person, "charge_failed", "accepted")?;
    let other = shop.person("212");
    shop.happens("charge_failed", &other)?;
    shop.await_skip(&other, "charge_failed", "not_in_audience").map(drop)
}

#[test]
#[ignore = "needs a running stack"]
fn a_preview_and_a_head_are_no_click_and_two_taps_are_one() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = shop(&journey)?;
    let person = shop.person("212");
    let text = delivered(&shop, &person)?;
    let link = link(&text)?;
    for (method, agent) in [("GET", IMESSAGE), ("HEAD", IPHONE), ("GET", "curl/8.5.0")] {
        ensure!(follow(method, link, agent)?.status == 302, "{method} {agent}");
    }
    journey.queues.settle()?;
    let entry = shop.entry(&person, FLOW)?.context("no message")?;
    ensure!(entry.clicked_at.is_none(), "{entry:?}");
    follow("GET", link, IPHONE)?;
    let first = shop.await_click(&person, FLOW)?;
    journey.clock.wait(5)?;
    follow("GET", link, IPHONE)?;
    journey.queues.settle()?;
    ensure!(shop.await_click(&person, FLOW)? == first, "the first tap counts");
    let links = shop.get(&format!("/messages/{}/links", entry.id))?.success()?;
    let followed = links.pointer("/links/0/first_followed").and_then(Value::as_object).context("nobody")?;
    let classes: Vec<_> = followed.keys().map(String::as_str).collect();
    ensure!(classes == ["human", "preview", "scanner"], "{links}");
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn a_text_that_is_tried_again_has_its_link() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = shop(&journey)?;
    let person = shop.person("212");
    journey.sms.trouble(&person, &[("throttle", None)])?;
    shop.happens(FLOW, &person)?;
    shop.await_state(&person, FLOW, "due")?;
    let sent = shop.await_state_for(BACK_OFF, &person, FLOW, "accepted")?;
    let text = shop.await_text(&person, FLOW)?;
    ensure!(follow("GET", link(&text)?, IPHONE)?.status == 302, "{text:?}");
    let links = shop.get(&format!("/messages/{}/links", sent.id))?.success()?;
    ensure!(links["links"].as_array().is_some_and(|links| links.len() == 1), "{links}");
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn guesses_find_nothing_and_a_revoked_link_is_answered_like_any_other() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = shop(&journey)?;
    let person = shop.person("212");
    let text = delivered(&shop, &person)?;
    let entry = shop.entry(&person, FLOW)?.context("no message")?;
    let link = link(&text)?.to_owned();
    ensure!(shop.delete(&format!("/messages/{}/links", entry.id))?.status == 204, "not revoked");
    let revoked = follow("GET", &link, IPHONE)?;
    let malformed = follow("GET", &format!("{}/l/short", journey.api_url()), IPHONE)?;
    ensure!((revoked.status, malformed.status) == (404, 404), "{revoked:?} {malformed:?}");
    let (mut missed, mut put_off) = (0, 0);
    for number in 0..1_000 {
        match follow("GET", &format!("{}/l/{number:010}", journey.api_url()), IPHONE)?.status {
            404 => missed += 1,
            429 => put_off += 1,
            other => anyhow::bail!("guess {number} was answered {other}"),
        }
    }
    ensure!(missed > 0 && put_off > 0, "{missed} missed, {put_off} put off");
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn previews_count_the_link_as_it_is_sent() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = shop(&journey)?;
    let person = shop.person("212");
    let text = delivered(&shop, &person)?;
    let entry = shop.entry(&person, FLOW)?.context("no message")?;
    let template =
        text.body.replace(link(&text)?, "https://journey.example/a/very/long/way/to/say?what=is&asked=for");
    let preview = shop.post("/preview", &json!({ "template": template, "trigger": FLOW }))?.success()?;
    ensure!(preview.get("segments").and_then(Value::as_u64) == entry.segments.map(u64::from), "{preview}");
    let body = preview.get("body").and_then(Value::as_str).context("no body")?;
    ensure!(body.chars().count() == text.body.chars().count(), "{body} is not as long as {}", text.body);
    shop.edit_flow(FLOW, json!({ "links": "as_written" }))?;
    let other = shop.person("212");
    shop.happens(FLOW, &other)?;
    let written = shop.await_text(&other, FLOW)?;
    ensure!(written.body.contains("https://journey.example/orders/"), "{written:?}");
    Ok(())
}
