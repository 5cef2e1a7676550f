//! Which texts a subscriber got lately, and when the last one went.

use async_trait::async_trait;
use jiff::civil::Date;
#[cfg(feature = "memory")]
use rechime_domain::subscriber::Subscriber;
use rechime_domain::{
    consent::Consent,
    frequency::SentTexts,
    ids::{MessageId, PersonId, SenderId, SourceId, StoreId},
    phone::PhoneNumber,
    text_notes::{NoteKey, TextNotes},
};
use serde_dynamo::AttributeValue;

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    error::StoreError,
    item::{attribute, string},
    keys,
    subscribers::if_it_stands,
    table::{Table, Write},
};

/// What a sender read in a subscriber's row, and decided by. The default is that of a phone without a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The texts of the last hour, and the last promotions.
    pub texts: SentTexts,
    /// The consent.
    pub consent: Option<Consent>,
}

/// Keeps count of a subscriber's texts, so that two senders at once cannot both think theirs is the last allowed.
#[async_trait]
pub trait SentTextLog: Send + Sync {
    /// Puts `next` in the place of the texts that were seen, before a text goes from a sender. Adds the person whose text it
    /// is to those of the phone. False where other texts or another consent stand: look again. So a sender may have read a row
    /// that was out of date. Counting the same once more is fine. Makes the subscriber's row where there is none.
    async fn count_text(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
        sender: &SenderId,
        seen: &Seen,
        next: &SentTexts,
    ) -> Result<bool, StoreError>;

    /// Puts `next` in the place of `known`, after a text did not go for certain. False, and nothing is done, where other
    /// texts stand.
    async fn uncount_text(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        known: &SentTexts,
        next: &SentTexts,
    ) -> Result<bool, StoreError>;

    /// Notes that a person clicked a link in a message of a source on a day (UTC). Of several days the last counts; that
    /// of a campaign's message does not. Doing so twice is fine. Nothing is done where there is no row.
    async fn note_click(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        message: &MessageId,
        source: &SourceId,
        day: Date,
    ) -> Result<(), StoreError>;
}

/// The attribute of the texts; the day is in one of its own.
const TEXTS: &str = "recent_texts";

/// The attribute of the notes of texts: a map.
const GOT: &str = "got";

/// The attribute of the day of the last click.
const CLICKED_ON: &str = "clicked_recharge_on";

/// A click makes no row: its subscriber may have been erased.
const EXISTS: &str = "attribute_exists(pk)";

/// The attribute of the notes in whose texts a link was clicked: a set.
const CLICKED: &str = "clicked";

#[async_trait]
impl SentTextLog for Table {
    async fn count_text(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
        sender: &SenderId,
        seen: &Seen,
        next: &SentTexts,
    ) -> Result<bool, StoreError> {
        let changes = if_it_stands(replaced(&seen.texts, next)?, seen.consent.as_ref())?;
        let sender = (!sender.is_installations()).then(|| string(sender.as_str()));
        let changes = changes.replace("texted_from", sender);
        self.put_texts(store, phone, changes.add_to_set("persons", person.as_str()), next).await
    }

    async fn uncount_text(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        known: &SentTexts,
        next: &SentTexts,
    ) -> Result<bool, StoreError> {
        self.put_texts(store, phone, replaced(known, next)?, next).await
    }

    async fn note_click(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        message: &MessageId,
        source: &SourceId,
        day: Date,
    ) -> Result<(), StoreError> {
        let key = keys::subscriber(store, phone);
        let noted = || Changes::default().add_to_set(CLICKED, NoteKey::of(message).as_str()).only_if(EXISTS);
        let latest = noted()
            .set(CLICKED_ON, attribute(day)?)
            .only_if(format!("attribute_not_exists(#{CLICKED_ON}) OR #{CLICKED_ON} <= :{CLICKED_ON}"));
        if !source.is_campaign() && self.update_row(&key, latest).await?.is_done() {
            return Ok(());
        }
        self.update_row(&key, noted()).await.map(drop)
    }
}

/// The texts as an attribute; none where there are none.
fn texts_attribute(texts: &SentTexts) -> Result<Option<AttributeValue>, StoreError> {
    (!texts.recent.is_empty()).then(|| attribute(&texts.recent)).transpose()
}

/// Puts `next` in the place of `known`, if that still stands.
fn replaced(known: &SentTexts, next: &SentTexts) -> Result<Changes, StoreError> {
    let changes = Changes::default()
        .replace(TEXTS, texts_attribute(next)?)
        .replace("received_recharge_on", next.last_day.map(attribute).transpose()?)
        .replace("last_source", next.last_source.as_ref().map(attribute).transpose()?);
    let changes = notes_replaced(changes, &known.got, &next.got)?;
    Ok(match texts_attribute(known)? {
        None => changes.only_if("attribute_not_exists(#recent_texts)"),
        Some(known) => changes.only_if("#recent_texts = :known").value("known", known),
    })
}

