//! A skip leads from the phone to the person's messages.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use rechime_domain::{
    consent::{ConsentEntry, Ruling, Statement},
    flow::QuietHoursPolicy,
    ids::{PersonId, StoreId},
    phone::PhoneNumber,
    subscriber::Subscriber,
    trigger::Trigger,
};
use rechime_store::{Fault, Memory, consistency::Consistency, error::StoreError, subscribers::Subscribers};
use rechime_testkit::{
    Person,
    payloads::{self, recharge},
    zoe,
};
use serde_json::json;

use super::{
    webhook::{NIGHT, PHONE, Webhook, at},
    world::{World, demo},
};

const PAID: &str = "charge:1:paid";

/// The table, which remembers whom it was told to add.
struct Remembering {
    table: Memory,
    added: Mutex<Vec<PersonId>>,
}

impl Remembering {
    fn over(world: &mut World) -> Arc<Self> {
        let subscribers = Arc::new(Self { table: world.table.clone(), added: Mutex::default() });
        world.evaluation.subscribers = subscribers.clone();
        subscribers
    }

    fn added(&self) -> Vec<PersonId> {
        self.added.lock().unwrap().clone()
    }
}

#[async_trait]
impl Subscribers for Remembering {
    async fn get_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        self.table.get_subscriber(store, phone, consistency).await
    }

    async fn get_own_row(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        self.table.get_own_row(store, phone, consistency).await
    }

    async fn add_person(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
    ) -> Result<(), StoreError> {
        self.added.lock().unwrap().push(person.clone());
        self.table.add_person(store, phone, person).await
    }

    async fn put_consent(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        statement: &Statement,
    ) -> Result<Ruling, StoreError> {
        self.table.put_consent(store, phone, statement).await
    }

    async fn list_consents(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ConsentEntry>, StoreError> {
        self.table.list_consents(store, phone).await
    }
}

/// A night on which paid charges are not told of.
async fn dropping() -> World {
    let world = World::by_night().await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.quiet_hours = QuietHoursPolicy::Drop).await;
    world
}

fn paid(charge: u64) -> Webhook {
    Webhook::paid(charge).received(NIGHT)
}

fn customer(id: &str) -> PersonId {
    PersonId::of_customer(&demo(), id)
}

async fn listed(world: &World) -> BTreeSet<PersonId> {
    let phone = PhoneNumber::from_e164(PHONE).unwrap();
    let subscriber = world.table.get_subscriber(&demo(), &phone, Consistency::Strong).await.unwrap();
    subscriber.map(|subscriber| subscriber.persons).unwrap_or_default()
}

#[tokio::test]
async fn a_person_is_listed_with_the_first_skip_and_no_write_is_made_for_the_next() {
    let mut world = dropping().await;
    let subscribers = Remembering::over(&mut world);
    for charge in 1..4 {
        assert!(world.evaluate(&[paid(charge)]).await.is_empty());
        assert!(world.row(Trigger::ChargePaid, &format!("charge:{charge}:paid")).await.is_some());
    }
    assert_eq!(subscribers.added(), [customer("9")]);
    assert_eq!(listed(&world).await, BTreeSet::from([customer("9")]));
}

#[tokio::test]
async fn an_event_that_skips_several_messages_lists_its_person_once() {
    let mut world = dropping().await;
    world.add_flow(Trigger::ChargePaid, |flow| flow.quiet_hours = QuietHoursPolicy::Drop).await;
    let subscribers = Remembering::over(&mut world);
    assert!(world.evaluate(&[paid(1)]).await.is_empty());
    assert_eq!(subscribers.added(), [customer("9")]);
}

#[tokio::test]
async fn two_customers_of_one_phone_are_both_listed() {
    let world = dropping().await;
    let sister = Person { id: 10, ..zoe() };
    let charge = recharge::charge(&sister, at(NIGHT), &json!({ "id": 2 }));
    let sister = payloads::Webhook::new("charge/paid", &charge, &sister, at(NIGHT)).payload;
    assert!(world.evaluate(&[paid(1)]).await.is_empty());
    assert!(world.evaluate(&[Webhook::new("charge/paid", sister).received(NIGHT)]).await.is_empty());
    assert_eq!(listed(&world).await, BTreeSet::from([customer("9"), customer("10")]));
}

#[tokio::test]
async fn what_is_sent_or_waits_is_left_to_the_sender_to_list() {
    let mut world = World::by_night().await;
    let subscribers = Remembering::over(&mut world);
    let sent_and_held = [paid(1), Webhook::skipped().received(NIGHT).queued_as("q-2")];
    assert!(world.evaluate(&sent_and_held).await.is_empty());
    assert_eq!((world.queued().len(), subscribers.added()), (1, Vec::new()));
}

#[tokio::test]
async fn the_person_is_listed_before_the_row_is_written_and_a_fault_in_between_loses_nothing() {
    // The calls: configuration, the report, the subscriber, the journal, the person, the row.
    for (calls, is_listed) in [(4, false), (5, true)] {
        let world = dropping().await;
        world.faulty.fail_after(calls, Fault::Refused);
        assert_eq!(world.evaluate(&[paid(1)]).await, ["q-1"]);
        assert!(!world.faulty.is_armed());
        assert_eq!(listed(&world).await.contains(&customer("9")), is_listed, "call {calls}");
        assert_eq!(world.row(Trigger::ChargePaid, PAID).await, None, "call {calls}");
        assert!(world.evaluate(&[paid(1)]).await.is_empty());
        assert_eq!(listed(&world).await, BTreeSet::from([customer("9")]), "call {calls}");
        assert!(world.row(Trigger::ChargePaid, PAID).await.is_some(), "call {calls}");
    }
}
