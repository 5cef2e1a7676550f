//! Phones across the stores of an installation, which share one number: which stores know a phone, and whether its owner
//! told the number to stop. One row a phone, so that a reply is one look-up however many stores there are.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus, Wording},
    ids::StoreId,
    phone::PhoneNumber,
    subscriber::Subscriber,
};

#[cfg(feature = "memory")]
use crate::memory::{Contents, Memory};
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{Item, corrupt_attribute, string, text},
    keys,
    table::{Table, Write},
};

/// What the installation knows of a phone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownPhone {
    /// The stores that have a row of it.
    pub stores: BTreeSet<StoreId>,
    /// When its owner told the number to stop, unless they told it to start since.
    pub opted_out_at: Option<Timestamp>,
}

impl KnownPhone {
    /// The consent that counts in a store that has no row of the phone.
    #[must_use]
    pub fn consent(&self) -> Option<Consent> {
        let opted_out =
            |since| Consent { status: ConsentStatus::Unsubscribed, source: ConsentSource::Reply, since };
        self.opted_out_at.map(opted_out)
    }

    /// The subscriber, to a store that has no row of the phone: whoever told the number to stop.
    #[must_use]
    pub fn subscriber(&self, phone: &PhoneNumber) -> Option<Subscriber> {
        let consent = self.consent()?;
        Some(Subscriber { consent: Some(consent), ..Subscriber::new(phone.clone()) })
    }
}

/// Keeps what is known of each phone. Never expires: an opt-out is kept for ever.
///
/// In a store that has no row of a phone the opt-out of the number counts, and a row that is made takes it over:
/// [`Subscribers`](crate::subscribers::Subscribers) see to both.
#[async_trait]
pub trait Phones: Send + Sync {
    /// What is known of a phone. Sees every acknowledged write.
    async fn get_phone(&self, phone: &PhoneNumber) -> Result<KnownPhone, StoreError>;

    /// Adds a store to those that know a phone, and gives what is known of it. It comes before the store's row of the
    /// phone, and before its first text: a STOP must find every store that may text. Doing so twice is fine.
    async fn add_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<KnownPhone, StoreError>;

    /// Puts the owner's stop to the number, said `at`, in the words given. Of several the latest stays. At the same
    /// instant a stop outweighs a start. Gives the stores that knew the phone by then: every other one finds the stop.
    async fn put_opt_out(
        &self,
        phone: &PhoneNumber,
        at: Timestamp,
        wording: Option<&Wording>,
    ) -> Result<BTreeSet<StoreId>, StoreError>;

    /// Puts the owner's start, said `at`, which ends every earlier opt-out.
    async fn put_opt_in(&self, phone: &PhoneNumber, at: Timestamp) -> Result<(), StoreError>;
}

#[async_trait]
impl Phones for Table {
    async fn get_phone(&self, phone: &PhoneNumber) -> Result<KnownPhone, StoreError> {
        let row = self.get_row(&keys::phone(phone), Consistency::Strong).await?;
        row.as_ref().map_or_else(|| Ok(KnownPhone::default()), known)
    }

    async fn add_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<KnownPhone, StoreError> {
        let changes = Changes::default().add_to_set("stores", store.as_str());
        let (Write::Done(before) | Write::Refused(before)) =
            self.update_row(&keys::phone(phone), changes).await?;
        let mut known = known(&before)?;
        known.stores.insert(store.clone());
        Ok(known)
    }

    async fn put_opt_out(
        &self,
        phone: &PhoneNumber,
        at: Timestamp,
        wording: Option<&Wording>,
    ) -> Result<BTreeSet<StoreId>, StoreError> {
        let changes = Changes::default()
            .set("stopped_at", string(keys::sortable(at)))
            .replace("wording", wording.map(|wording| string(wording.as_str())))
            .only_if("attribute_not_exists(#stopped_at) OR #stopped_at < :stopped_at");
        let (Write::Done(before) | Write::Refused(before)) =
            self.update_row(&keys::phone(phone), changes).await?;
        Ok(known(&before)?.stores)
    }

    async fn put_opt_in(&self, phone: &PhoneNumber, at: Timestamp) -> Result<(), StoreError> {
        let changes = Changes::default()
            .set("started_at", string(keys::sortable(at)))
            .only_if("attribute_not_exists(#started_at) OR #started_at < :started_at");
        self.update_row(&keys::phone(phone), changes).await.map(drop)
    }
}

fn known(row: &Item) -> Result<KnownPhone, StoreError> {
    let stores = row.get("stores").and_then(|stores| stores.as_ss().ok()).into_iter().flatten();
    let stores = stores.map(|store| StoreId::parse(store)).collect::<Result<_, _>>();
    let at = |name: &str| match text(row, name) {
        "" => Ok(None),
        at => at.parse().map(Some).map_err(|_| corrupt_attribute(row, name)),
    };
    Ok(KnownPhone {
        stores: stores.map_err(|_| corrupt_attribute(row, "stores"))?,
        opted_out_at: standing(at("stopped_at")?, at("started_at")?),
    })
}

/// When the number was told to stop, unless it was told to start later.
fn standing(stopped_at: Option<Timestamp>, started_at: Option<Timestamp>) -> Option<Timestamp> {
    stopped_at.filter(|stopped_at| started_at.is_none_or(|started_at| started_at <= *stopped_at))
}

/// A phone's row in memory.
#[cfg(feature = "memory")]
#[derive(Debug, Default)]
pub(crate) struct PhoneRow {
    stores: BTreeSet<StoreId>,
    stopped_at: Option<Timestamp>,
    started_at: Option<Timestamp>,
}

#[cfg(feature = "memory")]
impl Contents {
    pub(crate) fn known_phone(&self, phone: &PhoneNumber) -> KnownPhone {
        self.phones.get(phone).map_or_else(KnownPhone::default, |row| KnownPhone {
            stores: row.stores.clone(),
            opted_out_at: standing(row.stopped_at, row.started_at),
        })
    }

    pub(crate) fn add_store(&mut self, phone: &PhoneNumber, store: &StoreId) {
        self.phones.entry(phone.clone()).or_default().stores.insert(store.clone());
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl Phones for Memory {
    async fn get_phone(&self, phone: &PhoneNumber) -> Result<KnownPhone, StoreError> {
        Ok(self.contents().known_phone(phone))
    }

    async fn add_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<KnownPhone, StoreError> {
        let mut contents = self.contents();
        contents.add_store(phone, store);
        Ok(contents.known_phone(phone))
    }

    async fn put_opt_out(
        &self,
        phone: &PhoneNumber,
        at: Timestamp,
        _wording: Option<&Wording>,
    ) -> Result<BTreeSet<StoreId>, StoreError> {
        let mut contents = self.contents();
        let row = contents.phones.entry(phone.clone()).or_default();
        row.stopped_at = row.stopped_at.max(Some(at));
        Ok(row.stores.clone())
    }

    async fn put_opt_in(&self, phone: &PhoneNumber, at: Timestamp) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let row = contents.phones.entry(phone.clone()).or_default();
        row.started_at = row.started_at.max(Some(at));
        Ok(())
    }
}
