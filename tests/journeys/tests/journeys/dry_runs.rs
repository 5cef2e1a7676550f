//! "What would happen?" is answered as it would happen, and nothing does.

mod explain;
mod preview;

use std::collections::BTreeSet;

use anyhow::ensure;
use journeys::{Journey, Webhook};
use serde_json::{Value, json};

use self::explain::explain;

#[test]
#[ignore = "needs a running stack"]
fn a_reply_is_told_its_meaning() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    for (text, meaning) in [
        ("STOP", "stop"),
        ("Stop please!", "stop"),
        ("unsubscribe", "stop"),
        ("START", "start"),
        ("HELP", "help"),
        ("Where is my coffee?", "other"),
        ("", "other"),
    ] {
        let answer = shop.post("/replies/explain", &json!({ "text": text }))?.success()?;
        ensure!(answer == json!({ "meaning": meaning }), "{text}: {answer}");
    }
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn questions_leave_nothing_behind() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let (person, now) = (shop.person("212"), journey.clock.now()?);
    let writes = || -> anyhow::Result<Vec<(String, u64)>> {
        let calls = journey.meter.calls("console")?.into_iter();
        Ok(calls.filter(|(operation, _)| !is_a_read(operation)).collect())
    };
    let before = writes()?;
    for flow in journeys::FLOWS {
        explain(&shop, &Webhook::starting(flow, &person, now), &json!({}))?;
    }
    shop.post("/preview", &json!({ "template": "Hi", "trigger": "charge_paid" }))?.success()?;
    shop.post("/replies/explain", &json!({ "text": "STOP" }))?.success()?;
    ensure!(writes()? == before, "{before:?} became {:?}", writes()?);
    journey.queues.settle()?;
    ensure!(shop.activity()?.is_empty(), "there is activity");
    ensure!(shop.get(&format!("/subscribers/{}", person.phone))?.status == 404, "the person is known");
    shop.ensure_no_text(&person)
}

fn is_a_read(operation: &str) -> bool {
    let name = operation.split_once('.').map_or(operation, |(_, name)| name);
    ["Get", "BatchGet", "Query"].iter().any(|verb| name.starts_with(verb))
}

fn has(told: &Value, expected: &Value) -> anyhow::Result<()> {
    for (field, value) in expected.as_object().into_iter().flatten() {
        ensure!(told.get(field) == Some(value), "{field} is not {value} in {told}");
    }
    Ok(())
}

fn has_fields(told: &Value, fields: &[&str]) -> anyhow::Result<()> {
    let present: BTreeSet<&str> =
        told.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    ensure!(present == fields.iter().copied().collect(), "the fields are {present:?}");
    Ok(())
}
