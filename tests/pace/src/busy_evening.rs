//! Twenty thousand texts, eleven minutes before quiet hours begin.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rechime_domain::{ids::MessageId, minute::Minute, pace::Class};
use rechime_testkit::at;

use crate::{
    provider::Call,
    world::{World, store},
};

/// Eleven minutes to eight in the evening in New York.
const EVENING: &str = "2026-11-25T00:49:00Z";

const RATE: u32 = 50;

/// Stores that share a number, and one that has its own.
const STORES: [(&str, &str); 3] =
    [("oat", "+18005550100"), ("ember", "+18005550100"), ("fern", "+18005550101")];

/// Texts of each store and class.
const TEXTS: [(Class, u32); 3] = [(Class::Immediate, 2_000), (Class::Release, 3_000), (Class::Bulk, 1_667)];

#[tokio::test(start_paused = true)]
async fn twenty_thousand_texts_of_flows_a_release_and_a_campaign_go_as_they_should() {
    let world = World::new(EVENING, 30);
    for (id, number) in STORES {
        world.create_store(id, number, RATE).await;
    }
    let minute = Minute::containing(at(EVENING)).plus(1);
    let mut classes = BTreeMap::<MessageId, Class>::new();
    for (class, texts) in TEXTS {
        for (id, _) in STORES {
            let first = u32::try_from(classes.len()).unwrap();
            let messages: Vec<_> =
                (first..first + texts).map(|number| world.message(&store(id), class, number)).collect();
            classes.extend(messages.iter().map(|message| (message.id.clone(), class)));
            world.add(class, &messages, minute).await;
        }
    }
    world.run(classes.len()).await;
    let calls = world.provider.calls();
    tell(&calls, &classes, &world);
    each_goes_once(&calls, &classes);
    never_faster_than_the_rate(&calls);
    all_by_day(&calls);
    the_more_important_first(&calls, &classes);
    stores_that_share_a_number_get_the_same(&calls, &classes);
}

fn of_number<'a>(calls: &'a [Call], number: &'a str) -> impl Iterator<Item = &'a Call> {
    calls.iter().filter(move |call| STORES.contains(&(call.store.as_str(), number)))
}

fn each_goes_once(calls: &[Call], classes: &BTreeMap<MessageId, Class>) {
    let accepted: Vec<_> = calls.iter().filter(|call| call.is_accepted).map(|call| &call.message).collect();
    assert_eq!(accepted.len(), classes.len(), "none twice");
    assert_eq!(accepted.into_iter().collect::<BTreeSet<_>>(), classes.keys().collect(), "none lost");
}

fn never_faster_than_the_rate(calls: &[Call]) {
    for number in ["+18005550100", "+18005550101"] {
        let calls: Vec<_> = of_number(calls, number).collect();
        let (mut first, mut parts) = (0, 0);
        for call in &calls {
            parts += call.parts;
            while call.at.duration_since(calls[first].at) >= SignedDuration::from_secs(1) {
                parts -= calls[first].parts;
                first += 1;
            }
            assert!(parts <= RATE, "{parts} parts in the second before {}", call.at);
        }
    }
}

fn all_by_day(calls: &[Call]) {
    let zone = TimeZone::get("America/New_York").unwrap();
    let hours = calls.iter().map(|call| call.at.to_zoned(zone.clone()).hour());
    assert!(hours.clone().all(|hour| (9..20).contains(&hour)), "{:?}", hours.collect::<BTreeSet<_>>());
    let days: BTreeSet<_> = calls.iter().map(|call| call.at.to_zoned(zone.clone()).date()).collect();
    assert_eq!(days.len(), 2, "what did not go in the evening goes in the morning");
}

/// While texts of a class wait, no more than a few of a less important class go.
fn the_more_important_first(calls: &[Call], classes: &BTreeMap<MessageId, Class>) {
    for (store, _) in STORES {
        let mine: Vec<_> =
            calls.iter().filter(|call| call.is_accepted && call.store.as_str() == store).collect();
        let texts = TEXTS[0].1 as usize;
        let immediate =
            mine.iter().take(texts).filter(|call| classes[&call.message] == Class::Immediate).count();
        assert!(immediate * 100 >= texts * 95, "{immediate} of the first {texts} of {store} are immediate");
    }
}

/// Until one of them has nothing more of a class.
fn stores_that_share_a_number_get_the_same(calls: &[Call], classes: &BTreeMap<MessageId, Class>) {
    for (class, texts) in TEXTS {
        let mut counts = BTreeMap::<&str, u32>::new();
        for call in of_number(calls, STORES[0].1).filter(|it| it.is_accepted && classes[&it.message] == class)
        {
            let count = counts.entry(call.store.as_str()).or_default();
            *count += 1;
            if *count == texts {
                break;
            }
        }
        let (least, most) = (counts.values().min().unwrap(), counts.values().max().unwrap());
        assert!(least * 110 >= most * 100, "{class:?}: {counts:?}");
    }
}

fn tell(calls: &[Call], classes: &BTreeMap<MessageId, Class>, world: &World) {
    let (sends, bulk) = (world.sends.sent(), world.bulk.sent());
    let throttled = calls.iter().filter(|call| !call.is_accepted).count();
    println!("{} calls, {throttled} throttled; {sends} messages on sends, {bulk} on bulk", calls.len());
    for class in Class::ALL {
        let of_class: Vec<Timestamp> = calls
            .iter()
            .filter(|it| it.is_accepted && classes[&it.message] == class)
            .map(|it| it.at)
            .collect();
        println!("{class:?}: {} from {:?} to {:?}", of_class.len(), of_class.first(), of_class.last());
    }
}
