//! Whom a flow's later messages are for, in which words, and what ends the flow before them.

use anyhow::{Context, ensure};
use journeys::{
    Journey, Person, Shop, Webhook,
    activity::{Entry, PATIENCE},
    wait,
};
use serde_json::json;

const FLOW: &str = "subscription_started";

/// So many that all of them getting the same of two texts does not happen.
const CUSTOMERS: usize = 24;

#[test]
#[ignore = "needs a running stack"]
fn a_later_message_is_for_some_in_one_of_its_texts_unless_the_flow_has_ended() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    shop.edit_flow(FLOW, flow())?;
    let customers: Vec<_> = (0..CUSTOMERS).map(|_| shop.person("212")).collect();
    let [thrifty, leaves] = [(), ()].map(|()| shop.person("212"));
    let now = journey.clock.now()?;
    for person in customers.iter().chain([&leaves]) {
        shop.happens(FLOW, person)?;
    }
    shop.deliver(&Webhook::starting(FLOW, &thrifty, now).with("price", "4.00"))?;
    journey.queues.settle()?;
    journey.clock.wait(60)?;
    shop.happens("subscription_paused", &leaves)?;
    journey.queues.settle()?;
    journey.clock.wait(24 * 60)?;
    journey.queues.settle()?;

    let seconds = customers.iter().map(|person| second_text(&shop, person)).collect::<Result<Vec<_>, _>>()?;
    let of = |text: &str| seconds.iter().filter(|body| body.as_str() == text).count();
    let (usual, other) = (of("Journey: how is it?"), of("Journey: like it?"));
    ensure!(usual > 0 && other > 0 && usual + other == CUSTOMERS, "{seconds:#?}");
    ensure!(second_message(&shop, &thrifty)?.cause() == "not_in_audience", "the price was too low");
    shop.only_text(&thrifty)?;
    ensure!(second_message(&shop, &leaves)?.cause() == "left_flow", "the pause did not end the flow");
    ensure!(!bodies(&shop, &leaves)?.iter().any(|body| body.contains('?')), "the flow went on");
    journey.queues.ensure_nothing_is_dead()
}

/// A welcome, and a day later a question in one of two forms to those who bought something dear; a pause ends it.
fn flow() -> serde_json::Value {
    let dear = json!({ "event": { "field": "price", "is": "at_least", "value": "10" } });
    let question = json!({
        "delay_minutes": 24 * 60, "template": "{{ store_name }}: how is it?", "when": dear,
        "alternatives": [{ "percent": 50, "template": "{{ store_name }}: like it?" }],
    });
    json!({ "exit_on": ["paused"], "steps": [{ "template": "{{ store_name }}: welcome" }, question] })
}

fn bodies(shop: &Shop<'_>, person: &Person) -> anyhow::Result<Vec<String>> {
    Ok(shop.journey.sms.texts_to(person)?.into_iter().map(|text| text.body).collect())
}

/// What a person was asked a day later, after the welcome and before nothing else.
fn second_text(shop: &Shop<'_>, person: &Person) -> anyhow::Result<String> {
    let mut bodies = bodies(shop, person)?;
    ensure!(bodies.len() == 2 && bodies.first().is_some_and(|body| body == "Journey: welcome"), "{bodies:?}");
    bodies.pop().context("no text")
}

/// What the console tells of the question.
fn second_message(shop: &Shop<'_>, person: &Person) -> anyhow::Result<Entry> {
    let theirs = |entry: &Entry| {
        entry.flow == FLOW
            && entry.step == 1
            && entry.state == "skipped"
            && entry.phone == Some(person.masked())
    };
    wait::until("the second message is skipped", PATIENCE, || Ok(shop.activity()?.into_iter().find(theirs)))
}
