//! The table is slow, or its answers get lost: a function that lives knows what it did. Each text goes once, and is not
//! said to be unknown.

use std::time::Duration;

use anyhow::ensure;
use journeys::{
    Journey, Person, Shop,
    meter::{Fault, FaultKind},
};

/// A back-off of half a minute, and a message that comes again after a minute.
const PATIENCE: Duration = Duration::from_mins(3);

/// A call is tried this often.
const ATTEMPTS: u32 = 3;

const FLOW: &str = "charge_paid";
const CUSTOMERS: u32 = 10;

#[test]
#[ignore = "needs a running stack"]
fn a_claim_whose_answer_is_lost_is_given_back_and_the_text_sent() -> anyhow::Result<()> {
    everybody_is_texted_once_despite("DynamoDB.PutItem", ATTEMPTS, FaultKind::LoseAnswer)
}

#[test]
#[ignore = "needs a running stack"]
fn an_outcome_that_cannot_be_written_is_kept_until_it_can() -> anyhow::Result<()> {
    everybody_is_texted_once_despite("DynamoDB.UpdateItem", 2 * ATTEMPTS, FaultKind::Refuse)
}

#[test]
#[ignore = "needs a running stack"]
fn a_table_that_is_slow_delays_texts_and_loses_none() -> anyhow::Result<()> {
    everybody_is_texted_once_despite("DynamoDB.PutItem", ATTEMPTS, FaultKind::Delay(4_000))
}

/// Has requests about each customer's message go wrong: its row is written by a put that claims, and an update.
fn everybody_is_texted_once_despite(operation: &str, times: u32, kind: FaultKind) -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let people: Vec<_> = (0..CUSTOMERS).map(|_| shop.person("212")).collect();
    let rows = format!("STORE#{}#PERSON#", shop.id);
    journey.meter.trouble(&[Fault { operation, containing: &rows, times: times * CUSTOMERS, kind }])?;
    for person in &people {
        shop.happens(FLOW, person)?;
    }
    people
        .iter()
        .try_for_each(|person| shop.await_state_for(PATIENCE, person, FLOW, "accepted").map(drop))?;
    journey.meter.mend()?;
    journey.queues.settle()?;
    people.iter().try_for_each(|person| ensure_one_text(&shop, person))?;
    journey.queues.ensure_nothing_is_dead()
}

fn ensure_one_text(shop: &Shop<'_>, person: &Person) -> anyhow::Result<()> {
    let texts = shop.journey.sms.texts_to(person)?;
    ensure!(texts.len() == 1, "{texts:#?}");
    Ok(())
}
