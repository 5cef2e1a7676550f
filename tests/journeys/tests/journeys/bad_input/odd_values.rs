//! Webhooks that are Recharge's, with values that nobody needs and that somebody on the way might choke on.

use anyhow::ensure;
use journeys::{Journey, Webhook};

use super::{FLOW, parked};

#[test]
#[ignore = "needs a running stack"]
fn a_value_that_nobody_needs_does_not_lose_the_text() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let (shop, now) = (journey.shop()?, journey.clock.now()?);
    for odd in [
        r#""note": "half of an emoji \ud83d""#,
        "\"note\": \"a character that SQS refuses \u{fffe}\"",
        "\"note\": \"another \u{ffff}, escaped \\uffff, and a raw control \u{1}\"",
        r#""line_items": [null, {"title": "Blend", "quantity": 1.0, "price": "24,30"}]"#,
        r#""line_items": {"title": 7}"#,
        r#""discounts": 1e999"#,
    ] {
        let person = shop.person("212");
        let webhook = Webhook::starting(FLOW, &person, now);
        let payload =
            webhook.payload.to_string().replacen(r#""charge":{"#, &format!(r#""charge":{{{odd},"#), 1);
        ensure!(payload.contains(odd), "the payload has no place for it: {payload}");
        shop.raw_delivery(webhook.topic, payload.into_bytes(), now)?.deliver()?;
        shop.await_text(&person, FLOW)?;
    }
    ensure!(parked(&shop)?.is_empty(), "something was parked");
    journey.queues.ensure_nothing_is_dead()
}
