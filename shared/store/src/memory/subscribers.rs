use async_trait::async_trait;
use jiff::civil::Date;
use rechime_domain::{
    ids::StoreId,
    phone::PhoneNumber,
    subscriber::{Consent, ConsentEntry, ConsentStatus, Subscriber, Wording},
};

use super::{Contents, Memory, page};
use crate::{
    error::StoreError,
    keys,
    page::{Cursor, Page},
    subscribers::{Consistency, SubscriberEditor, Subscribers},
};

/// People on one page of the list.
const PAGE: usize = 100;

#[async_trait]
impl Subscribers for Memory {
    async fn get(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        _consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        Ok(self.contents().subscribers.get(&(store.clone(), phone.clone())).cloned())
    }

    async fn mark_received(&self, store: &StoreId, phone: &PhoneNumber, day: Date) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let person = contents.person(store, phone);
        person.received_recharge_on = person.received_recharge_on.max(Some(day));
        Ok(())
    }

    async fn set_consent(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        entry: ConsentEntry,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let consent = entry.consent;
        contents.enter(store, phone, entry);
        let person = contents.person(store, phone);
        let prevails = |standing: Consent| match consent.status {
            ConsentStatus::Unsubscribed => standing.since <= consent.since,
            ConsentStatus::Void => {
                standing.since < consent.since && standing.status != ConsentStatus::Unsubscribed
            }
            ConsentStatus::Subscribed | ConsentStatus::Unknown => standing.since < consent.since,
        };
        if person.consent.is_none_or(prevails) {
            person.consent = Some(consent);
        }
        Ok(())
    }
}

#[async_trait]
impl SubscriberEditor for Memory {
    async fn save(
        &self,
        store: &StoreId,
        subscriber: &Subscriber,
        wording: Option<&Wording>,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let known = contents.subscribers.get(&(store.clone(), subscriber.phone.clone()));
        let known = known.cloned().unwrap_or_else(|| Subscriber::new(subscriber.phone.clone()));
        if known.consent.map(|consent| consent.since) > subscriber.consent.map(|consent| consent.since) {
            return Err(StoreError::Conflict);
        }
        if let Some(consent) = subscriber.consent {
            contents.enter(store, &subscriber.phone, ConsentEntry { consent, wording: wording.cloned() });
        }
        let saved = Subscriber {
            consent: subscriber.consent.or(known.consent),
            time_zone: subscriber.time_zone.clone(),
            address: subscriber.address.clone(),
            ..known
        };
        *contents.person(store, &subscriber.phone) = saved;
        Ok(())
    }

    async fn list(&self, store: &StoreId, after: Option<&Cursor>) -> Result<Page<Subscriber>, StoreError> {
        let contents = self.contents();
        let after = after.map(Cursor::as_str);
        let people = contents
            .subscribers
            .iter()
            .filter(|((of, phone), _)| of == store && Some(phone.as_str()) > after);
        Ok(page(people.map(|((_, phone), person)| (phone.as_str().to_owned(), person.clone())), PAGE))
    }

    async fn consents(&self, store: &StoreId, phone: &PhoneNumber) -> Result<Vec<ConsentEntry>, StoreError> {
        let pk = keys::consents(store, phone);
        let contents = self.contents();
        Ok(contents
            .consents
            .iter()
            .filter(|((of, _), _)| *of == pk)
            .map(|(_, entry)| entry.clone())
            .collect())
    }
}

impl Contents {
    fn enter(&mut self, store: &StoreId, phone: &PhoneNumber, entry: ConsentEntry) {
        self.consents.entry(keys::consent(store, phone, &entry.consent).into()).or_insert(entry);
    }

    pub(super) fn person(&mut self, store: &StoreId, phone: &PhoneNumber) -> &mut Subscriber {
        let key = (store.clone(), phone.clone());
        self.subscribers.entry(key).or_insert_with(|| Subscriber::new(phone.clone()))
    }
}
