//! One person: all that happened is told with its why, and an erasure leaves nothing but the opt-out.

use anyhow::{Context, ensure};
use jiff::{Timestamp, civil::time};
use journeys::{Journey, Person, Shop, activity::PATIENCE, wait};
use serde_json::{Value, json};

/// Sends at once, at any hour.
const NOTICE: &str = "charge_paid";
/// Waits for the morning.
const HELD: &str = "order_processed";

/// A name that no other journey has, so that a search of the table finds no other's.
const NAME: &str = "Persephone";

#[test]
#[ignore = "needs a running stack"]
fn whatever_happened_to_a_person_is_told_in_order_and_an_erasure_leaves_nothing_but_the_opt_out()
-> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let person = Person { name: NAME.to_owned(), ..shop.person("212") };
    live_through_some_days(&journey, &shop, &person)?;

    let events = timeline(&shop, &person)?;
    let kinds: Vec<_> = events.iter().map(|event| (word(event, "kind"), word(event, "what"))).collect();
    for expected in [
        ("webhook", "received"),
        ("decision", "send"),
        ("text", "accepted"),
        ("receipt", "delivered"),
        ("decision", "wait"),
        ("wait", "held"),
        ("reply", "other"),
        ("reply", "stop"),
        ("consent", "unsubscribed"),
        ("decision", "skipped"),
    ] {
        ensure!(kinds.contains(&expected), "{expected:?} is missing in {kinds:?}");
    }
    let times =
        events.iter().map(|event| word(event, "at").parse::<Timestamp>()).collect::<Result<Vec<_>, _>>()?;
    ensure!(times.is_sorted_by(|one, next| one >= next), "not in order: {times:?}");
    for event in &events {
        let why = event.get("why").and_then(Value::as_array).context("no why")?;
        ensure!(!why.is_empty(), "no why: {event}");
    }

    erase(&shop, &person)?;
    journey.queues.settle()?;
    journey.records.ensure_nothing_tells_of(&[&person.phone, NAME, &person.email()])?;
    let gone = shop.get(&format!("/people/{}/timeline", person.phone))?;
    ensure!(gone.status == 404, "answered {}", gone.status);

    // Recharge still has the customer, and the store takes checkout phones.
    let before = journey.sms.texts_to(&person)?.len();
    shop.happens(NOTICE, &person)?;
    shop.await_skip(&person, NOTICE, "opted_out")?;
    ensure!(journey.sms.texts_to(&person)?.len() == before, "texted after the erasure");
    journey.queues.ensure_nothing_is_dead()
}

/// A text at once, one that waits for the morning, a question, a STOP while another waits, and a skip.
fn live_through_some_days(journey: &Journey, shop: &Shop<'_>, person: &Person) -> anyhow::Result<()> {
    shop.happens(NOTICE, person)?;
    shop.await_state(person, NOTICE, "accepted")?;
    let texts = journey.sms.texts_to(person)?;
    journey.sms.receipt(texts.last().context("no text")?, "DELIVERED")?;
    shop.await_state(person, NOTICE, "delivered")?;
    journey.clock.move_to_next(time(21, 30, 0, 0))?;
    shop.hold(HELD, person)?;
    journey.clock.move_to_next(time(9, 10, 0, 0))?;
    shop.await_state(person, HELD, "accepted")?;
    journey.sms.reply(person, "Where is my coffee?")?;
    journey.clock.move_to_next(time(21, 30, 0, 0))?;
    shop.hold("order_skipped", person)?;
    journey.sms.reply(person, "STOP")?;
    wait::until("no opt-out", PATIENCE, || {
        let known = shop.get(&format!("/subscribers/{}", person.phone))?.success()?;
        Ok((known.get("consent") == Some(&json!("unsubscribed"))).then_some(()))
    })?;
    shop.happens("charge_failed", person)?;
    shop.await_skip(person, "charge_failed", "opted_out").map(drop)
}

fn timeline(shop: &Shop<'_>, person: &Person) -> anyhow::Result<Vec<Value>> {
    let timeline = shop.get(&format!("/people/{}/timeline", person.phone))?.success()?;
    timeline.get("events").and_then(Value::as_array).cloned().context("no events")
}

fn word<'a>(event: &'a Value, name: &str) -> &'a str {
    event.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn erase(shop: &Shop<'_>, person: &Person) -> anyhow::Result<()> {
    wait::until("the erasure is not done", PATIENCE, || {
        let erased = shop.delete(&format!("/people/{}", person.phone))?.success()?;
        ensure!(erased.get("keeps_opt_out") == Some(&json!(true)), "{erased}");
        Ok((erased.get("done") == Some(&json!(true))).then_some(()))
    })
}
