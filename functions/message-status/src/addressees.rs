//! The stores that a reply is for.
//!
//! All stores of an installation send from one number, so a reply names none. A STOP ends the texts of every store of the
//! number, and a START brings back those that were stopped by it. What else was said stays between the customer and the
//! store that was spoken to: the one that texted last.

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus, ending_opt_out},
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
    /// What ended the consent, if an opt-out did. Asked only for a START.
    ended_by: Option<Consent>,
}

impl Party {
    /// The consent as it was before a reply that came `at`. One that comes again finds what it made itself: then it is
    /// as if nothing had been said before.
    pub(crate) fn status_before(&self, at: Timestamp) -> ConsentStatus {
        if self.has_entered(at) { ConsentStatus::Unknown } else { self.consent_status() }
    }

    fn consent_status(&self) -> ConsentStatus {
        self.subscriber.as_ref().map_or(ConsentStatus::Unknown, Subscriber::consent_status)
    }

    /// Whether the reply that came `at` was entered already.
    fn has_entered(&self, at: Timestamp) -> bool {
        let consent = self.subscriber.as_ref().and_then(|subscriber| subscriber.consent);
        consent.is_some_and(|consent| consent.since == at && consent.source == ConsentSource::Reply)
    }

    /// When the store texted the phone last.
    fn texted_at(&self) -> Option<Timestamp> {
        self.subscriber.as_ref()?.recent_texts.last().map(|text| text.at)
    }

    /// Whether a STOP to the number ended the consent, or the provider says that one did. Who had opted out of a store in
    /// another way before stays out: a START says nothing of that.
    fn was_stopped(&self) -> bool {
        self.ended_by
            .is_some_and(|opt_out| matches!(opt_out.source, ConsentSource::Reply | ConsentSource::Provider))
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
    /// Whether the store is among them.
    pub(crate) fn include(&self, store: &StoreId) -> bool {
        self.parties.iter().any(|party| party.store == *store)
    }

    /// The stores in which a reply counts that came `at`.
    pub(crate) fn of(&self, meaning: ReplyMeaning, at: Timestamp) -> Vec<&Party> {
        let all: Vec<_> = self.parties.iter().collect();
        match meaning {
            ReplyMeaning::Stop => all,
            ReplyMeaning::Start => self.started(&all, at),
            ReplyMeaning::Help => self.answerer(&all).into_iter().collect(),
            ReplyMeaning::Other => Vec::new(),
        }
    }

    /// A START is for the stores that were stopped, and comes again to those that it has started. Where nothing was stopped,
    /// it is said to whoever texted. With several stores and none that did, it would be a guess, and a guess would text
    /// somebody who never agreed.
    fn started<'a>(&self, all: &[&'a Party], at: Timestamp) -> Vec<&'a Party> {
        let stopped = all.iter().copied().filter(|party| party.was_stopped() || party.has_entered(at));
        let stopped: Vec<_> = stopped.collect();
        let is_a_guess = self.spoken_to.is_none() && all.len() > 1;
        if stopped.is_empty() && !is_a_guess { self.answerer(all).into_iter().collect() } else { stopped }
    }

    /// The store that answers, of those in which the reply counts: the one that was spoken to, else the first, so that it
    /// is the same each time.
    pub(crate) fn answerer<'a>(&self, addressed: &[&'a Party]) -> Option<&'a Party> {
        let spoken_to = addressed.iter().find(|party| Some(&party.store) == self.spoken_to.as_ref());
        spoken_to.or_else(|| addressed.first()).copied()
    }
}

impl MessageStatus {
    /// Finds whom a reply from a phone may be for: one look-up by the phone, and the row of each store that knows it.
    pub(crate) async fn addressees(
        &self,
        phone: &PhoneNumber,
        meaning: ReplyMeaning,
    ) -> Result<Addressees, StoreError> {
        let known = self.phones.get_phone(phone).await?;
        let only = self.stores.get_only_store().await?;
        let shares_number = only.is_none();
        let stores = only.clone().map_or_else(|| known.stores.clone(), |store| [store].into());
        let parties = stores.into_iter().map(|store| self.party(store, phone, meaning));
        let parties = try_join_all(parties).await?;
        let spoken_to = if shares_number { last_that_texted(&parties) } else { only };
        Ok(Addressees { parties, spoken_to, shares_number, known })
    }

    async fn party(
        &self,
        store: StoreId,
        phone: &PhoneNumber,
        meaning: ReplyMeaning,
    ) -> Result<Party, StoreError> {
        let subscriber = self.subscribers.get_subscriber(&store, phone, Consistency::Strong).await?;
        let party = Party { store, subscriber, ended_by: None };
        if meaning != ReplyMeaning::Start || party.consent_status() != ConsentStatus::Unsubscribed {
            return Ok(party);
        }
        let ledger = self.subscribers.list_consents(&party.store, phone).await?;
        Ok(Party { ended_by: ending_opt_out(&ledger), ..party })
    }
}

/// The store that texted the phone last: each store's row tells of the last text, which was counted before it went. Of
/// equals the first.
fn last_that_texted(parties: &[Party]) -> Option<StoreId> {
    let texted = parties.iter().filter_map(|party| Some((party.texted_at()?, party)));
    texted.rev().max_by_key(|(at, _)| *at).map(|(_, party)| party.store.clone())
}
