//! What is heard of again, late, or in another order than it happened in.

use anyhow::ensure;
use journeys::{
    Journey, Webhook,
    meter::{Fault, FaultKind},
};

/// A skip that is said again after it was taken back is no other skip.
#[test]
#[ignore = "needs a running stack"]
fn a_skip_that_was_taken_back_is_not_told_in_the_morning_however_often_it_comes() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let [repeated, overtaken] = [(), ()].map(|()| shop.person("212"));
    journey.clock.night()?;
    let at = journey.clock.now()?;
    let webhooks = |person| (Webhook::starting("order_skipped", person, at), Webhook::unskipped(person, at));
    let (skip, unskip) = webhooks(&repeated);
    for webhook in [&skip, &unskip, &skip] {
        shop.deliver(webhook)?;
        journey.queues.settle()?;
    }
    let (skip, unskip) = webhooks(&overtaken);
    for webhook in [&unskip, &skip] {
        shop.deliver(webhook)?;
        journey.queues.settle()?;
    }
    journey.clock.after_the_night()?;
    journey.queues.settle()?;
    for person in [&repeated, &overtaken] {
        shop.ensure_no_text(person)?;
    }
    journey.queues.ensure_nothing_is_dead()
}

/// A call is tried this often.
const ATTEMPTS: u32 = 3;

/// The arrival of a reply is its time, whatever has to be tried again.
#[test]
#[ignore = "needs a running stack"]
fn a_start_that_is_handled_late_does_not_undo_the_stop_that_followed_it() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let person = shop.person("212");
    shop.happens("charge_paid", &person)?;
    shop.await_text(&person, "charge_paid")?;
    journey.sms.reply(&person, "STOP")?;
    journey.queues.settle()?;
    let late = format!("late-{}", person.phone);
    let (operation, kind) = ("DynamoDB.UpdateItem", FaultKind::Refuse);
    journey.meter.trouble(&[Fault { operation, containing: &late, times: ATTEMPTS, kind }])?;
    journey.sms.reply_again(&person, "START", &late)?;
    journey.sms.reply(&person, "STOP")?;
    // The queue brings the START again after its visibility timeout.
    journey.queues.settle()?;
    journey.meter.mend()?;
    ensure!(shop.consent(&person)?.status == "unsubscribed", "the late START counts");
    shop.happens("charge_failed", &person)?;
    shop.await_skip(&person, "charge_failed", "opted_out")?;
    journey.queues.ensure_nothing_is_dead()
}
