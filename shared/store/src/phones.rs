//! Phones across the stores of an installation, which share one number: which stores know a phone, and whether its owner
//! told the number to stop. One row a phone, so that a reply is one look-up however many stores there are.
//!
//! The row's key is a keyed hash of the phone, and nothing in the row shows the phone. So it may outlive the erasure of a
//! person, and keeps what they opted out of.

use std::collections::{BTreeMap, BTreeSet};

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
    keys::{self, Key},
    table::{Table, Write},
};

/// What the installation knows of a phone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownPhone {
    /// The stores that have a row of it.
    pub stores: BTreeSet<StoreId>,
    /// When its owner told the number to stop, unless they told it to start since.
    pub opted_out_at: Option<Timestamp>,
    /// The opt-outs of stores that erased the phone's owner.
    pub kept_opt_outs: BTreeMap<StoreId, Consent>,
}

impl KnownPhone {
    /// The consent that counts in a store that has no row of the phone.
    #[must_use]
    pub fn consent(&self, store: &StoreId) -> Option<Consent> {
        let opted_out =
            |since| Consent { status: ConsentStatus::Unsubscribed, source: ConsentSource::Reply, since };
        self.kept_opt_outs.get(store).copied().or_else(|| self.opted_out_at.map(opted_out))
    }

