//! The stores that a reply is for.
//!
//! All stores of an installation send from one number, so a reply names none. A STOP ends the texts of every store of the
//! number, and a START brings back those that were stopped by it. What else was said stays between the customer and the
//! store that was spoken to: the one that texted last.

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus},
    ids::StoreId,
    phone::PhoneNumber,
    reply::ReplyMeaning,
    subscriber::Subscriber,
};
use rechime_store::{StoreError, consistency::Consistency, phones::KnownPhone};

use crate::MessageStatus;

/// A store that knows the phone, and what it knows.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) store: StoreId,
    pub(crate) subscriber: Option<Subscriber>,
}

impl Party {
    pub(crate) fn status(&self) -> ConsentStatus {
        self.subscriber.as_ref().map_or(ConsentStatus::Unknown, Subscriber::consent_status)
    }

    /// When the store texted the phone last.
    fn texted_at(&self) -> Option<Timestamp> {
        self.subscriber.as_ref()?.recent_texts.last().map(|text| text.at)
    }

    /// Whether the person told the number to stop, or the provider says that they did.
    fn was_stopped(&self) -> bool {
        let consent = self.subscriber.as_ref().and_then(|subscriber| subscriber.consent);
        consent.is_some_and(|consent| {
            let by_number = matches!(consent.source, ConsentSource::Reply | ConsentSource::Provider);
            consent.status == ConsentStatus::Unsubscribed && by_number
        })
    }
}

/// Whom a reply may be for.
#[derive(Debug)]
pub(crate) struct Addressees {
    /// The stores that know the phone. Where the installation has but one store, that one.
    pub(crate) parties: Vec<Party>,
    /// The store that the customer replied to; none where no store texted them.
    pub(crate) spoken_to: Option<StoreId>,
    /// Whether the number is that of several stores.
    pub(crate) shares_number: bool,
    /// What the installation knows of the phone.
    pub(crate) known: KnownPhone,
}

impl Addressees {
    /// The stores in which a reply counts.
    pub(crate) fn of(&self, meaning: ReplyMeaning) -> Vec<&Party> {
        let stopped: Vec<_> = self.parties.iter().filter(|party| party.was_stopped()).collect();
        match meaning {
            ReplyMeaning::Stop => self.parties.iter().collect(),
            ReplyMeaning::Start if !stopped.is_empty() => stopped,
            // Nothing was stopped, so it is said to whoever texted. With several stores and none that did, it would be a
            // guess, and a guess would text somebody who never agreed.
            ReplyMeaning::Start if self.spoken_to.is_some() || self.parties.len() == 1 => {
                self.answerer().into_iter().collect()
            }
            ReplyMeaning::Start | ReplyMeaning::Other => Vec::new(),
            ReplyMeaning::Help => self.answerer().into_iter().collect(),
        }
    }

    /// The store that answers: the one that was spoken to, else the first, so that it is the same each time.
    pub(crate) fn answerer(&self) -> Option<&Party> {
        let spoken_to = |party: &&Party| Some(&party.store) == self.spoken_to.as_ref();
        self.parties.iter().find(spoken_to).or_else(|| self.parties.first())
    }
}

impl MessageStatus {
    /// Finds whom a reply from a phone may be for: one look-up by the phone, and the row of each store that knows it.
    pub(crate) async fn addressees(&self, phone: &PhoneNumber) -> Result<Addressees, StoreError> {
        let known = self.phones.get_phone(phone).await?;
        let only = self.stores.get_only_store().await?;
        let shares_number = only.is_none();
        let stores = only.clone().map_or_else(|| known.stores.clone(), |store| [store].into());
        let party = |store: StoreId| async move {
            let subscriber = self.subscribers.get_subscriber(&store, phone, Consistency::Strong).await?;
            Ok::<_, StoreError>(Party { store, subscriber })
        };
        let parties = try_join_all(stores.into_iter().map(party)).await?;
        let spoken_to = if shares_number { last_that_texted(&parties) } else { only };
        Ok(Addressees { parties, spoken_to, shares_number, known })
    }
}

/// The store that texted the phone last: each store's row tells of the last text, which was counted before it went. Of
/// equals the first.
fn last_that_texted(parties: &[Party]) -> Option<StoreId> {
    let texted = parties.iter().filter_map(|party| Some((party.texted_at()?, party)));
    texted.rev().max_by_key(|(at, _)| *at).map(|(_, party)| party.store.clone())
}
