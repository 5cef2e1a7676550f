//! Phones across the stores of an installation, which may share a sender: which stores know a phone, and what its owner
//! told each sender. One row a phone, so that a reply is one look-up however many stores there are.
//!
//! The row's key is a keyed hash of the phone, and nothing in the row shows the phone. So it may outlive the erasure of a
//! person, and keeps what they opted out of.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus, Wording},
    ids::{SenderId, StoreId},
    phone::PhoneNumber,
    subscriber::Subscriber,
};
use serde_dynamo::AttributeValue;

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
    /// From which senders stores texted it before they had another one.
    pub former: BTreeSet<(StoreId, SenderId)>,
    /// When its owner told each sender to stop last; `None` is a number that the provider did not name.
    stopped: BTreeMap<Option<SenderId>, Timestamp>,
    /// And to start.
    started: BTreeMap<Option<SenderId>, Timestamp>,
    /// The latest consents that were kept of stores that erased the phone's owner.
    kept: BTreeMap<StoreId, Consent>,
}

impl KnownPhone {
    /// When its owner told a sender to stop, unless they told it to start since. A stop to a number that is not known
    /// counts for every sender; a start to such a number takes back only what was told to one.
    #[must_use]
    pub fn opted_out_at(&self, sender: &SenderId) -> Option<Timestamp> {
        let named = Some(sender.clone());
        let here = standing(self.stopped.get(&named), self.started.get(&named));
        let anywhere = standing(self.stopped.get(&None), self.started_at(sender));
        here.max(anywhere)
    }

    /// Whether a sender was ever told to stop.
    #[must_use]
    pub fn was_told_to_stop(&self, sender: Option<&SenderId>) -> bool {
        self.stopped.contains_key(&sender.cloned()) || self.stopped.contains_key(&None)
    }

    /// The opt-out of a store that erased the phone's owner. A start that was told to its sender ends one that a reply
    /// made, or that the provider made for one.
    #[must_use]
    pub fn kept_opt_out(&self, store: &StoreId, sender: &SenderId) -> Option<Consent> {
        let kept = self.kept.get(store).filter(|kept| kept.status == ConsentStatus::Unsubscribed)?;
        let by_number = matches!(kept.source, ConsentSource::Reply | ConsentSource::Provider);
        let started_at = self.started_at(sender);
        let ended = by_number && started_at.is_some_and(|started_at| *started_at > kept.since);
        (!ended).then_some(*kept)
    }

    /// The consent that counts in a store that has no row of the phone, by the sender that it texts from.
    #[must_use]
    pub fn consent(&self, store: &StoreId, sender: &SenderId) -> Option<Consent> {
        let opted_out =
            |since| Consent { status: ConsentStatus::Unsubscribed, source: ConsentSource::Reply, since };
        self.kept_opt_out(store, sender).or_else(|| self.opted_out_at(sender).map(opted_out))
    }

    /// The subscriber, to a store that has no row of the phone: whoever told its sender to stop, or opted out and was
    /// erased since.
    #[must_use]
    pub fn subscriber(&self, store: &StoreId, sender: &SenderId, phone: &PhoneNumber) -> Option<Subscriber> {
        let consent = self.consent(store, sender)?;
        Some(Subscriber { consent: Some(consent), ..Subscriber::new(phone.clone()) })
    }

    /// Whether no store without a row of the phone can have a consent by it, whatever its sender.
    pub(crate) fn is_silent(&self) -> bool {
        self.stopped.is_empty() && self.kept.is_empty()
    }

    /// When its owner told the sender to start last, or a number that is not known.
    fn started_at(&self, sender: &SenderId) -> Option<&Timestamp> {
        self.started.get(&Some(sender.clone())).max(self.started.get(&None))
    }
}

/// When a number was told to stop, unless it was told to start later.
fn standing(stopped_at: Option<&Timestamp>, started_at: Option<&Timestamp>) -> Option<Timestamp> {
    stopped_at.filter(|stopped_at| started_at.is_none_or(|started_at| started_at <= stopped_at)).copied()
}

/// Keeps what is known of each phone. Never expires: an opt-out is kept for ever.
///
/// In a store that has no row of a phone the opt-out of its sender counts, and a row that is made takes it over:
/// [`Subscribers`](crate::subscribers::Subscribers) see to both.
#[async_trait]
pub trait Phones: Send + Sync {
    /// What is known of a phone. Sees every acknowledged write.
    async fn get_phone(&self, phone: &PhoneNumber) -> Result<KnownPhone, StoreError>;

