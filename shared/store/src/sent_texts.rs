//! Which texts a subscriber got lately, and when the last one went.

use async_trait::async_trait;
use rechime_domain::{
    frequency::SentTexts,
    ids::{PersonId, StoreId},
    phone::PhoneNumber,
};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    error::StoreError,
    item::attribute,
    keys,
    table::{Table, Write},
};

/// Keeps count of a subscriber's texts, so that two senders at once cannot both think theirs is the last allowed.
#[async_trait]
pub trait SentTextLog: Send + Sync {
    /// Puts `next` in the place of `known`, and adds the person whose text it is to those of the phone. False where
    /// other texts stand than those of `known`: look again. Putting the same once more is fine. Makes the subscriber's
    /// row where there is none.
    ///
    /// Called before a text goes; and the other way round, after one that did not go for certain.
    async fn put_sent_texts(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
        known: &SentTexts,
        next: &SentTexts,
    ) -> Result<bool, StoreError>;
}

/// The attribute of the texts; the day is in one of its own.
const TEXTS: &str = "recent_texts";

#[async_trait]
impl SentTextLog for Table {
    async fn put_sent_texts(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
        known: &SentTexts,
        next: &SentTexts,
    ) -> Result<bool, StoreError> {
        let texts = (!next.recent.is_empty()).then(|| attribute(&next.recent)).transpose()?;
        let changes = Changes::default()
            .replace(TEXTS, texts.clone())
            .replace("received_recharge_on", next.last_day.map(attribute).transpose()?)
            .add_to_set("persons", person.as_str());
        let changes = if known.recent.is_empty() {
            changes.only_if("attribute_not_exists(#recent_texts)")
        } else {
            changes.only_if("#recent_texts = :known").value("known", attribute(&known.recent)?)
        };
        match self.update_row(&keys::subscriber(store, phone), changes).await? {
            Write::Done(_) => Ok(true),
            // The SDK may have repeated a write of which only the answer was lost.
            Write::Refused(row) => Ok(row.get(TEXTS) == texts.as_ref()),
        }
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl SentTextLog for Memory {
    async fn put_sent_texts(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
        known: &SentTexts,
        next: &SentTexts,
    ) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let subscriber = contents.subscriber(store, phone);
        if subscriber.recent_texts == known.recent {
            subscriber.recent_texts.clone_from(&next.recent);
            subscriber.received_recharge_on = next.last_day;
            subscriber.persons.insert(person.clone());
        }
        Ok(subscriber.recent_texts == next.recent)
    }
}
