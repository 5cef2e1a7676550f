//! The SMS provider is slow, busy, silent, or refuses: at most one text, and an honest word of what became of it.

use std::time::Duration;

use anyhow::ensure;
use journeys::{Journey, Provider};
use serde_json::{Value, json};

/// A wait of up to a minute.
const BACK_OFF: Duration = Duration::from_mins(2);

const FLOW: &str = "charge_paid";

/// A refusal that says nothing of the number or its owner.
const BLOCKED: &str = "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION";

journeys::with_each_provider!(a_busy_provider_is_tried_again_until_it_takes_the_text);

fn a_busy_provider_is_tried_again_until_it_takes_the_text(provider: Provider) -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let (shop, sms) = (journey.shop_by(provider)?, &journey.sms);
    let person = shop.person("212");
    sms.trouble(&person, &[("throttle", None)])?;
    shop.happens(FLOW, &person)?;
    shop.await_state_for(BACK_OFF, &person, FLOW, "accepted")?;
    shop.await_text(&person, FLOW)?;
    journey.queues.settle()?;
    shop.only_text(&person)?;
    journey.queues.ensure_nothing_is_dead()
}

#[test]
#[ignore = "needs a running stack"]
fn a_text_whose_answer_got_lost_is_unknown_and_never_sent_again() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let (taken, lost) = (shop.person("212"), shop.person("212"));
    for (person, fault) in [(&taken, "timeout_after_accept"), (&lost, "timeout_before_accept")] {
        journey.sms.trouble(person, &[(fault, None)])?;
        shop.happens(FLOW, person)?;
        shop.await_state(person, FLOW, "unknown")?;
        shop.happens(FLOW, person)?;
        shop.happens(FLOW, person)?;
    }
    journey.queues.settle()?;
    shop.only_text(&taken)?;
    shop.ensure_no_text(&lost)?;
    journey.queues.ensure_nothing_is_dead()
}

#[test]
#[ignore = "needs a running stack"]
fn a_number_that_opted_out_with_the_provider_is_unsubscribed() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let person = shop.person("212");
    journey.sms.trouble(&person, &[("fail", Some("DESTINATION_PHONE_NUMBER_OPTED_OUT"))])?;
    shop.happens(FLOW, &person)?;
    shop.await_state(&person, FLOW, "failed")?;
    let subscriber = shop.get(&format!("/subscribers/{}", person.phone))?.success()?;
    let told = ["consent", "consent_source"].map(|field| subscriber.get(field).cloned());
    ensure!(told == [Some(json!("unsubscribed")), Some(json!("provider"))], "{subscriber}");
    shop.happens("order_processed", &person)?;
    shop.await_skip(&person, "order_processed", "opted_out")?;
    shop.ensure_no_text(&person)
}

#[test]
#[ignore = "needs a running stack"]
fn a_number_that_the_provider_does_not_take_is_told_with_its_reason() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let person = shop.person("212");
    journey.sms.trouble(&person, &[("fail", Some(BLOCKED))])?;
    shop.happens(FLOW, &person)?;
    shop.await_state(&person, FLOW, "failed")?;
    let activity = shop.get("/activity")?.success()?;
    let problem = activity.pointer("/activity/0/problem").and_then(Value::as_str);
    ensure!(problem.is_some_and(|problem| problem.contains(BLOCKED)), "{activity}");
    shop.happens(FLOW, &person)?;
    journey.queues.settle()?;
    shop.ensure_no_text(&person)
}

#[test]
#[ignore = "needs a running stack"]
fn a_text_that_failed_is_sent_again_once_as_it_was() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let person = shop.person("212");
    journey.sms.trouble(&person, &[("fail", Some(BLOCKED))])?;
    shop.happens(FLOW, &person)?;
    let failed = shop.await_state(&person, FLOW, "failed")?;
    let again = format!("/messages/{}/send-again", failed.id);
    shop.post(&again, &json!({}))?.success()?;
    let second = shop.await_state(&person, FLOW, "accepted")?;
    ensure!(second.body == failed.body && second.id != failed.id, "{second:?}");
    ensure!(shop.post(&again, &json!({}))?.status == 409, "once only");
    journey.queues.settle()?;
    shop.only_text(&person)?;
    journey.queues.ensure_nothing_is_dead()
}

#[test]
#[ignore = "needs a running stack"]
fn a_late_answer_is_an_answer() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let person = shop.person("212");
    journey.sms.answer_late(4_000)?;
    shop.happens(FLOW, &person)?;
    shop.await_text(&person, FLOW)?;
    journey.queues.settle()?;
    shop.only_text(&person).map(drop)
}
