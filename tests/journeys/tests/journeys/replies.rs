//! What a customer writes back counts at once and for good, and is answered once, whichever provider tells of it.

use anyhow::{Context, ensure};
use jiff::civil::time;
use journeys::{Journey, Person, Provider, Shop, activity::PATIENCE, sms::Text, wait};
use serde_json::Value;

/// Sends at once, at any hour.
const NOTICE: &str = "charge_paid";
/// Waits for the morning.
const HELD: &str = "order_processed";

journeys::with_each_provider!(
    stop_is_confirmed_once_and_ends_the_texts,
    who_says_stop_at_night_is_answered_at_night_and_left_in_peace_in_the_morning,
    start_brings_the_texts_back_and_help_is_answered,
    receipts_tell_how_far_a_text_came_in_whatever_order,
    five_stops_at_once_get_one_answer,
);

fn stop_is_confirmed_once_and_ends_the_texts(provider: Provider) -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop_by(provider)?;
    let person = shop.person("212");
    texted(&shop, &person)?;
    let id = journey.sms.reply(&person, "Stop please!")?;
    let confirmation = await_answer(&shop, &person, 2)?;
    ensure!(confirmation.body.contains("Journey"), "{confirmation:?}");
    journey.sms.reply_again(&person, "Stop please!", &id)?;
    shop.happens("order_skipped", &person)?;
    shop.await_skip(&person, "order_skipped", "opted_out")?;
    ensure_texts(&shop, &person, 2)?;
    let ledger = shop.get(&format!("/subscribers/{}/consents", person.phone))?.success()?;
    let entries = ledger.get("consents").and_then(Value::as_array).context("no ledger")?;
    let said = |field: &str| entries.last().and_then(|entry| entry.get(field)).and_then(Value::as_str);
    ensure!(entries.len() == 1, "{ledger}");
    ensure!(said("status") == Some("unsubscribed") && said("source") == Some("reply"), "{ledger}");
    ensure!(said("wording") == Some("Stop please!"), "{ledger}");
    journey.queues.ensure_nothing_is_dead()
}

fn who_says_stop_at_night_is_answered_at_night_and_left_in_peace_in_the_morning(
    provider: Provider,
) -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop_by(provider)?;
    let person = shop.person("212");
    texted(&shop, &person)?;
    journey.clock.move_to_next(time(21, 30, 0, 0))?;
    shop.happens(HELD, &person)?;
    shop.await_state(&person, HELD, "held")?;
    journey.sms.reply(&person, "please stop texting me")?;
    await_answer(&shop, &person, 2)?;
    journey.clock.move_to_next(time(9, 10, 0, 0))?;
    shop.await_skip(&person, HELD, "opted_out")?;
    ensure_texts(&shop, &person, 2)
}

fn start_brings_the_texts_back_and_help_is_answered(provider: Provider) -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop_by(provider)?;
    let person = shop.person("212");
    texted(&shop, &person)?;
    for (words, texts) in [("STOP", 2), ("HELP", 3), ("START", 4)] {
        journey.sms.reply(&person, words)?;
        await_answer(&shop, &person, texts)?;
    }
    shop.happens("charge_failed", &person)?;
    shop.await_state(&person, "charge_failed", "accepted")?;
    ensure_texts(&shop, &person, 5)
}

fn receipts_tell_how_far_a_text_came_in_whatever_order(provider: Provider) -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop_by(provider)?;
    let person = shop.person("212");
    let text = texted(&shop, &person)?;
    for (status, state) in [
        ("UNREACHABLE", "undelivered"),
        ("DELIVERED", "delivered"),
        ("SENT", "delivered"),
        ("UNREACHABLE", "delivered"),
    ] {
        journey.sms.receipt(&text, status)?;
        journey.queues.settle()?;
        shop.await_state(&person, NOTICE, state)?;
    }
    Ok(())
}

fn five_stops_at_once_get_one_answer(provider: Provider) -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop_by(provider)?;
    let people: Vec<_> = (0..12).map(|_| shop.person("212")).collect();
    people.iter().try_for_each(|person| shop.happens(NOTICE, person))?;
    people.iter().try_for_each(|person| shop.await_text(person, NOTICE).map(drop))?;
    journey.queues.settle()?;
    for _ in 0..5 {
        people.iter().try_for_each(|person| journey.sms.reply(person, "STOP").map(drop))?;
    }
    people.iter().try_for_each(|person| await_answer(&shop, person, 2).map(drop))?;
    people.iter().try_for_each(|person| ensure_texts(&shop, person, 2))
}

/// Has the shop text a person, and know that it did.
fn texted(shop: &Shop<'_>, person: &Person) -> anyhow::Result<Text> {
    shop.happens(NOTICE, person)?;
    let text = shop.await_text(person, NOTICE)?;
    shop.journey.queues.settle()?;
    Ok(text)
}

/// Waits for the person's text of that number, counted from 1.
fn await_answer(shop: &Shop<'_>, person: &Person, number: usize) -> anyhow::Result<Text> {
    wait::until(&format!("text {number}"), PATIENCE, || {
        Ok(shop.journey.sms.texts_to(person)?.into_iter().nth(number - 1))
    })
}

/// Fails unless the person has just so many texts once everything has been dealt with.
fn ensure_texts(shop: &Shop<'_>, person: &Person, number: usize) -> anyhow::Result<()> {
    shop.journey.queues.settle()?;
    let texts = shop.journey.sms.texts_to(person)?;
    ensure!(texts.len() == number, "{texts:#?}");
    Ok(())
}
