//! What queues gave up is seen by the merchant, and goes on when they say so; a STOP among it counts at once.

use anyhow::{Context, ensure};
use journeys::{Journey, Shop, Webhook, activity::PATIENCE, http::Answer, queues::Dead, wait};
use serde_json::{Value, json};

/// Sends at once.
const NOTICE: &str = "charge_paid";

#[test]
#[ignore = "needs a running stack"]
fn an_event_a_text_and_a_reply_that_lie_dead_are_seen_and_go_on_when_asked() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let [of_event, of_text, of_stop] = [(); 3].map(|()| shop.person("212"));
    shop.subscribe(&of_stop)?;
    journey.queues.hand_over_sends(false)?;
    shop.happens(NOTICE, &of_text)?;
    let text = journey.queues.take_send(&of_text)?;

    let webhook = Webhook::starting(NOTICE, &of_event, journey.clock.now()?);
    shop.keep(std::slice::from_ref(&webhook))?;
    let letters = [
        (Dead::Events, event(&shop, &webhook)?),
        (Dead::Sends, text),
        (Dead::Replies, payloads::sms::reply(&of_stop.phone, "STOP", &format!("dead-{}", shop.id))),
    ];
    give_up(&journey, &letters)?;
    let [ours, nobodys] = await_stuck(&shop)?;
    ensure!(kinds(&ours) == ["recharge_webhook", "send"], "{ours:?}");
    ensure!(kinds(&nobodys) == ["feedback"], "{nobodys:?}");
    let activity = shop.get("/activity")?.success()?;
    ensure!(activity.get("stuck").and_then(Value::as_array).is_some_and(|it| it.len() == 2), "{activity}");

    shop.ensure_no_text(&of_text)?;
    journey.queues.hand_over_sends(true)?;

    // Nobody has looked yet, and the STOP counts.
    ensure!(shop.consent(&of_stop)?.status == "unsubscribed");
    shop.happens(NOTICE, &of_stop)?;
    shop.await_skip(&of_stop, NOTICE, "opted_out")?;

    // Asking twice sends nothing twice, nor does it if the same is given up again.
    redrive(&shop)?;
    redrive(&shop)?;
    shop.await_text(&of_event, NOTICE)?;
    shop.await_text(&of_text, NOTICE)?;
    give_up(&journey, &letters)?;
    await_stuck(&shop)?;
    redrive(&shop)?;
    journey.queues.settle()?;
    journey.queues.ensure_nothing_is_dead()?;
    for person in [&of_event, &of_text] {
        ensure!(journey.sms.texts_to(person)?.len() == 1, "{person:?} got another text");
    }
    // The STOP counted long before, and a late confirmation would be one text too many.
    ensure!(journey.sms.texts_to(&of_stop)?.is_empty(), "a late STOP was answered");
    Ok(())
}

/// A webhook as it lies in the queue of events.
fn event(shop: &Shop<'_>, webhook: &Webhook) -> anyhow::Result<Value> {
    Ok(json!({
        "type": "recharge_webhook.v1", "store": shop.id, "topic": webhook.topic,
        "proof": "timestamped_signature", "received_at": shop.journey.clock.now()?, "payload": webhook.payload,
    }))
}

fn give_up(journey: &Journey, letters: &[(Dead, Value)]) -> anyhow::Result<()> {
    letters.iter().try_for_each(|(queue, message)| journey.queues.give_up(*queue, message))
}

/// Waits until the three of them are stuck: those that name the shop, and the reply, which names none.
fn await_stuck(shop: &Shop<'_>) -> anyhow::Result<[Vec<Value>; 2]> {
    wait::until("all three are stuck", PATIENCE, || {
        let stuck = [stuck(shop.get("/stuck")?)?, stuck(shop.journey.console.get("/api/v1/stuck")?)?];
        Ok(Some(stuck).filter(|[ours, nobodys]| ours.len() == 2 && nobodys.len() == 1))
    })
}

fn stuck(answer: Answer) -> anyhow::Result<Vec<Value>> {
    answer.success()?.get("stuck").and_then(Value::as_array).cloned().context("no list")
}

/// In the alphabet's order: the emulator stamps messages by another clock than the stack's.
fn kinds(stuck: &[Value]) -> Vec<&str> {
    let mut kinds: Vec<_> = stuck.iter().filter_map(|it| it.get("kind")?.as_str()).collect();
    kinds.sort_unstable();
    kinds
}

fn redrive(shop: &Shop<'_>) -> anyhow::Result<()> {
    shop.post("/stuck/redrive", &json!({}))?.success()?;
    shop.journey.console.post("/api/v1/stuck/redrive", &json!({}))?.success().map(drop)
}
