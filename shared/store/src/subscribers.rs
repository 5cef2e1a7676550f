//! The people a store texts: its list.

use async_trait::async_trait;
use jiff::civil::Date;
use rechime_domain::{
    ids::StoreId,
    phone::PhoneNumber,
    subscriber::{ConsentEntry, Subscriber, Wording},
};

use crate::{
    error::StoreError,
    page::{Cursor, Page},
};

/// How fresh a read must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consistency {
    /// May miss the writes of the last second. Half the price.
    Eventual,
    /// Sees every write that was acknowledged.
    Strong,
}

/// Reads subscribers and writes down what happened to them.
#[async_trait]
pub trait Subscribers: Send + Sync {
    /// The person with that phone; `None` where the store never heard of them.
    async fn get(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError>;

    /// Notes that a message of a Recharge flow reached the provider on `day` (UTC). The latest day stays. Makes
    /// the row where there is none.
    async fn mark_received(&self, store: &StoreId, phone: &PhoneNumber, day: Date) -> Result<(), StoreError>;

    /// Enters a consent, or its end, in the person's ledger, and makes it the one that counts unless a later one
    /// stands. At the same instant an opt-out counts, and no void takes the place of one. Makes the row where there is none. An entry of the
    /// same instant and status stays as it was made.
    async fn set_consent(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        entry: ConsentEntry,
    ) -> Result<(), StoreError>;
}

/// Changes the list by hand.
#[async_trait]
pub trait SubscriberEditor: Subscribers {
    /// Saves a person; their consent also enters their ledger, with its wording, unless it is there.
    ///
    /// `received_recharge_on` is not touched: only [`Subscribers::mark_received`] writes it.
    /// [`StoreError::Conflict`] where a later consent stands than the one to be saved, as when a STOP came while
    /// a merchant was editing: nobody is subscribed again by accident.
    async fn save(
        &self,
        store: &StoreId,
        subscriber: &Subscriber,
        wording: Option<&Wording>,
    ) -> Result<(), StoreError>;

    /// The store's list, by phone.
    async fn list(&self, store: &StoreId, after: Option<&Cursor>) -> Result<Page<Subscriber>, StoreError>;

    /// A phone's ledger: every consent and every end of one that was ever entered, oldest first.
    async fn consents(&self, store: &StoreId, phone: &PhoneNumber) -> Result<Vec<ConsentEntry>, StoreError>;
}
