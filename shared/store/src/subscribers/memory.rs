//! Subscribers in memory.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use rechime_domain::{
    consent::{ConsentEntry, Ruling, Statement},
    ids::{PersonId, StoreId},
    phone::{PhoneNumber, PhonePrefix},
    profile::Profile,
    subscriber::Subscriber,
};

use super::{PAGE, Saved, SubscriberEditor, SubscriberShards, Subscribers};
use crate::{
    consistency::Consistency,
    error::StoreError,
    keys,
    memory::{Contents, Memory, page},
    page::{Cursor, Page},
};

#[async_trait]
impl Subscribers for Memory {
    async fn get_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        let row = self.get_own_row(store, phone, consistency).await?;
        let contents = self.contents();
        let told = || contents.known_phone(phone).subscriber(store, &contents.sender_of_store(store), phone);
        Ok(row.or_else(told))
    }

    async fn get_own_row(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        _consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        Ok(self.contents().subscribers.get(&(store.clone(), phone.clone())).cloned())
    }

    async fn add_person(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
    ) -> Result<(), StoreError> {
        self.contents().subscriber(store, phone).persons.insert(person.clone());
        Ok(())
    }

    async fn put_consent(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        statement: &Statement,
    ) -> Result<Ruling, StoreError> {
        Ok(self.contents().state(store, phone, statement))
    }

    async fn list_consents(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ConsentEntry>, StoreError> {
        let pk = keys::consents(store, phone);
        let contents = self.contents();
        let from = contents.consents.range((pk.clone(), String::new())..);
        Ok(from.take_while(|((of, _), _)| *of == pk).map(|(_, entry)| entry.clone()).collect())
    }
}

#[async_trait]
impl SubscriberEditor for Memory {
    async fn get_subscribers(
        &self,
        store: &StoreId,
        phones: &[PhoneNumber],
        _consistency: Consistency,
    ) -> Result<Vec<Subscriber>, StoreError> {
        let contents = self.contents();
        let row = |phone: &PhoneNumber| contents.subscribers.get(&(store.clone(), phone.clone())).cloned();
        let sender = contents.sender_of_store(store);
        let told = |phone: &PhoneNumber| contents.known_phone(phone).subscriber(store, &sender, phone);
        let distinct: BTreeSet<_> = phones.iter().collect();
        Ok(distinct.into_iter().filter_map(|phone| row(phone).or_else(|| told(phone))).collect())
    }

    async fn put_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        profile: &Profile,
        statement: Option<&Statement>,
    ) -> Result<Saved, StoreError> {
        let mut contents = self.contents();
        let ruling = statement.map_or(Ruling::Unchanged, |stated| contents.state(store, phone, stated));
        let subscriber = contents.subscriber(store, phone);
        subscriber.profile = profile.clone();
        Ok(Saved { subscriber: subscriber.clone(), ruling })
    }

    async fn list_subscribers(
        &self,
        store: &StoreId,
        after: Option<&Cursor>,
    ) -> Result<Page<Subscriber>, StoreError> {
        Ok(self.list_from(store, "", after))
    }

    async fn find_subscribers(
        &self,
        store: &StoreId,
        prefix: &PhonePrefix,
        after: Option<&Cursor>,
    ) -> Result<Page<Subscriber>, StoreError> {
        Ok(self.list_from(store, prefix.as_str(), after))
    }
}

/// About as many people as 1 MB of rows.
const MEGABYTE: usize = 2_500;

#[async_trait]
impl SubscriberShards for Memory {
    async fn list_shard(
        &self,
        store: &StoreId,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Subscriber>, StoreError> {
        let contents = self.contents();
        let after = after.map_or("", Cursor::as_str);
        let people = contents.subscribers.iter().filter(|((of, phone), _)| {
            of == store && phone.as_str() > after && keys::subscriber_shard(phone.as_str()) == shard
        });
        let people = people.map(|((_, phone), subscriber)| (phone.as_str().to_owned(), subscriber.clone()));
        Ok(page(people, limit.min(MEGABYTE)))
    }
}

impl Memory {
    fn list_from(&self, store: &StoreId, prefix: &str, after: Option<&Cursor>) -> Page<Subscriber> {
        let place = |phone: &str| (keys::subscriber_shard(phone), phone.to_owned());
        let after = after.map(|cursor| place(cursor.as_str()));
        let contents = self.contents();
        let people = contents
            .subscribers
            .iter()
            .filter(|((of, phone), _)| of == store && phone.as_str().starts_with(prefix));
        let people: BTreeMap<_, _> =
            people.map(|((_, phone), subscriber)| (place(phone.as_str()), subscriber)).collect();
        let rest = people.into_iter().filter(|(place, _)| after.as_ref().is_none_or(|after| place > after));
        page(rest.map(|((_, phone), subscriber)| (phone, subscriber.clone())), PAGE)
    }
}

impl Contents {
    fn state(&mut self, store: &StoreId, phone: &PhoneNumber, statement: &Statement) -> Ruling {
        let known = self.subscribers.get(&(store.clone(), phone.clone()));
        let sender = self.sender_of_store(store);
        let told =
            || self.known_phone(phone).consent(store, &sender).filter(|told| *told != statement.consent());
        let standing = known.map_or_else(told, |subscriber| subscriber.consent);
        let is_told = known.is_none() && standing.is_some();
        let ruling = statement.ruling(standing.as_ref());
        if let Some(entry) = statement.entry(ruling) {
            let key = keys::consent(store, phone, &entry.consent).into();
            self.consents.entry(key).or_insert(entry);
        }
        if is_told {
            self.subscriber(store, phone);
        }
        if let Ruling::Counts(consent) = ruling {
            self.subscriber(store, phone).consent = Some(consent);
        }
        ruling
    }

    /// A row that is made takes over what the owner of the phone told the number.
    fn make_row(&mut self, store: &StoreId, phone: &PhoneNumber) {
        self.add_store(phone, store);
        let consent = self.known_phone(phone).consent(store, &self.sender_of_store(store));
        if let Some(consent) = consent {
            let line = keys::consent(store, phone, &consent).into();
            self.consents.entry(line).or_insert_with(|| consent.into());
        }
        let key = (store.clone(), phone.clone());
        self.subscribers.insert(key, Subscriber { consent, ..Subscriber::new(phone.clone()) });
    }

    pub(crate) fn subscriber(&mut self, store: &StoreId, phone: &PhoneNumber) -> &mut Subscriber {
        let key = (store.clone(), phone.clone());
        if !self.subscribers.contains_key(&key) {
            self.make_row(store, phone);
        }
        self.subscribers.entry(key).or_insert_with(|| Subscriber::new(phone.clone()))
    }
}
