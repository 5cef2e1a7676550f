//! Deactivated numbers.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp, civil::Date};
use rechime_domain::{
    consent::{Consent, ConsentEntry, ConsentSource, ConsentStatus, Statement},
    flow::FlowStatus,
    ids::{PersonId, StoreId},
    phone::PhoneNumber,
    subscriber::Subscriber,
};
use rechime_sms::deactivated_numbers::{DeactivatedNumbers, ListError, NumberLists};
use rechime_store::{
    consistency::Consistency,
    number_lists::{ListPosition, ListPositions, Place},
    subscribers::{SubscriberShards, Subscribers},
};

use super::world::{World, demo};

type Listed = Result<DeactivatedNumbers, ListError>;

/// Lists of days, and which days were asked for. A day that it was not told of has none.
#[derive(Default)]
pub(super) struct FakeLists(Mutex<(BTreeMap<Date, Listed>, Vec<i8>)>);

impl FakeLists {
    fn on(&self, day: i8, list: Listed) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.insert(november(day), list);
    }

    fn asked(&self) -> Vec<i8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).1)
    }
}

#[async_trait]
impl NumberLists for FakeLists {
    async fn get_deactivated_numbers(&self, day: Date) -> Result<Option<DeactivatedNumbers>, ListError> {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.1.push(day.day());
        lists.0.get(&day).cloned().transpose()
    }
}

fn november(day: i8) -> Date {
    Date::constant(2026, 11, day)
}

fn phone(number: usize) -> PhoneNumber {
    PhoneNumber::from_e164(&format!("+1415555{number:04}")).unwrap()
}