    /// The subscriber, to a store that has no row of the phone: whoever told the number to stop, or opted out and was
    /// erased since.
    #[must_use]
    pub fn subscriber(&self, store: &StoreId, phone: &PhoneNumber) -> Option<Subscriber> {
        let consent = self.consent(store)?;
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

/// Forgets phones, for erasure.
#[async_trait]
pub trait ForgottenPhones: Phones {
    /// Keeps the consent of a store's subscriber who is about to be erased. Only an opt-out goes on counting; another
    /// consent ends an opt-out that was kept before it. Doing so twice is fine.
    async fn keep_consent(
        &self,
        phone: &PhoneNumber,
        store: &StoreId,
        consent: &Consent,
    ) -> Result<(), StoreError>;

    /// Removes a store from those that know a phone, with the words of the opt-out. The opt-outs stay. Of a phone that no
    /// store knows, and whose owner never opted out, nothing stays. Doing so twice is fine.
    async fn forget_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<(), StoreError>;
}

/// The attribute of the consents that outlive an erasure, each as `store status source since`.
const KEPT: &str = "kept";

#[async_trait]
impl Phones for Table {
    async fn get_phone(&self, phone: &PhoneNumber) -> Result<KnownPhone, StoreError> {
        let row = self.get_row(&self.phone_key(phone)?, Consistency::Strong).await?;
        row.as_ref().map_or_else(|| Ok(KnownPhone::default()), known)
    }

    async fn add_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<KnownPhone, StoreError> {
        let changes = Changes::default().add_to_set("stores", store.as_str());
        let (Write::Done(before) | Write::Refused(before)) =
            self.update_row(&self.phone_key(phone)?, changes).await?;
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
            self.update_row(&self.phone_key(phone)?, changes).await?;
        Ok(known(&before)?.stores)
    }

    async fn put_opt_in(&self, phone: &PhoneNumber, at: Timestamp) -> Result<(), StoreError> {
        let changes = Changes::default()
            .set("started_at", string(keys::sortable(at)))
            .only_if("attribute_not_exists(#started_at) OR #started_at < :started_at");
        self.update_row(&self.phone_key(phone)?, changes).await.map(drop)
    }
}

#[async_trait]
impl ForgottenPhones for Table {
    async fn keep_consent(
        &self,
        phone: &PhoneNumber,
        store: &StoreId,
        consent: &Consent,
    ) -> Result<(), StoreError> {
        let changes = Changes::default().add_to_set(KEPT, kept(store, consent));
        self.update_row(&self.phone_key(phone)?, changes).await.map(drop)
    }

    async fn forget_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<(), StoreError> {
        let key = self.phone_key(phone)?;
        let changes = Changes::default()
            .delete_from_set("stores", vec![store.to_string()])
            .remove("wording")
            .only_if("attribute_exists(pk)");
        self.update_row(&key, changes).await?;
        let says_nothing = Changes::default()
            .only_if("attribute_not_exists(#stores) AND attribute_not_exists(#stopped_at) AND attribute_not_exists(#kept)")
            .name("stores")
            .name("stopped_at")
            .name(KEPT);
        self.delete_row_if(&key, says_nothing).await.map(drop)
    }
}

impl Table {
    fn phone_key(&self, phone: &PhoneNumber) -> Result<Key, StoreError> {
        Ok(keys::phone(&self.hidden(phone)?))
    }
}

/// A consent as it is kept. It sorts by its store.
fn kept(store: &StoreId, consent: &Consent) -> String {
    let Consent { status, source, since } = consent;
    format!("{store} {} {} {}", status.key(), source.key(), keys::sortable(*since))
}

fn read_kept(text: &str) -> Option<(StoreId, Consent)> {
    let mut parts = text.split(' ');
    let store = StoreId::parse(parts.next()?).ok()?;
    let (status, source) = (parts.next()?, parts.next()?);
    let status = ConsentStatus::ALL.into_iter().find(|it| it.key() == status)?;
    let source = ConsentSource::ALL.into_iter().find(|it| it.key() == source)?;
    Some((store, Consent { status, source, since: parts.next()?.parse().ok()? }))
}

/// The opt-outs among the latest consents that were kept of each store. A start ends those that a reply made, or that the
/// provider made for one.
fn kept_opt_outs(
    kept: impl Iterator<Item = (StoreId, Consent)>,
    started_at: Option<Timestamp>,
) -> BTreeMap<StoreId, Consent> {
    let mut latest = BTreeMap::<StoreId, Consent>::new();
    for (store, consent) in kept {
        let standing = latest.entry(store).or_insert(consent);
        if standing.since < consent.since {
            *standing = consent;
        }
    }
    latest.retain(|_, consent| {
        let by_number = matches!(consent.source, ConsentSource::Reply | ConsentSource::Provider);
        let ended = by_number && started_at.is_some_and(|started_at| started_at > consent.since);
        consent.status == ConsentStatus::Unsubscribed && !ended
    });
    latest
}

fn known(row: &Item) -> Result<KnownPhone, StoreError> {
    let kept = row.get(KEPT).and_then(|kept| kept.as_ss().ok()).into_iter().flatten();
    let kept: Option<Vec<_>> = kept.map(|kept| read_kept(kept)).collect();
    let kept = kept.ok_or_else(|| corrupt_attribute(row, KEPT))?;
    let stores = row.get("stores").and_then(|stores| stores.as_ss().ok()).into_iter().flatten();
    let stores = stores.map(|store| StoreId::parse(store)).collect::<Result<_, _>>();
    let at = |name: &str| match text(row, name) {
        "" => Ok(None),
        at => at.parse().map(Some).map_err(|_| corrupt_attribute(row, name)),
    };
    Ok(KnownPhone {
        stores: stores.map_err(|_| corrupt_attribute(row, "stores"))?,
        opted_out_at: standing(at("stopped_at")?, at("started_at")?),
        kept_opt_outs: kept_opt_outs(kept.into_iter(), at("started_at")?),
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
    kept: BTreeSet<String>,
}

#[cfg(feature = "memory")]
impl Contents {
    pub(crate) fn known_phone(&self, phone: &PhoneNumber) -> KnownPhone {
        self.phones.get(phone).map_or_else(KnownPhone::default, |row| KnownPhone {
            stores: row.stores.clone(),
            opted_out_at: standing(row.stopped_at, row.started_at),
            kept_opt_outs: kept_opt_outs(row.kept.iter().filter_map(|kept| read_kept(kept)), row.started_at),
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

#[cfg(feature = "memory")]
#[async_trait]
impl ForgottenPhones for Memory {
    async fn keep_consent(
        &self,
        phone: &PhoneNumber,
        store: &StoreId,
        consent: &Consent,
    ) -> Result<(), StoreError> {
        self.contents().phones.entry(phone.clone()).or_default().kept.insert(kept(store, consent));
        Ok(())
    }

    async fn forget_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let Some(row) = contents.phones.get_mut(phone) else { return Ok(()) };
        row.stores.remove(store);
        if row.stores.is_empty() && row.stopped_at.is_none() && row.kept.is_empty() {
            contents.phones.remove(phone);
        }
        Ok(())
    }
}
