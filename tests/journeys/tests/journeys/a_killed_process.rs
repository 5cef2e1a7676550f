//! A function's process dies in the midst of its work: nothing is lost, and nobody is texted twice.

// Processes are found in /proc.
#![cfg(target_os = "linux")]

use std::{thread, time::Duration};

use anyhow::{anyhow, ensure};
use jiff::civil::time;
use journeys::{
    Delivery, Journey, Person, Shop, Webhook, delivery::deliver_all, meter::count, process, wait,
};

const CUSTOMERS: usize = 60;
const AT_A_TIME: usize = 8;
/// A message that a process held when it died comes again after a minute.
const PATIENCE: Duration = Duration::from_secs(90);

/// Often enough to strike between two requests of a function.
const GLANCE: Duration = Duration::from_millis(1);

#[test]
#[ignore = "needs a running stack"]
fn webhook_intake_dies_twice_while_webhooks_come() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let (people, deliveries) = load(&shop, "charge_paid")?;
    strike(&journey, "webhook-intake", &[("SQS.SendMessageBatch", 10); 2], || {
        deliver_all(&deliveries, AT_A_TIME)
    })?;
    everybody_got_one_text(&shop, "charge_paid", &people)
}

#[test]
#[ignore = "needs a running stack"]
fn flow_evaluation_dies_after_its_journal_and_again_after_its_queue() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let (people, deliveries) = load(&shop, "charge_paid")?;
    strike(&journey, "flow-evaluation", &[("DynamoDB.PutItem", 2), ("SQS.SendMessageBatch", 2)], || {
        deliver_all(&deliveries, AT_A_TIME)
    })?;
    everybody_got_one_text(&shop, "charge_paid", &people)
}

/// The provider takes a text at once and answers late, so the process dies between claim and record: what became of
/// the text it cannot know, and AWS cannot tell.
#[test]
#[ignore = "needs a running stack"]
fn delayed_send_dies_between_claim_and_record() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let (people, deliveries) = load(&shop, "charge_paid")?;
    journey.sms.answer_late(1_500)?;
    deliver_all(&deliveries, AT_A_TIME)?;
    wait::closely("a text is with the provider", PATIENCE, GLANCE, || {
        let outbox = journey.sms.outbox()?;
        let ours = outbox.iter().any(|text| people.iter().any(|person| person.phone == text.to));
        Ok(ours.then_some(()))
    })?;
    process::kill(&journey.processes("delayed-send")?)?;
    journey.sms.mend()?;
    let unknown = everybody_got_one_text_or_none_knows(&shop, "charge_paid", &people)?;
    ensure!(unknown > 0, "the process died too late to leave anything unknown");
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn quiet_hours_dies_after_it_released_and_again_while_it_reads() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    journey.clock.move_to_next(time(22, 0, 0, 0))?;
    let (people, deliveries) = load(&shop, "order_processed")?;
    deliver_all(&deliveries, AT_A_TIME)?;
    journey.queues.settle()?;
    strike(&journey, "quiet-hours", &[("SQS.SendMessageBatch", 1), ("DynamoDB.Query", 5)], || {
        journey.clock.move_to_next(time(9, 10, 0, 0)).map(drop)
    })?;
    everybody_got_one_text(&shop, "order_processed", &people)
}

/// Customers, and a webhook for each that starts a flow.
fn load(shop: &Shop<'_>, flow: &str) -> anyhow::Result<(Vec<Person>, Vec<Delivery>)> {
    let now = shop.journey.clock.now()?;
    let people: Vec<_> = (0..CUSTOMERS).map(|_| shop.person("212")).collect();
    let deliver = |person| shop.delivery(&Webhook::starting(flow, person, now), now);
    let deliveries = people.iter().map(deliver).collect::<Result<_, _>>()?;
    Ok((people, deliveries))
}

/// Kills a function's processes while `work` goes on, each time as soon as they have made so many requests of a kind.
fn strike(
    journey: &Journey,
    function: &str,
    moments: &[(&str, u64)],
    work: impl FnOnce() -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    thread::scope(|scope| {
        let working = scope.spawn(work);
        let killed = moments.iter().try_for_each(|moment| kill_after(journey, function, *moment));
        let worked = working.join().unwrap_or_else(|_| Err(anyhow!("the work panicked")));
        killed.and(worked)
    })
}

/// Looks for the processes beforehand: that takes longer than some of what they do.
fn kill_after(journey: &Journey, function: &str, (operation, requests): (&str, u64)) -> anyhow::Result<()> {
    let made = || Ok::<_, anyhow::Error>(count(&journey.meter.calls(function)?, operation));
    let (before, mut processes) = (made()?, Vec::new());
    wait::closely(&format!("{function} is at work"), PATIENCE, GLANCE, || {
        if processes.is_empty() {
            processes = journey.processes(function)?;
        }
        Ok((made()? >= before + requests).then_some(()))
    })?;
    process::kill(&processes)
}

fn everybody_got_one_text(shop: &Shop<'_>, flow: &str, people: &[Person]) -> anyhow::Result<()> {
    let unknown = everybody_got_one_text_or_none_knows(shop, flow, people)?;
    ensure!(unknown == 0, "{unknown} outcomes are unknown");
    Ok(())
}

/// How many outcomes nobody knows. Those may have been texted once; all others have been.
fn everybody_got_one_text_or_none_knows(
    shop: &Shop<'_>,
    flow: &str,
    people: &[Person],
) -> anyhow::Result<usize> {
    shop.journey.queues.settle()?;
    let outbox = shop.journey.sms.outbox()?;
    let activity = shop.activity()?;
    let mut unknown = 0;
    for person in people {
        let texts = outbox.iter().filter(|text| text.to == person.phone).count();
        let entry = activity
            .iter()
            .find(|entry| entry.flow == flow && entry.phone.as_ref() == Some(&person.masked()));
        let state = entry.map_or("not in the activity", |entry| entry.state.as_str());
        unknown += usize::from(state == "unknown");
        let honest = (texts == 1 && state == "accepted") || (texts <= 1 && state == "unknown");
        ensure!(honest, "{} got {texts} texts and is {state}", person.phone);
    }
    shop.journey.queues.ensure_nothing_is_dead()?;
    Ok(unknown)
}
