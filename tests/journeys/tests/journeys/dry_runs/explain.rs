//! What a webhook would lead to.

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp, civil::time};
use journeys::{Journey, Shop, Webhook};
use serde_json::{Value, json};

use super::{has, has_fields};

const EXPLANATION: [&str; 12] = [
    "decision",
    "flow",
    "flows",
    "message",
    "send_at",
    "local_time",
    "time_zone",
    "time_zone_source",
    "body",
    "encoding",
    "segments",
    "reasons",
];

#[test]
#[ignore = "needs a running stack"]
fn an_explained_text_is_the_one_that_is_sent() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let (person, now) = (shop.person("212"), journey.clock.now()?);
    let webhook = Webhook::starting("charge_paid", &person, now);
    let told = explain(&shop, &webhook, &json!({ "now": now }))?;
    has(
        &told,
        &json!({
            "decision": "send", "flow": "charge_paid", "send_at": now, "time_zone": "America/New_York",
            "time_zone_source": "area_code", "encoding": "GSM-7", "segments": 1,
        }),
    )?;
    let local: Timestamp = told["local_time"].as_str().context("no local time")?.parse()?;
    ensure!(local.as_second() == now.as_second(), "{local} is not {now}");
    ensure!(codes(&told) == ["checkout_phone", "time_zone", "window_open"], "{told}");
    shop.deliver(&webhook)?;
    ensure!(told["body"] == shop.await_text(&person, "charge_paid")?.body, "{told}");
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn a_text_that_would_wait_is_told_until_when() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let night = journey.clock.next(time(23, 30, 0, 0))?.timestamp();
    let webhook = Webhook::starting("order_processed", &shop.person("212"), night);
    let opens = night + SignedDuration::from_mins(9 * 60 + 30);
    let cases = [
        (json!({}), "America/New_York", "area_code", opens),
        (
            json!({ "state": "IL", "zip": "60601" }),
            "America/Chicago",
            "address",
            opens + SignedDuration::from_hours(1),
        ),
        (
            json!({ "time_zone": "America/Denver" }),
            "America/Denver",
            "stated",
            opens + SignedDuration::from_hours(2),
        ),
        (
            json!({ "phone": "+13105550142" }),
            "America/Los_Angeles",
            "area_code",
            opens + SignedDuration::from_hours(3),
        ),
    ];
    for (subscriber, zone, source, opens) in cases {
        let told = explain(&shop, &webhook, &json!({ "now": night, "subscriber": subscriber }))?;
        has(
            &told,
            &json!({
                "decision": "hold", "flow": "order_processed", "time_zone": zone, "time_zone_source": source,
            }),
        )?;
        let send_at: Timestamp = told["send_at"].as_str().context("no send_at")?.parse()?;
        ensure!((opens..opens + SignedDuration::from_mins(5)).contains(&send_at), "{told}");
        ensure!(told["local_time"].as_str().is_some_and(|local| local.contains("T09:0")), "{told}");
        ensure!(codes(&told).last().is_some_and(|code| code == "held_for_quiet_hours"), "{told}");
    }
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn a_text_that_would_not_go_is_told_why() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let (person, now) = (shop.person("212"), journey.clock.now()?);
    let webhook = Webhook::starting("charge_paid", &person, now);
    for (subscriber, cause) in [
        (json!({ "phone": person.phone, "consent": "unsubscribed" }), "opted_out"),
        (json!({ "phone": "911" }), "phone_unusable"),
    ] {
        let told = explain(&shop, &webhook, &json!({ "subscriber": subscriber }))?;
        has(
            &told,
            &json!({ "decision": "skip", "flow": "charge_paid", "send_at": null, "local_time": null }),
        )?;
        ensure!(codes(&told).last().is_some_and(|code| code == cause), "{told}");
    }
    let nothing = json!({ "decision": "skip", "flow": null, "send_at": null, "time_zone": null, "body": null,
                          "encoding": null, "segments": null });
    let told = explain(&shop, &Webhook::unskipped(&person, now), &json!({}))?;
    has(&told, &nothing)?;
    ensure!(codes(&told) == ["unskipped"], "{told}");
    let told = explain(&shop, &webhook, &json!({ "topic": "checkout/created" }))?;
    has(&told, &nothing)?;
    shop.deactivate("charge_paid")?;
    let told = explain(&shop, &webhook, &json!({}))?;
    ensure!(codes(&told) == ["flow_not_active"], "{told}");
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn a_question_that_makes_no_sense_is_refused() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let webhook = Webhook::starting("charge_paid", &shop.person("212"), journey.clock.now()?);
    for (question, named) in [
        (json!({ "payload": { "charge": {} } }), "charge.id"),
        (json!({ "now": "tomorrow" }), "now"),
        (json!({ "subscriber": { "time_zone": "Mars/Olympus" } }), "Mars/Olympus"),
        (json!({ "subscriber": { "colour": "red" } }), "colour"),
    ] {
        let answer = shop.post("/explain", &asked(&webhook, &question))?;
        ensure!(answer.status == 422 && answer.body.to_string().contains(named), "{question}: {answer:?}");
    }
    Ok(())
}

/// Asks about a webhook, and sees to it that the answer has exactly the fields that are promised.
pub(super) fn explain(shop: &Shop<'_>, webhook: &Webhook, more: &Value) -> anyhow::Result<Value> {
    let told = shop.post("/explain", &asked(webhook, more))?.success()?;
    has_fields(&told, &EXPLANATION)?;
    let reasons = told.get("reasons").and_then(Value::as_array).context("no reasons")?;
    reasons.iter().try_for_each(|reason| has_fields(reason, &["code", "text"]))?;
    Ok(told)
}

fn asked(webhook: &Webhook, more: &Value) -> Value {
    let mut question = json!({ "topic": webhook.topic, "payload": webhook.payload });
    if let (Some(question), Some(more)) = (question.as_object_mut(), more.as_object()) {
        question.extend(more.clone());
    }
    question
}

fn codes(told: &Value) -> Vec<String> {
    let reasons = told.get("reasons").and_then(Value::as_array).into_iter().flatten();
    reasons.filter_map(|reason| reason.get("code")?.as_str().map(str::to_owned)).collect()
}
