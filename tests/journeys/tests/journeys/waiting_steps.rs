//! A text that waits for days is not decided again by upkeep, which finds its event in Recharge's lists meanwhile.

use anyhow::ensure;
use jiff::SignedDuration;
use journeys::{Journey, Person, Shop, Webhook};
use serde_json::json;

const FLOW: &str = "order_processed";
const CUSTOMERS: usize = 20;
const HOURS: i64 = 48;

#[test]
#[ignore = "needs a running stack"]
fn the_second_text_goes_after_two_days_in_each_hour_of_which_upkeep_looks_back() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let steps = json!([
        { "template": "{{ store_name }}: one" },
        { "delay_minutes": HOURS * 60, "template": "{{ store_name }}: two" },
    ]);
    shop.edit_flow(FLOW, json!({ "quiet_hours": "send_anyway", "steps": steps }))?;
    let (people, start) = (people(&shop), journey.clock.now()?);
    let webhooks: Vec<_> = people.iter().map(|person| Webhook::starting(FLOW, person, start)).collect();
    shop.keep(&webhooks)?;
    webhooks.iter().try_for_each(|webhook| shop.deliver(webhook))?;
    journey.queues.settle()?;
    for hour in 1..=HOURS {
        journey.clock.move_to(start + SignedDuration::from_hours(hour))?;
    }
    everybody_got(&shop, &people, 1)?;
    journey.clock.wait(10)?;
    journey.queues.settle()?;
    everybody_got(&shop, &people, 2)?;
    journey.queues.ensure_nothing_is_dead()
}

fn people(shop: &Shop<'_>) -> Vec<Person> {
    (0..CUSTOMERS).map(|_| shop.person("212")).collect()
}

fn everybody_got(shop: &Shop<'_>, people: &[Person], count: usize) -> anyhow::Result<()> {
    for person in people {
        let texts = shop.journey.sms.texts_to(person)?;
        ensure!(texts.len() == count, "not {count}: {texts:#?}");
    }
    Ok(())
}
