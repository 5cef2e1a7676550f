//! The people a store texts: its list.

use async_trait::async_trait;
use rechime_domain::{
    consent::{ConsentEntry, Ruling, Statement},
    ids::{PersonId, StoreId},
    phone::{PhoneNumber, PhonePrefix},
    profile::Profile,
    subscriber::Subscriber,
};

use crate::{
    consistency::Consistency,
    error::StoreError,
    page::{Cursor, Page},
};

#[cfg(feature = "memory")]
mod memory;
mod table;

pub(crate) use self::table::{if_it_stands, subscriber};

/// People on one page of the list.
const PAGE: usize = 100;

/// Reads subscribers and writes down what happened to them.
#[async_trait]
pub trait Subscribers: Send + Sync {
    /// The subscriber with that phone; `None` where the store has none. In a store without a row counts what the owner of
    /// the phone told the store's sender: who told it to stop is unsubscribed.
    async fn get_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError>;

    /// The store's own row of that phone, and nothing that was told to a sender: for whoever asks
    /// [`Phones`](crate::phones::Phones) as well, and only where it matters.
    async fn get_own_row(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError>;

    /// Adds a person to those whose messages are meant for this phone. Makes the row where there is none. Doing so
    /// twice is fine. Adds the store to those that know the phone.
    async fn add_person(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
    ) -> Result<(), StoreError>;

    /// Puts a statement of the subscriber's consent as [`Statement::ruling`] says, held against the consent that
    /// stands at this very moment: it counts, or is kept in the ledger as evidence, or nothing is written. Makes the
    /// row where it counts and there is none. A line of the ledger of the same instant and status stays as it was made.
    async fn put_consent(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        statement: &Statement,
    ) -> Result<Ruling, StoreError>;

    /// A phone's ledger: every statement of consent that was ever kept, oldest first.
    async fn list_consents(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ConsentEntry>, StoreError>;
}

/// Shards of a store's list.
pub const SHARDS: u8 = crate::keys::SUBSCRIBER_SHARDS;

/// Reads the whole list, shard by shard: what a run does.
#[async_trait]
pub trait SubscriberShards: Send + Sync {
    /// Up to `limit` people of a shard below [`SHARDS`], in the order of their phones, and never more than 1 MB of rows.
    /// A cursor is the last phone that was read. May miss the last second.
    async fn list_shard(
        &self,
        store: &StoreId,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Subscriber>, StoreError>;
}

/// A subscriber after a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The subscriber.
    pub subscriber: Subscriber,
    /// What became of the statement about their consent; unchanged where there was none.
    pub ruling: Ruling,
}

/// Changes the list by hand.
#[async_trait]
pub trait SubscriberEditor: Subscribers {
    /// Those subscribers that there are of several phones, each as [`get_subscriber`](Subscribers::get_subscriber) gives
    /// them, in no particular order. A phone may stand twice.
    async fn get_subscribers(
        &self,
        store: &StoreId,
        phones: &[PhoneNumber],
        consistency: Consistency,
    ) -> Result<Vec<Subscriber>, StoreError>;

    /// Puts what the list says of a subscriber, and the statement of their consent as
    /// [`put_consent`](Subscribers::put_consent) does. Nothing else of the subscriber changes.
    async fn put_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        profile: &Profile,
        statement: Option<&Statement>,
    ) -> Result<Saved, StoreError>;

    /// The store's list in a fixed order, which is not that of the phones. A cursor stays good while people come and
    /// go.
    async fn list_subscribers(
        &self,
        store: &StoreId,
        after: Option<&Cursor>,
    ) -> Result<Page<Subscriber>, StoreError>;

    /// Those of the list whose phone begins so, as [`list_subscribers`](Self::list_subscribers) gives them.
    async fn find_subscribers(
        &self,
        store: &StoreId,
        prefix: &PhonePrefix,
        after: Option<&Cursor>,
    ) -> Result<Page<Subscriber>, StoreError>;
}