fn list(numbers: impl IntoIterator<Item = usize>) -> DeactivatedNumbers {
    numbers.into_iter().map(phone).collect()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn says(world: &World, number: usize, status: ConsentStatus, since: &str) {
    let said = Statement::new(status, ConsentSource::Reply, at(since));
    world.table.put_consent(&demo(), &phone(number), &said).await.unwrap();
}

async fn agree(world: &World, numbers: impl IntoIterator<Item = usize>) {
    for number in numbers {
        says(world, number, ConsentStatus::Subscribed, "2026-11-01T00:00:00Z").await;
    }
}

async fn person(world: &World, store: &StoreId, number: usize) -> Option<Subscriber> {
    world.table.get_subscriber(store, &phone(number), Consistency::Strong).await.unwrap()
}

async fn status(world: &World, number: usize) -> ConsentStatus {
    person(world, &demo(), number).await.unwrap().consent_status()
}

async fn position(world: &World) -> ListPosition {
    world.table.get_list_position().await.unwrap().unwrap()
}

#[tokio::test]
async fn a_number_that_was_deactivated_is_void_in_the_ledger_once() {
    let world = World::empty();
    world.connect("demo", FlowStatus::Inactive).await;
    agree(&world, [1, 2]).await;
    world.lists.on(24, Ok(list([1, 3])));
    world.run().await;
    assert_eq!(world.lists.asked(), [18, 19, 20, 21, 22, 23, 24]);
    assert_eq!(
        (status(&world, 1).await, status(&world, 2).await),
        (ConsentStatus::Void, ConsentStatus::Subscribed)
    );
    assert_eq!(person(&world, &demo(), 3).await, None, "nobody is made known by the list");
    let ledger = world.table.list_consents(&demo(), &phone(1)).await.unwrap();
    let void = Consent {
        status: ConsentStatus::Void,
        source: ConsentSource::Provider,
        since: at("2026-11-25T00:00:00Z"),
    };
    assert_eq!(ledger[1..], [ConsentEntry::saying(void, "the number was deactivated")]);

    world.next_hour();
    world.run().await;
    assert!(world.lists.asked().is_empty(), "that day is done with");
    world.table.put_list_position(&ListPosition::before(november(24))).await.unwrap();
    world.run().await;
    assert_eq!(world.lists.asked(), [24]);
    assert_eq!(world.table.list_consents(&demo(), &phone(1)).await.unwrap(), ledger, "nothing new");
}

#[tokio::test]
async fn an_opt_out_stays_and_so_does_a_consent_of_since() {
    let world = World::empty();
    world.connect("demo", FlowStatus::Inactive).await;
    says(&world, 1, ConsentStatus::Unsubscribed, "2026-11-01T00:00:00Z").await;
    says(&world, 2, ConsentStatus::Subscribed, "2026-11-25T09:00:00Z").await;
    let person = PersonId::of_customer(&demo(), "3");
    world.table.add_person(&demo(), &phone(3), &person).await.unwrap();
    world.lists.on(24, Ok(list([1, 2, 3])));
    world.run().await;
    assert_eq!(status(&world, 1).await, ConsentStatus::Unsubscribed);
    assert_eq!(status(&world, 2).await, ConsentStatus::Subscribed);
    assert_eq!(status(&world, 3).await, ConsentStatus::Void, "their checkout phone counts no more");
    assert_eq!(world.table.list_consents(&demo(), &phone(1)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn yesterdays_list_may_still_come_and_an_older_one_that_is_missing_does_not_hold_it_up() {
    let world = World::empty();
    world.connect("demo", FlowStatus::Inactive).await;
    agree(&world, [1]).await;
    world.lists.on(22, Ok(list([])));
    world.run().await;
    assert_eq!(position(&world).await, ListPosition::before(november(24)));
    world.lists.asked();
    world.next_hour();
    world.lists.on(24, Ok(list([1])));
    world.run().await;
    assert_eq!((world.lists.asked(), status(&world, 1).await), (vec![24], ConsentStatus::Void));
    world.clock.advance(SignedDuration::from_hours(20 * 24));
    world.run().await;
    assert_eq!(world.lists.asked().len(), 7, "no further back");
}

#[tokio::test]
async fn a_list_that_cannot_be_had_is_tried_again_from_there() {
    let world = World::empty();
    world.connect("demo", FlowStatus::Inactive).await;
    agree(&world, [1, 2]).await;
    world.lists.on(22, Ok(list([1])));
    world.lists.on(23, Err(ListError::Refused(500)));
    world.lists.on(24, Ok(list([2])));
    assert!(world.hour().await.is_err());
    assert_eq!(status(&world, 1).await, ConsentStatus::Void);
    world.lists.asked();
    world.lists.on(23, Ok(list([])));
    world.run().await;
    assert_eq!((world.lists.asked(), status(&world, 2).await), (vec![23, 24], ConsentStatus::Void));
}

/// Somebody in the first shard of the store's list, and somebody in the second.
async fn of_two_shards(world: &World) -> (usize, usize) {
    let mut numbers = Vec::new();
    for shard in 0..2 {
        let page = world.table.list_shard(&demo(), shard, None, 1).await.unwrap();
        numbers.push(page.items[0].phone.as_str()["+1415555".len()..].parse().unwrap());
    }
    (numbers[0], numbers[1])
}

fn in_shard(shard: u8) -> ListPosition {
    ListPosition::before(november(24)).at(demo(), Place { shard, after: None })
}

#[tokio::test]
async fn a_run_that_is_interrupted_goes_on_where_it_was() {
    let world = World::empty();
    for id in ["aaa", "demo"] {
        world.connect(id, FlowStatus::Inactive).await;
    }
    agree(&world, 0..250).await;
    let (first, second) = of_two_shards(&world).await;
    world.lists.on(24, Ok(list([first, second])));
    world.table.put_list_position(&in_shard(1)).await.unwrap();
    world.run().await;
    assert_eq!(status(&world, first).await, ConsentStatus::Subscribed, "done with, before");
    assert_eq!(status(&world, second).await, ConsentStatus::Void);
    assert_eq!(position(&world).await, ListPosition::before(november(25)));
}

#[tokio::test]
async fn a_run_reads_so_many_pages_and_no_more() {
    let world = World::empty();
    world.connect("demo", FlowStatus::Inactive).await;
    agree(&world, 0..150).await;
    let (first, second) = of_two_shards(&world).await;
    let (from, list) = (ListPosition::before(november(24)), list([first, second]));
    let next = world.upkeep.go_through(&list, from, &mut 1).await.unwrap();
    assert_eq!(next, in_shard(1));
    assert_eq!(
        (status(&world, first).await, status(&world, second).await),
        (ConsentStatus::Void, ConsentStatus::Subscribed)
    );
    let next = world.upkeep.go_through(&list, next, &mut 15).await.unwrap();
    assert_eq!(
        (next, status(&world, second).await),
        (ListPosition::before(november(25)), ConsentStatus::Void)
    );
}
