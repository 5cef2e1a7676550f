//! Segments: who is in one, before and after they did something, and a flow that is for one.

use anyhow::ensure;
use journeys::{
    Journey,
    tap::{IPHONE, follow, link},
};
use serde_json::json;

#[test]
#[ignore = "needs a running stack"]
fn a_text_and_a_tap_put_somebody_into_segments_and_a_flow_may_be_for_one() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let template = "{{ store_name }}: paid. See https://journey.example/orders/1";
    shop.edit_flow("charge_paid", json!({ "steps": [{ "template": template }] }))?;
    let (sam, other) = (shop.person("212"), shop.person("212"));
    let tapped = json!({ "engagement": { "did": "click", "flow": "charge_paid", "within_days": 30 } });
    let key = shop.add_segment("Tapped", &tapped)?;
    shop.edit_flow("charge_failed", json!({ "audience": { "segment": key } }))?;
    let refused = shop.delete(&format!("/segments/{key}"))?;
    ensure!(refused.status == 409, "{refused:?}");

    for person in [&sam, &other] {
        ensure!(!shop.is_member(person, "received_recharge")?, "before any text");
        shop.happens("charge_paid", person)?;
        shop.await_state(person, "charge_paid", "accepted")?;
        ensure!(shop.is_member(person, "received_recharge")?, "after a text");
    }
    ensure!(shop.count(&tapped)? == 0, "before the tap");
    let text = shop.await_text(&sam, "charge_paid")?;
    shop.journey.sms.receipt(&text, "DELIVERED")?;
    shop.await_state(&sam, "charge_paid", "delivered")?;
    journey.clock.wait(60)?;
    follow("GET", link(&text)?, IPHONE)?;
    shop.await_click(&sam, "charge_paid")?;
    journey.queues.settle()?;
    ensure!(shop.count(&tapped)? == 1, "after the tap");
    ensure!(shop.is_member(&sam, &key)? && shop.is_member(&sam, "clicked_recharge")?, "the one who tapped");
    ensure!(!shop.is_member(&other, &key)?, "the one who did not");
    let run = shop.await_run(&key)?;
    ensure!(run.get("count") == Some(&json!(1)) && run.get("read") == Some(&json!(2)), "{run}");

    for person in [&sam, &other] {
        shop.happens("charge_failed", person)?;
    }
    shop.await_state(&sam, "charge_failed", "accepted")?;
    shop.await_skip(&other, "charge_failed", "not_in_audience").map(drop)
}
