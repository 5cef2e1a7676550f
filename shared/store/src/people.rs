//! All that is kept of a person, to be shown and to be erased.

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    click::ClickClass,
    ids::{MessageId, PersonId, StoreId},
    message::{MessageRecord, PendingMessage},
    minute::Minute,
    phone::PhoneNumber,
};
use rechime_recharge::client::CustomerProfile;
use serde::{Deserialize, Serialize};

use crate::{clicks::ClickRecord, error::StoreError, phones::ForgottenPhones};

#[cfg(feature = "memory")]
mod memory;
mod table;

/// What a person's partition holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersonRows {
    /// The messages that have a row, in no particular order.
    pub messages: Vec<MessageRecord>,
    /// Messages that were not made, because their events were found too late.
    pub old_news: Vec<MessageRecord>,
    /// The first hits of each class on each link of theirs.
    pub clicks: Vec<LinkHit>,
    /// The customer as Recharge described them within the last hour.
    pub customer: Option<CustomerProfile>,
}

/// A hit on a short link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkHit {
    /// The message whose link it is.
    pub message: MessageId,
    /// The link's place in the message, from 0.
    pub position: u8,
    /// Who followed it.
    pub class: ClickClass,
    /// When.
    pub at: Timestamp,
}

/// The name under which the progress of an erasure is kept: it shows no phone.
#[derive(Clone, Copy, Debug)]
pub enum ErasureName<'a> {
    /// The owner of a phone.
    Phone(&'a PhoneNumber),
    /// A person without one.
    Person(&'a PersonId),
}

/// Reads and erases all that is kept of a person. Every erasure may be repeated: what is gone is fine.
#[async_trait]
pub trait People: ForgottenPhones {
    /// All rows of a person.
    async fn list_person_rows(&self, store: &StoreId, person: &PersonId) -> Result<PersonRows, StoreError>;

    /// Erases up to some hundred rows of a person, each message with its holds and short links. Returns how many messages
    /// it erased, and whether any row is left.
    async fn erase_person_rows(
        &self,
        store: &StoreId,
        person: &PersonId,
    ) -> Result<(usize, bool), StoreError>;

    /// Up to `limit` minutes with open holds, the earliest first.
    async fn list_open_minutes(&self, after: Option<Minute>, limit: usize)
    -> Result<Vec<Minute>, StoreError>;

    /// A person's messages that wait for a minute.
    async fn list_holds_of_person(
        &self,
        minute: Minute,
        store: &StoreId,
        person: &PersonId,
    ) -> Result<Vec<PendingMessage>, StoreError>;

    /// Erases a message that waits, with the holds of its earlier waits.
    async fn erase_holds(&self, message: &PendingMessage) -> Result<(), StoreError>;

    /// Erases what a phone replied to the store, and its consent ledger. Returns how many lines that were.
    async fn erase_words(&self, store: &StoreId, phone: &PhoneNumber) -> Result<usize, StoreError>;

    /// Erases the store's row of a phone. Call it last: it leads to the persons.
    async fn erase_subscriber(&self, store: &StoreId, phone: &PhoneNumber) -> Result<(), StoreError>;

    /// The minute up to which an erasure that was cut short has erased holds.
    async fn get_erasure(&self, store: &StoreId, name: ErasureName<'_>)
    -> Result<Option<Minute>, StoreError>;

    /// Puts how far an erasure has come. Kept for a day.
    async fn put_erasure(
        &self,
        store: &StoreId,
        name: ErasureName<'_>,
        reached: Minute,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Deletes the progress of an erasure that is done.
    async fn delete_erasure(&self, store: &StoreId, name: ErasureName<'_>) -> Result<(), StoreError>;
}

/// The first hits of each class on a link of a message.
fn hits(message: &MessageId, record: &ClickRecord) -> Vec<LinkHit> {
    let hit = |(class, at): (&ClickClass, &Timestamp)| LinkHit {
        message: message.clone(),
        position: record.position,
        class: *class,
        at: *at,
    };
    record.first.iter().map(hit).collect()
}

/// The minutes of all holds that a message ever had.
fn held_minutes(message: &MessageRecord) -> Vec<Minute> {
    let mut minutes: Vec<_> = message.waits.iter().map(|wait| wait.until).chain(message.held_until).collect();
    minutes.sort_unstable();
    minutes.dedup();
    minutes
}
