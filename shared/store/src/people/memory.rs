//! People in memory.

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    ids::{MessageId, PersonId, StoreId},
    message::PendingMessage,
    minute::Minute,
    phone::PhoneNumber,
};

use super::{ErasureName, People, PersonRows, held_minutes, hits};
use crate::{
    clicks::ClickRecord,
    error::StoreError,
    holds::shard_of,
    keys,
    memory::{Contents, Memory},
};

#[async_trait]
impl People for Memory {
    async fn list_person_rows(&self, store: &StoreId, person: &PersonId) -> Result<PersonRows, StoreError> {
        let pk = keys::person(store, person);
        let contents = self.contents();
        let messages = contents.messages.iter().filter(|((of, _), _)| *of == pk);
        let old_news = contents.old_news.iter().filter(|((of, _), _)| *of == pk);
        let clicks = contents.clicks.iter().filter(|((of, _), _)| *of == pk);
        let hit = |((_, sk), record): (&(String, String), &ClickRecord)| {
            let own =
                sk.strip_prefix(keys::MESSAGE).and_then(|rest| rest.split('#').next()).unwrap_or_default();
            MessageId::parse(&format!("{person}{own}"))
                .map(|message| hits(&message, record))
                .unwrap_or_default()
        };
        Ok(PersonRows {
            messages: messages.map(|(_, message)| message.clone()).collect(),
            old_news: old_news.map(|(_, message)| message.clone()).collect(),
            clicks: clicks.flat_map(hit).collect(),
            customer: contents.customer_cache.get(&(pk, keys::CUSTOMER.to_owned())).cloned(),
        })
    }

    async fn erase_person_rows(
        &self,
        store: &StoreId,
        person: &PersonId,
    ) -> Result<(usize, bool), StoreError> {
        let pk = keys::person(store, person);
        let mut contents = self.contents();
        let gone: Vec<_> =
            contents.messages.extract_if(.., |(of, _), _| *of == pk).map(|(_, row)| row).collect();
        for message in &gone {
            for code in &message.links {
                contents.links.remove(code);
            }
            for minute in held_minutes(message) {
                contents.holds.remove(&keys::hold(minute, &message.id, store).into());
            }
        }
        contents.old_news.retain(|(of, _), _| *of != pk);
        contents.clicks.retain(|(of, _), _| *of != pk);
        contents.customer_cache.retain(|(of, _), _| *of != pk);
        Ok((gone.len(), false))
    }

    async fn list_open_minutes(
        &self,
        after: Option<Minute>,
        limit: usize,
    ) -> Result<Vec<Minute>, StoreError> {
        let contents = self.contents();
        let minutes = contents.buckets.keys().copied().filter(|minute| Some(*minute) > after);
        Ok(minutes.take(limit).collect())
    }

    async fn list_holds_of_person(
        &self,
        minute: Minute,
        store: &StoreId,
        person: &PersonId,
    ) -> Result<Vec<PendingMessage>, StoreError> {
        let (pk, prefix) = (keys::holds(minute, shard_of(person)), keys::held_of_person(store, person));
        let contents = self.contents();
        let holds = contents.holds.iter().filter(|((of, sk), _)| *of == pk && sk.starts_with(&prefix));
        Ok(holds.map(|(_, message)| message.clone()).collect())
    }

    async fn erase_holds(&self, message: &PendingMessage) -> Result<(), StoreError> {
        let mut contents = self.contents();
        for minute in message.waits.iter().map(|wait| wait.until).chain(message.held_until) {
            contents.holds.remove(&keys::hold(minute, &message.id, &message.store).into());
        }
        Ok(())
    }

    async fn erase_words(&self, store: &StoreId, phone: &PhoneNumber) -> Result<usize, StoreError> {
        let (replies, ledger) = (keys::received_replies(store, phone), keys::consents(store, phone));
        let mut contents = self.contents();
        let lines = |contents: &Contents| contents.received_replies.len() + contents.consents.len();
        let before = lines(&contents);
        contents.received_replies.retain(|(of, _), _| *of != replies);
        contents.consents.retain(|(of, _), _| *of != ledger);
        Ok(before - lines(&contents))
    }

    async fn erase_subscriber(&self, store: &StoreId, phone: &PhoneNumber) -> Result<(), StoreError> {
        self.contents().subscribers.remove(&(store.clone(), phone.clone()));
        Ok(())
    }

    async fn get_erasure(
        &self,
        store: &StoreId,
        name: ErasureName<'_>,
    ) -> Result<Option<Minute>, StoreError> {
        Ok(self.contents().erasures.get(&(store.clone(), key(name))).copied())
    }

    async fn put_erasure(
        &self,
        store: &StoreId,
        name: ErasureName<'_>,
        reached: Minute,
        _at: Timestamp,
    ) -> Result<(), StoreError> {
        self.contents().erasures.insert((store.clone(), key(name)), reached);
        Ok(())
    }

    async fn delete_erasure(&self, store: &StoreId, name: ErasureName<'_>) -> Result<(), StoreError> {
        self.contents().erasures.remove(&(store.clone(), key(name)));
        Ok(())
    }
}

fn key(name: ErasureName<'_>) -> String {
    match name {
        ErasureName::Phone(phone) => phone.as_str().to_owned(),
        ErasureName::Person(person) => person.as_str().to_owned(),
    }
}