/// Puts the notes that are new and takes away those that are gone. Others may be written at the same time.
fn notes_replaced(changes: Changes, known: &TextNotes, next: &TextNotes) -> Result<Changes, StoreError> {
    if known.is_empty() {
        return Ok(changes.replace(GOT, (!next.is_empty()).then(|| attribute(next)).transpose()?));
    }
    let mut changes = changes;
    for (key, note) in next.iter().filter(|(key, note)| known.get(key) != Some(note)) {
        changes = changes.set_in(GOT, key.as_str(), attribute(note)?);
    }
    let gone = known.missing_in(next);
    let changes = gone.iter().fold(changes, |changes, key| changes.remove_in(GOT, key.as_str()));
    let gone: Vec<_> = gone.iter().map(|key| key.as_str().to_owned()).collect();
    Ok(if gone.is_empty() { changes } else { changes.delete_from_set(CLICKED, gone) })
}

impl Table {
    async fn put_texts(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        changes: Changes,
        next: &SentTexts,
    ) -> Result<bool, StoreError> {
        match self.update_row(&keys::subscriber(store, phone), changes).await? {
            Write::Done(_) => Ok(true),
            // The call may have been tried again after a write of which only the answer was lost.
            Write::Refused(row) => Ok(row.get(TEXTS) == texts_attribute(next)?.as_ref()),
        }
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl SentTextLog for Memory {
    async fn count_text(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
        sender: &SenderId,
        seen: &Seen,
        next: &SentTexts,
    ) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let subscriber = contents.subscriber(store, phone);
        if subscriber.recent_texts == seen.texts.recent && subscriber.consent == seen.consent {
            put_texts(subscriber, next);
            subscriber.persons.insert(person.clone());
            subscriber.texted_from = Some(sender.clone()).filter(|sender| !sender.is_installations());
        }
        Ok(subscriber.recent_texts == next.recent)
    }

    async fn uncount_text(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        known: &SentTexts,
        next: &SentTexts,
    ) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let subscriber = contents.subscriber(store, phone);
        if subscriber.recent_texts == known.recent {
            put_texts(subscriber, next);
        }
        Ok(subscriber.recent_texts == next.recent)
    }

    async fn note_click(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        message: &MessageId,
        source: &SourceId,
        day: Date,
    ) -> Result<(), StoreError> {
        if let Some(subscriber) = self.contents().subscribers.get_mut(&(store.clone(), phone.clone())) {
            subscriber.clicked.insert(NoteKey::of(message));
            if !source.is_campaign() {
                subscriber.clicked_recharge_on = subscriber.clicked_recharge_on.max(Some(day));
            }
        }
        Ok(())
    }
}

#[cfg(feature = "memory")]
fn put_texts(subscriber: &mut Subscriber, texts: &SentTexts) {
    subscriber.recent_texts.clone_from(&texts.recent);
    subscriber.received_recharge_on = texts.last_day;
    subscriber.last_source.clone_from(&texts.last_source);
    let gone = subscriber.got.missing_in(&texts.got);
    subscriber.clicked.retain(|key| !gone.contains(key));
    subscriber.got.clone_from(&texts.got);
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use rechime_domain::{
        consent::{ConsentSource, ConsentStatus},
        frequency::SentText,
        trigger::Trigger,
    };

    use super::*;
    use crate::{item::encode, samples, size};

    /// Somebody who got a text a day for months, and clicked in every other.
    #[test]
    fn the_row_of_a_subscriber_with_many_notes_costs_one_write_unit() {
        let store = StoreId::parse("oat-and-ember-coffee").unwrap();
        let phone = PhoneNumber::from_e164("+14155552671").unwrap();
        let mut subscriber = rechime_domain::subscriber::Subscriber::new(phone.clone());
        let first: Timestamp = "2026-11-24T14:03:07.123456789Z".parse().unwrap();
        for day in 0..40 {
            let occurrence = samples::occurrence(Trigger::UpcomingOrder, 1_191_965_724 + day);
            let message = samples::message(&store, occurrence);
            let at = first + SignedDuration::from_hours(24 * i64::try_from(day).unwrap());
            let text = SentText { message: message.id.clone(), at, promotional: false };
            let texts = subscriber.sent_texts().with(text, &message.source);
            put_texts(&mut subscriber, &texts);
            if day % 2 == 0 {
                subscriber.clicked.insert(NoteKey::of(&message.id));
            }
            subscriber.persons.insert(message.id.person());
        }
        let (status, source) = (ConsentStatus::Subscribed, ConsentSource::Shopify);
        subscriber.consent = Some(Consent { status, source, since: first });
        let row = encode(&keys::subscriber(&store, &phone), &subscriber).unwrap();
        let size = size::of(&row);
        assert!((700..=1024).contains(&size), "{size} bytes");
    }
}
