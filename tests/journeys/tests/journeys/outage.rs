//! Three days without a connection between Recharge and us: what is still true is told once, and the rest is accounted
//! for.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp};
use journeys::{Entry, Journey, Person, Shop, Webhook};

/// What an object's state tells after the fact. A pause, a skip and an activated customer are not among it.
const TELLABLE: [&str; 7] = [
    "charge_paid",
    "charge_failed",
    "order_processed",
    "subscription_started",
    "subscription_canceled",
    "subscription_expired",
    "upcoming_order",
];

/// Events at the beginning of each of three days, and in the last hour of the third.
const EACH_TIME: usize = 125;
const WHEN: [i64; 4] = [0, 24, 48, 71];
const RECOVERY: i64 = 72;

/// As many topics as the flows have that need no further permission.
const WEBHOOKS: usize = 20;

struct Missed {
    flow: &'static str,
    person: Person,
    hour: i64,
}

impl Missed {
    /// What happened within a day is news; an order is announced until its own day begins, here three days on.
    fn is_still_true(&self) -> bool {
        RECOVERY - self.hour < if self.flow == "upcoming_order" { 72 } else { 24 }
    }
}

#[test]
#[ignore = "needs a running stack"]
fn three_days_without_intake_lose_nothing_that_is_still_true() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let hours = |start: Timestamp, hours: i64| start + SignedDuration::from_hours(hours);
    // The journey took the webhooks back; upkeep registers them within the hour.
    journey.clock.move_to(hours(journey.clock.now()?, 1))?;
    ensure!(shop.registered()? == WEBHOOKS, "{} webhooks are registered", shop.registered()?);

    let start = journey.clock.now()?;
    journey.recharge().cut_off()?;
    let mut missed = Vec::new();
    for hour in WHEN {
        journey.clock.move_to(hours(start, hour))?;
        missed.extend(happening(&shop, hour)?);
    }
    journey.clock.move_to(hours(start, RECOVERY))?;
    journey.recharge().mend()?;
    ensure!(
        shop.registered()? == WEBHOOKS - TELLABLE.len(),
        "Recharge deletes a webhook that fails for long"
    );
    ensure!(
        missed.len() == 500 && told(&shop, &missed)?.is_empty(),
        "somebody was reached in spite of it all"
    );

    journey.clock.move_to(hours(start, RECOVERY + 1))?;
    journey.clock.move_to(hours(start, RECOVERY + 1) + SignedDuration::from_mins(10))?;
    journey.queues.settle()?;
    ensure!(shop.registered()? == WEBHOOKS, "{} webhooks are registered", shop.registered()?);
    accounted_for(&shop, &missed)?;

    journey.clock.move_to(hours(start, RECOVERY + 2) + SignedDuration::from_mins(10))?;
    journey.queues.settle()?;
    accounted_for(&shop, &missed)?;
    journey.queues.ensure_nothing_is_dead()
}

/// Lets things happen in Recharge, which fails to tell of them.
fn happening(shop: &Shop<'_>, hour: i64) -> anyhow::Result<Vec<Missed>> {
    let now = shop.journey.clock.now()?;
    let flows = TELLABLE.into_iter().cycle().take(EACH_TIME);
    let missed: Vec<_> = flows.map(|flow| Missed { flow, person: shop.person("212"), hour }).collect();
    let webhooks: Vec<_> = missed.iter().map(|one| Webhook::starting(one.flow, &one.person, now)).collect();
    shop.keep(&webhooks)?;
    shop.send_all(&webhooks)?;
    Ok(missed)
}

/// How many texts each of them got.
fn told(shop: &Shop<'_>, missed: &[Missed]) -> anyhow::Result<BTreeMap<String, usize>> {
    let mut texts: BTreeMap<String, usize> = BTreeMap::new();
    for text in shop.journey.sms.outbox()? {
        *texts.entry(text.to).or_default() += 1;
    }
    texts.retain(|phone, _| missed.iter().any(|one| one.person.phone == *phone));
    Ok(texts)
}

fn accounted_for(shop: &Shop<'_>, missed: &[Missed]) -> anyhow::Result<()> {
    let (texts, activity) = (told(shop, missed)?, shop.activity()?);
    for one in missed {
        let about =
            |entry: &&Entry| entry.flow == one.flow && entry.phone.as_ref() == Some(&one.person.masked());
        let entry =
            activity.iter().find(about).with_context(|| format!("{} is not accounted for", one.flow))?;
        let got = texts.get(&one.person.phone).copied().unwrap_or_default();
        let (state, cause) = (entry.state.as_str(), entry.cause());
        let right = if one.is_still_true() {
            got == 1 && state == "accepted"
        } else {
            got == 0 && (state, cause) == ("skipped", "expired")
        };
        ensure!(right, "{} of hour {}: {got} texts, {state} ({cause})", one.flow, one.hour);
    }
    Ok(())
}
