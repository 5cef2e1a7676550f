//! Campaigns: one text to everybody who agreed to promotions, at a civil hour, once, and not after a cancel.

use anyhow::ensure;
use jiff::civil::time;
use journeys::{Journey, Person, Shop};
use serde_json::{Value, json};

const TEXT: &str = "{{ store_name }}: 20 % off today. Reply STOP to opt out";

#[test]
#[ignore = "needs a running stack"]
fn a_campaign_goes_to_whom_it_may_at_once_and_to_the_others_in_their_morning_or_not_at_all()
-> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    // Ten in New York, seven in San Francisco.
    journey.clock.move_to_next(time(10, 0, 0, 0))?;
    let (awake, asleep, out) = (shop.person("212"), shop.person("415"), shop.person("646"));
    for person in [&awake, &asleep, &out] {
        shop.subscribe(person)?;
    }
    opt_out(&shop, &out)?;
    let key = shop.draft_campaign("Spring", TEXT, None)?;
    let estimate = shop.estimate_campaign(&key)?;
    ensure!(figures(&estimate, ["people", "texts", "waiting"]) == [3, 2, 1], "{estimate}");
    ensure!(estimate.get("exact") == Some(&json!(true)), "{estimate}");
    shop.launch_campaign(&key)?;
    let campaign = shop.await_progress(&key, |progress| count(progress, "sent") == 1)?;
    let progress = &campaign["progress"];
    ensure!(figures(progress, ["planned", "held", "waiting"]) == [3, 1, 1], "{campaign}");
    ensure!(progress["skipped"] == json!({ "opted_out": 1 }), "{campaign}");
    texts(&shop, &awake, 1)?;
    texts(&shop, &asleep, 0)?;
    texts(&shop, &out, 0)?;
    journey.clock.wait(130)?;
    shop.await_progress(&key, |progress| count(progress, "sent") == 2)?;
    texts(&shop, &asleep, 1)?;
    texts(&shop, &awake, 1)?;
    texts(&shop, &out, 0)
}

#[test]
#[ignore = "needs a running stack"]
fn nobody_gets_a_campaign_that_was_canceled_while_it_waited() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    journey.clock.move_to_next(time(22, 0, 0, 0))?;
    let person = shop.person("212");
    shop.subscribe(&person)?;
    let key = shop.draft_campaign("Night", TEXT, None)?;
    shop.launch_campaign(&key)?;
    shop.await_progress(&key, |progress| count(progress, "held") == 1)?;
    let canceled = shop.cancel_campaign(&key)?;
    ensure!(canceled["state"] == "canceled" && canceled["progress"]["canceled"] == 1, "{canceled}");
    journey.clock.after_the_night()?;
    journey.queues.settle()?;
    texts(&shop, &person, 0)
}

#[test]
#[ignore = "needs a running stack"]
fn the_second_campaign_of_a_day_meets_smart_sending() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    journey.clock.afternoon()?;
    shop.set(&json!({ "smart_sending_hours": 16 }))?;
    let person = shop.person("212");
    shop.subscribe(&person)?;
    for (name, sent, skipped) in [("First", 1, json!({})), ("Second", 0, json!({ "texted_recently": 1 }))] {
        let key = shop.draft_campaign(name, TEXT, None)?;
        shop.launch_campaign(&key)?;
        let done = |progress: &Value| count(progress, "planned") == 1 && count(progress, "waiting") == 0;
        let campaign = shop.await_progress(&key, done)?;
        let progress = &campaign["progress"];
        ensure!(count(progress, "sent") == sent && progress["skipped"] == skipped, "{campaign}");
    }
    texts(&shop, &person, 1)
}

fn opt_out(shop: &Shop<'_>, person: &Person) -> anyhow::Result<()> {
    shop.put(&format!("/subscribers/{}", person.phone), &json!({ "consent": "unsubscribed" }))?
        .success()
        .map(drop)
}

fn count(figures: &Value, name: &str) -> u64 {
    figures.get(name).and_then(Value::as_u64).unwrap_or_default()
}

fn figures<const N: usize>(of: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| count(of, name))
}

fn texts(shop: &Shop<'_>, person: &Person, expected: usize) -> anyhow::Result<()> {
    let texts = shop.journey.sms.texts_to(person)?.len();
    ensure!(texts == expected, "{texts} texts to {}", person.phone);
    Ok(())
}
