use std::{collections::BTreeSet, num::NonZeroU32};

use rechime_domain::{
    ids::SenderId,
    phone::PhoneNumber,
    sender::{ProviderName, Sender},
    settings::StoreSettings,
};
use rechime_store::{StoreError, configs::ConfigEditor, senders::Senders};

use crate::samples::{entry, store, store_config};

pub(crate) async fn keeps_its_promises(table: &(impl ConfigEditor + Senders)) {
    a_sender_comes_with_the_store_and_is_known_by_its_id(table).await;
    of_two_changes_of_one_sender_the_second_is_refused(table).await;
    a_sender_that_nobody_uses_stays_known(table).await;
    a_number_of_aws_says_whose_it_is(table).await;
}

const RATE: NonZeroU32 = NonZeroU32::new(10).unwrap();

fn twilio(number: &str) -> Sender {
    Sender::new(ProviderName::Twilio, Some("AC1".to_owned()), number.to_owned(), RATE)
}

fn stores(ids: &[&str]) -> BTreeSet<rechime_domain::ids::StoreId> {
    ids.iter().map(|id| store(id)).collect()
}

/// The sender that the list of stores tells of a store.
async fn listed_sender(table: &impl ConfigEditor, id: &str) -> SenderId {
    let lines = table.list_stores().await.unwrap();
    lines.into_iter().find(|line| line.id == store(id)).unwrap().sender
}

async fn a_sender_comes_with_the_store_and_is_known_by_its_id(table: &(impl ConfigEditor + Senders)) {
    let sender = twilio("+18005551301");
    for id in ["one", "two"] {
        table.create_store(&store_config(id), &entry()).await.unwrap();
        assert_eq!(table.get_sender_of_store(&store(id)).await, Ok(SenderId::installation()));
        table.put_sender(&store(id), Some(&sender), None, &entry()).await.unwrap();
        let config = table.get_config(&store(id)).await.unwrap().unwrap();
        assert_eq!(config.sender.as_ref(), Some(&sender));
        assert_eq!(table.get_sender_of_store(&store(id)).await, Ok(sender.id.clone()));
    }
    let renamed = StoreSettings { name: "Oats".to_owned(), version: 2, ..store_config("two").settings };
    table.put_settings(&renamed, &entry()).await.unwrap();
    assert_eq!(listed_sender(table, "two").await, sender.id, "a new name changes nothing of it");
    let known = table.get_sender(&sender.id).await.unwrap().unwrap();
    assert_eq!((known.sender, known.stores), (sender, stores(&["one", "two"])));
}

async fn of_two_changes_of_one_sender_the_second_is_refused(table: &(impl ConfigEditor + Senders)) {
    let (standing, next) = (twilio("+18005551301"), twilio("+18005551302"));
    let late = table.put_sender(&store("one"), Some(&next), None, &entry()).await;
    assert_eq!(late, Err(StoreError::Conflict));
    let faster = Sender { parts_per_second: NonZeroU32::MAX, ..standing.clone() };
    table.put_sender(&store("one"), Some(&faster), Some(&standing.id), &entry()).await.unwrap();
    let known = table.get_sender(&standing.id).await.unwrap().unwrap();
    assert_eq!((known.sender, known.stores), (faster, stores(&["one", "two"])), "the same one, changed");
}

async fn a_sender_that_nobody_uses_stays_known(table: &(impl ConfigEditor + Senders)) {
    let (left, next) = (twilio("+18005551301"), twilio("+18005551302"));
    table.put_sender(&store("one"), Some(&next), Some(&left.id), &entry()).await.unwrap();
    table.put_sender(&store("two"), None, Some(&left.id), &entry()).await.unwrap();
    assert_eq!(table.get_sender_of_store(&store("two")).await, Ok(SenderId::installation()));
    assert_eq!(listed_sender(table, "one").await, next.id);
    assert_eq!(listed_sender(table, "two").await, SenderId::installation());
    assert_eq!(table.get_sender(&left.id).await.unwrap().unwrap().stores, stores(&[]));
    assert_eq!(table.get_sender(&next.id).await.unwrap().unwrap().stores, stores(&["one"]));
    assert_eq!(table.get_sender(&twilio("+18005551309").id).await, Ok(None));
}

async fn a_number_of_aws_says_whose_it_is(table: &(impl ConfigEditor + Senders)) {
    table.create_store(&store_config("three"), &entry()).await.unwrap();
    let [first, second] = ["+18005551401", "+18005551402"].map(|it| PhoneNumber::from_e164(it).unwrap());
    let pool = Sender::new(ProviderName::Aws, None, "pool-1".to_owned(), RATE);
    let pool = Sender { numbers: [first.clone(), second.clone()].into(), ..pool };
    table.put_sender(&store("three"), Some(&pool), None, &entry()).await.unwrap();
    for number in [&first, &second] {
        assert_eq!(table.find_sender(number).await, Ok(Some(pool.id.clone())));
    }
    let of_twilio = PhoneNumber::from_e164("+18005551302").unwrap();
    assert_eq!(table.find_sender(&of_twilio).await, Ok(None), "Twilio's calls name the sender");
}
