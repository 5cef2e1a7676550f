//! Rows as the table writes them, for tests of what reads the stream.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    ids::StoreId,
    message::{MessageRecord, PendingMessage},
    minute::Minute,
    subscriber::Subscriber,
};
use serde_dynamo::Item as Image;

use super::StreamRecord;
use crate::{
    error::StoreError,
    holds,
    item::{Item, encode, of_key, text},
    journal::{self, JournalEntry},
    keys, messages,
};

const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(Item);

impl Row {
    /// A message's row.
    pub fn of_message(record: &MessageRecord) -> Result<Self, StoreError> {
        messages::table::row(record, KEPT).map(Self)
    }

    /// A batch of the journal.
    #[must_use]
    pub fn of_batch(store: &StoreId, at: Timestamp, uniq: &str, entries: &[JournalEntry]) -> Self {
        Self(journal::batch(store, at, uniq, entries, KEPT))
    }

    /// A hold.
    pub fn of_hold(message: &PendingMessage, until: Minute) -> Result<Self, StoreError> {
        holds::hold(message, until).map(Self)
    }

    /// A subscriber.
    pub fn of_subscriber(store: &StoreId, subscriber: &Subscriber) -> Result<Self, StoreError> {
        encode(&keys::subscriber(store, &subscriber.phone), subscriber).map(Self)
    }

    /// A row that is never counted.
    #[must_use]
    pub fn of_bucket(minute: Minute) -> Self {
        Self(of_key(&keys::bucket(minute)))
    }

    /// Its partition key and sort key.
    #[must_use]
    pub fn key(&self) -> (String, String) {
        (text(&self.0, "pk").to_owned(), text(&self.0, "sk").to_owned())
    }

    /// The record of its writing, over what was there before.
    #[must_use]
    pub fn record(self, before: Option<Self>, sequence_number: &str) -> StreamRecord {
        let image = |row: Self| Image::from(row.0);
        let keys = ["pk", "sk"].map(|name| (name.to_owned(), self.0.get(name).cloned()));
        let keys: Item = keys.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        StreamRecord {
            keys: Image::from(keys),
            old_image: before.map(image),
            new_image: Some(image(self)),
            sequence_number: sequence_number.to_owned(),
        }
    }
}
