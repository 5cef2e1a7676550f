//! The people a store texts: its list.

use async_trait::async_trait;
use jiff::civil::Date;
use rechime_domain::{
    consent::{ConsentEntry, Ruling, Statement},
    ids::{PersonId, StoreId},
    phone::PhoneNumber,
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

/// People on one page of the list.
const PAGE: usize = 100;

/// Reads subscribers and writes down what happened to them.
#[async_trait]
pub trait Subscribers: Send + Sync {
    /// The person with that phone; `None` where the store never heard of them.
    async fn get_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError>;

    /// Notes that a message of a Recharge flow reached the provider on `day` (UTC), and whose it was. The latest day
    /// stays. Makes the row where there is none.
    async fn note_received(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
        day: Date,
    ) -> Result<(), StoreError>;

    /// Adds a person to those whose messages are meant for this phone. Makes the row where there is none. Doing so twice
    /// is fine.
    async fn add_person(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
    ) -> Result<(), StoreError>;

    /// Does with a statement of the person's consent what [`Statement::ruling`] says, held against the consent that
    /// stands at this very moment: it counts, or enters the ledger as evidence, or nothing is written. Makes the row
    /// where it counts and there is none. A line of the ledger of the same instant and status stays as it was made.
    async fn enter_consent(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        statement: &Statement,
    ) -> Result<Ruling, StoreError>;
}

/// A person as they stand after a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The person.
    pub subscriber: Subscriber,
    /// What became of the statement about their consent; unchanged where there was none.
    pub ruling: Ruling,
}

/// Changes the list by hand.
#[async_trait]
pub trait SubscriberEditor: Subscribers {
    /// Writes what the list says of a person, and does with the statement of their consent what
    /// [`enter_consent`](Subscribers::enter_consent) does. Nothing else of the person is touched.
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

    /// A phone's ledger: every consent and every end of one that was ever entered, oldest first.
    async fn list_consents(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ConsentEntry>, StoreError>;
}
