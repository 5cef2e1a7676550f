//! However often and in whatever order Recharge delivers its webhooks, each occurrence makes one text.

use std::collections::BTreeMap;

use anyhow::ensure;
use journeys::{
    FLOWS, Journey, Person, Webhook,
    chance::{self, Dice},
    delivery::deliver_all,
};

const OCCURRENCES: usize = 1_000;

/// Deliveries under way at once.
const AT_A_TIME: usize = 16;

#[test]
#[ignore = "needs a running stack"]
fn a_thousand_webhooks_shuffled_and_repeated_make_a_thousand_texts() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let (seed, now) = (chance::fresh(), journey.clock.now()?);
    println!("seed {seed}");
    let mut dice = Dice::seeded(seed);
    let people: Vec<Person> = (0..OCCURRENCES).map(|_| shop.person("212")).collect();
    let mut deliveries = Vec::new();
    for (person, flow) in people.iter().zip(FLOWS.iter().cycle()) {
        let delivery = shop.delivery(&Webhook::starting(flow, person, now), now)?;
        deliveries.extend(std::iter::repeat_n(delivery, 1 + dice.below(3)));
    }
    dice.shuffle(&mut deliveries);
    deliver_all(&deliveries, AT_A_TIME)?;
    journey.queues.settle()?;

    let mut texts: BTreeMap<String, usize> = BTreeMap::new();
    for text in journey.sms.outbox()? {
        *texts.entry(text.to).or_default() += 1;
    }
    let of = |person: &&Person| texts.get(&person.phone).copied().unwrap_or_default();
    let wrong: Vec<_> =
        people.iter().filter(|person| of(person) != 1).map(|person| (person, of(&person))).collect();
    ensure!(wrong.is_empty(), "seed {seed}: not one text each: {wrong:#?}");
    journey.queues.ensure_nothing_is_dead()
}
