//! A campaign that begins together with a release of the same sender.

use std::collections::BTreeMap;

use rechime_domain::{ids::MessageId, minute::Minute, pace::Class};
use rechime_testkit::at;

use crate::world::{World, store};

/// Ten in the morning in New York.
const MORNING: &str = "2026-11-25T15:00:00Z";

const RATE: u32 = 50;

/// Texts of one to three parts: some eleven minutes of the sender.
const RELEASED: u32 = 16_000;

/// A minute and a half of it.
const OF_THE_CAMPAIGN: u32 = 2_000;

#[tokio::test(start_paused = true)]
async fn a_campaign_behind_a_release_asks_for_its_turn_about_three_times_a_text() {
    let world = World::new(MORNING, 0);
    world.create_store("oat", "+18005550100", RATE).await;
    let minute = Minute::containing(at(MORNING));
    let texts = |class, numbers: std::ops::Range<u32>| -> Vec<_> {
        numbers.map(|number| world.message(&store("oat"), class, number)).collect()
    };
    let released = texts(Class::Release, 0..RELEASED);
    let campaign = texts(Class::Bulk, RELEASED..RELEASED + OF_THE_CAMPAIGN);
    let classes: BTreeMap<MessageId, Class> = released
        .iter()
        .map(|message| (message.id.clone(), Class::Release))
        .chain(campaign.iter().map(|message| (message.id.clone(), Class::Bulk)))
        .collect();
    world.add(Class::Release, &released, minute).await;
    world.add(Class::Bulk, &campaign, minute).await;
    world.run(classes.len()).await;

    let calls = world.provider.calls();
    assert_eq!(calls.len(), classes.len(), "each goes once");
    let last_of =
        |class| calls.iter().filter(|call| classes[&call.message] == class).map(|call| call.at).max();
    let first_of =
        |class| calls.iter().filter(|call| classes[&call.message] == class).map(|call| call.at).min();
    let asked = f64::from(u32::try_from(world.bulk.sent()).unwrap()) / f64::from(OF_THE_CAMPAIGN);
    let [release_end, campaign_begin, end] =
        [last_of(Class::Release), first_of(Class::Bulk), last_of(Class::Bulk)].map(Option::unwrap);
    println!(
        "asked {asked:.2} times a text; release until {release_end}, campaign {campaign_begin} to {end}"
    );
    // Before the release has begun, while nobody knows how long it takes, and when it is through.
    assert!(asked < 3.2, "asked {asked:.2} times a text");
}