    /// Adds a store to those that know a phone, and gives what is known of it. It comes before the store's row of the
    /// phone, and before its first text: a STOP must find every store that may text. Doing so twice is fine.
    async fn add_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<KnownPhone, StoreError>;

    /// Keeps that a store texted the phone from a sender that it does not use any more: a STOP to that number is still
    /// for the store. Doing so twice is fine.
    async fn add_former_sender(
        &self,
        phone: &PhoneNumber,
        store: &StoreId,
        sender: &SenderId,
    ) -> Result<(), StoreError>;

    /// Puts the owner's stop to a sender, said `at`, in the words given; `None` is a number that the provider did not
    /// name. Of several to one sender the latest stays, and of those of one instant the words that were put last. At the same
    /// instant a stop outweighs a start. Gives what was known before: a store that is added later finds the stop.
    async fn put_opt_out(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
        wording: Option<&Wording>,
    ) -> Result<KnownPhone, StoreError>;

    /// Puts the owner's start to a sender, said `at`, which ends every earlier opt-out that it was told.
    async fn put_opt_in(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
    ) -> Result<(), StoreError>;
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

/// The attribute of the senders from which stores texted the phone before, each as `store sender`.
const FORMER: &str = "former";

/// What begins the names of the attributes that tell when each sender was told to stop, and to start.
const STOPPED: &str = "stopped_";
const STARTED: &str = "started_";

/// What stands there for a number that the provider did not name.
const UNNAMED: &str = "unnamed";

/// Whether any sender was ever told to stop. One name, for conditions.
const STOPPED_ONCE: &str = "stopped";

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

    async fn add_former_sender(
        &self,
        phone: &PhoneNumber,
        store: &StoreId,
        sender: &SenderId,
    ) -> Result<(), StoreError> {
        let changes = Changes::default().add_to_set(FORMER, format!("{store} {sender}"));
        self.update_row(&self.phone_key(phone)?, changes).await.map(drop)
    }

    async fn put_opt_out(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
        wording: Option<&Wording>,
    ) -> Result<KnownPhone, StoreError> {
        let changes = told(STOPPED, sender, at)
            .set(STOPPED_ONCE, AttributeValue::Bool(true))
            .replace("wording", wording.map(|wording| string(wording.as_str())));
        let (Write::Done(before) | Write::Refused(before)) =
            self.update_row(&self.phone_key(phone)?, changes).await?;
        known(&before)
    }

    async fn put_opt_in(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.update_row(&self.phone_key(phone)?, told(STARTED, sender, at)).await.map(drop)
    }
}

/// Puts when a sender was told something, unless it was told later.
fn told(prefix: &str, sender: Option<&SenderId>, at: Timestamp) -> Changes {
    let name = format!("{prefix}{}", sender.map_or(UNNAMED, SenderId::as_str));
    let is_latest = format!("attribute_not_exists(#{name}) OR #{name} <= :{name}");
    Changes::default().set(&name, string(keys::sortable(at))).only_if(is_latest)
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
        let (Write::Done(before) | Write::Refused(before)) = self.update_row(&key, changes).await?;
        let of_store = known(&before)?.former.into_iter().filter(|(of, _)| of == store);
        let former: Vec<_> = of_store.map(|(store, sender)| format!("{store} {sender}")).collect();
        if !former.is_empty() {
            self.update_row(&key, Changes::default().delete_from_set(FORMER, former)).await?;
        }
        let says_nothing = Changes::default()
            .only_if("attribute_not_exists(#stores) AND attribute_not_exists(#stopped) AND attribute_not_exists(#kept)")
            .name("stores")
            .name(STOPPED_ONCE)
            .name(KEPT);
        self.delete_row_if(&key, says_nothing).await.map(drop)
    }
}

