//! Several flows for one trigger: each sends its own text once, and a deleted one sends nothing.

use anyhow::{Context, ensure};
use journeys::{Journey, Webhook};
use serde_json::{Value, json};

const PAID: &str = "charge_paid";

/// Waits for the morning.
const PROCESSED: &str = "order_processed";

#[test]
#[ignore = "needs a running stack"]
fn each_flow_of_a_trigger_sends_its_own_text_once_under_the_id_that_was_foretold() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let further = shop.add_flow(PAID, "{{ store_name }}: a word from the further flow")?;
    let (person, now) = (shop.person("212"), journey.clock.now()?);
    let webhook = Webhook::starting(PAID, &person, now);

    let question = json!({ "topic": webhook.topic, "payload": webhook.payload, "now": now });
    let told = shop.post("/explain", &question)?.success()?;
    let flows = told.get("flows").and_then(Value::as_array).context("no flows")?;
    let foretold = |key: &str| {
        let verdict = flows.iter().find(|verdict| verdict.get("flow").is_some_and(|flow| flow == key));
        verdict.and_then(|verdict| verdict.get("message")?.as_str()).context("no verdict")
    };
    ensure!(flows.len() == 2 && told.get("flow").is_some_and(|flow| flow == PAID), "{told}");

    for _ in 0..3 {
        shop.deliver(&webhook)?;
    }
    for key in [PAID, &further] {
        let entry = shop.await_state(&person, key, "accepted")?;
        ensure!(entry.id == foretold(key)?, "{entry:?} is not the message of {told}");
    }
    journey.queues.settle()?;
    let mut bodies: Vec<_> = journey.sms.texts_to(&person)?.into_iter().map(|text| text.body).collect();
    bodies.sort();
    ensure!(bodies.len() == 2, "{bodies:#?}");
    ensure!(bodies.iter().any(|body| body == "Journey: a word from the further flow"), "{bodies:#?}");
    journey.queues.ensure_nothing_is_dead()
}

#[test]
#[ignore = "needs a running stack"]
fn what_waits_of_a_deleted_flow_is_skipped_and_its_siblings_text_goes() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let further = shop.add_flow(PROCESSED, "{{ store_name }}: nobody reads this")?;
    let person = shop.person("212");
    journey.clock.night()?;
    shop.hold(PROCESSED, &person)?;
    shop.await_state(&person, &further, "held")?;
    shop.delete_flow(&further)?;
    journey.clock.after_the_night()?;
    shop.await_skip(&person, &further, "flow_deleted")?;
    shop.await_text(&person, PROCESSED)?;
    let gone = shop.get(&format!("/flows/{further}"))?;
    ensure!(gone.status == 404, "the flow is still there");
    journey.queues.ensure_nothing_is_dead()
}