impl Table {
    /// What is known of several distinct phones, in no particular order. Those of which nothing is known are left out.
    pub(crate) async fn get_phones(
        &self,
        phones: impl Iterator<Item = &PhoneNumber> + Send,
        consistency: Consistency,
    ) -> Result<Vec<(PhoneNumber, KnownPhone)>, StoreError> {
        let keyed = phones.map(|phone| Ok((self.phone_key(phone)?, phone.clone())));
        let keyed = keyed.collect::<Result<Vec<_>, StoreError>>()?;
        let keys: Vec<_> = keyed.iter().map(|(key, _)| key.clone()).collect();
        let phones: BTreeMap<_, _> = keyed.into_iter().map(|(key, phone)| (key.pk, phone)).collect();
        let rows = self.get_rows(&keys, consistency).await?;
        let whose = |row: &Item| phones.get(text(row, "pk")).cloned();
        rows.iter()
            .filter_map(|row| Some((whose(row)?, row)))
            .map(|(phone, row)| Ok((phone, known(row)?)))
            .collect()
    }

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

/// The latest of the consents that were kept of each store.
fn latest(kept: impl Iterator<Item = (StoreId, Consent)>) -> BTreeMap<StoreId, Consent> {
    let mut latest = BTreeMap::<StoreId, Consent>::new();
    for (store, consent) in kept {
        let standing = latest.entry(store).or_insert(consent);
        if standing.since < consent.since {
            *standing = consent;
        }
    }
    latest
}

fn known(row: &Item) -> Result<KnownPhone, StoreError> {
    let kept: Option<Vec<_>> = texts(row, KEPT).map(|kept| read_kept(kept)).collect();
    let stores = texts(row, "stores").map(|store| StoreId::parse(store)).collect::<Result<_, _>>();
    let former: Option<_> = texts(row, FORMER).map(|pair| read_former(pair)).collect();
    Ok(KnownPhone {
        stores: stores.map_err(|_| corrupt_attribute(row, "stores"))?,
        former: former.ok_or_else(|| corrupt_attribute(row, FORMER))?,
        stopped: times(row, STOPPED)?,
        started: times(row, STARTED)?,
        kept: latest(kept.ok_or_else(|| corrupt_attribute(row, KEPT))?.into_iter()),
    })
}

/// The elements of a set.
fn texts<'a>(row: &'a Item, name: &str) -> impl Iterator<Item = &'a String> {
    let set =
        row.get(name).and_then(|set| if let AttributeValue::Ss(texts) = set { Some(texts) } else { None });
    set.into_iter().flatten()
}

fn read_former(pair: &str) -> Option<(StoreId, SenderId)> {
    let (store, sender) = pair.split_once(' ')?;
    Some((StoreId::parse(store).ok()?, SenderId::parse(sender).ok()?))
}

/// When each sender was told what these attributes are of.
fn times(row: &Item, prefix: &str) -> Result<BTreeMap<Option<SenderId>, Timestamp>, StoreError> {
    let of_senders = row.keys().filter_map(|name| Some((name, name.strip_prefix(prefix)?)));
    let times = of_senders.map(|(name, sender)| {
        let sender = if sender == UNNAMED { Ok(None) } else { SenderId::parse(sender).map(Some) };
        let at = text(row, name).parse();
        sender.ok().zip(at.ok()).ok_or_else(|| corrupt_attribute(row, name))
    });
    times.collect()
}

/// A phone's row in memory.
#[cfg(feature = "memory")]
#[derive(Debug, Default)]
pub(crate) struct PhoneRow(KnownPhone);

#[cfg(feature = "memory")]
impl Contents {
    pub(crate) fn known_phone(&self, phone: &PhoneNumber) -> KnownPhone {
        self.phones.get(phone).map_or_else(KnownPhone::default, |row| row.0.clone())
    }

    pub(crate) fn add_store(&mut self, phone: &PhoneNumber, store: &StoreId) {
        self.phone_row(phone).stores.insert(store.clone());
    }

    fn phone_row(&mut self, phone: &PhoneNumber) -> &mut KnownPhone {
        &mut self.phones.entry(phone.clone()).or_default().0
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

    async fn add_former_sender(
        &self,
        phone: &PhoneNumber,
        store: &StoreId,
        sender: &SenderId,
    ) -> Result<(), StoreError> {
        self.contents().phone_row(phone).former.insert((store.clone(), sender.clone()));
        Ok(())
    }

    async fn put_opt_out(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
        _wording: Option<&Wording>,
    ) -> Result<KnownPhone, StoreError> {
        let mut contents = self.contents();
        let row = contents.phone_row(phone);
        let before = row.clone();
        let stopped_at = row.stopped.entry(sender.cloned()).or_insert(at);
        *stopped_at = at.max(*stopped_at);
        Ok(before)
    }

    async fn put_opt_in(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let started_at = contents.phone_row(phone).started.entry(sender.cloned()).or_insert(at);
        *started_at = at.max(*started_at);
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
        let mut contents = self.contents();
        let row = contents.phone_row(phone);
        let kept = row.kept.iter().map(|(store, consent)| (store.clone(), *consent));
        row.kept = latest(kept.chain([(store.clone(), *consent)]));
        Ok(())
    }

    async fn forget_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let Some(PhoneRow(row)) = contents.phones.get_mut(phone) else { return Ok(()) };
        row.stores.remove(store);
        row.former.retain(|(of, _)| of != store);
        if row.stores.is_empty() && row.is_silent() {
            contents.phones.remove(phone);
        }
        Ok(())
    }
}
