//! The stores that a reply is for.
//!
//! A reply names a number, and stores may share one. A STOP ends the texts of every store that texts from the number, and a
//! START brings back those that were stopped by it. What else was said stays between the customer and the store that was
//! spoken to: the one that texted last.

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus, ending_opt_out},
    ids::{SenderId, StoreId},
    phone::PhoneNumber,
    reply::ReplyMeaning,
    sender::Sender,
    subscriber::Subscriber,
};
use rechime_sms::feedback::Reply;
use rechime_store::{StoreError, consistency::Consistency, phones::KnownPhone, senders::KnownSender};

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

    /// Whether the store texted the phone from this sender last.
    fn texted_from(&self, sender: &SenderId) -> bool {
        self.subscriber.as_ref().and_then(Subscriber::last_sender).as_ref() == Some(sender)
    }
}

/// The sender that a reply came to, and who uses it.
#[derive(Debug)]
pub(crate) enum SpokenTo {
    /// The installation's own: of every store that has no other.
    Installation,
    /// One that stores set up.
    Sender(Box<KnownSender>),
    /// A number that is not known to be a sender's. A STOP to it is for all.
    Unknown,
}

impl SpokenTo {
    /// Its id, by which it is told things.
    pub(crate) fn id(&self) -> Option<SenderId> {
        match self {
            Self::Installation => Some(SenderId::installation()),
            Self::Sender(known) => Some(known.sender.id.clone()),
            Self::Unknown => None,
        }
    }

    /// What an answer is sent from, if not from the installation's own sender.
    pub(crate) fn sender(&self) -> Option<&Sender> {
        match self {
            Self::Sender(known) => Some(&known.sender),
            Self::Installation | Self::Unknown => None,
        }
    }

    /// The one store that uses it; `None` where several do, or it is not known.
    fn only_store(&self) -> Option<StoreId> {
        match self {
            Self::Sender(known) if known.stores.len() == 1 => known.stores.first().cloned(),
            _ => None,
        }
    }
}

/// Whom a reply may be for.
#[derive(Debug)]
pub(crate) struct Addressees {
    /// The sender that the customer wrote to.
    pub(crate) sender: SpokenTo,
    /// The stores that know the phone and text from that sender. Where only one store does, that one.
    pub(crate) parties: Vec<Party>,
    /// The store that the customer replied to; none where no store texted them.
    pub(crate) spoken_to: Option<StoreId>,
    /// Whether the number is that of several stores.
    pub(crate) shares_number: bool,
    /// What the installation knows of the phone.
    pub(crate) known: KnownPhone,
}

impl Addressees {
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
    /// it is said to whoever texted. With several stores and none that did, or a number that nobody knows, it would be a guess,
    /// and a guess would text somebody who never agreed.
    fn started<'a>(&self, all: &[&'a Party], at: Timestamp) -> Vec<&'a Party> {
        let stopped = all.iter().copied().filter(|party| self.stopped(party) || party.has_entered(at));
        let stopped: Vec<_> = stopped.collect();
        let is_known = self.spoken_to.is_some() && !matches!(self.sender, SpokenTo::Unknown);
        let is_a_guess = !is_known && all.len() > 1;
        if stopped.is_empty() && !is_a_guess { self.answerer(all).into_iter().collect() } else { stopped }
    }

    /// Whether a STOP to this sender ended the consent, or the provider says that one did. Who had opted out of a store in
    /// another way before stays out, and so does who told another of its numbers to stop: a START says nothing of that.
    fn stopped(&self, party: &Party) -> bool {
        party.ended_by.is_some_and(|opt_out| match opt_out.source {
            ConsentSource::Reply => self.known.was_told_to_stop(self.sender.id().as_ref()),
            source => source == ConsentSource::Provider,
        })
    }

    /// The store that answers, of those in which the reply counts: the one that was spoken to, else the first, so that it
    /// is the same each time.
    pub(crate) fn answerer<'a>(&self, addressed: &[&'a Party]) -> Option<&'a Party> {
        let spoken_to = addressed.iter().find(|party| Some(&party.store) == self.spoken_to.as_ref());
        spoken_to.or_else(|| addressed.first()).copied()
    }
}

impl MessageStatus {
    /// Finds whom a reply from a phone may be for: the row of each store that knows the phone, by what is known of the phone
    /// and of the sender.
    pub(crate) async fn addressees(
        &self,
        reply: &Reply,
        meaning: ReplyMeaning,
        sender: SpokenTo,
        known: KnownPhone,
    ) -> Result<Addressees, StoreError> {
        let only_of_all = self.stores.get_only_store().await?;
        let only = only_of_all.clone().or_else(|| sender.only_store());
        let stores = match only_of_all {
            Some(only) => [only].into(),
            None => known.stores.iter().cloned().chain(only.clone()).collect(),
        };
        let parties = self.parties(stores, reply, meaning).await?;
        let parties = self.of_sender(parties, &sender, &known, only.as_ref()).await?;
        let only = only.filter(|_| parties.len() == 1);
        let shares_number = only.is_none();
        let spoken_to = only.or_else(|| last_that_texted(&parties, sender.id().as_ref()));
        Ok(Addressees { sender, parties, spoken_to, shares_number, known })
    }

    /// The sender that a reply came to. Of most providers the reply names it, and of the installation's own numbers nobody
    /// is asked.
    pub(crate) async fn spoken_to(&self, reply: &Reply) -> Result<SpokenTo, StoreError> {
        let id = match (&reply.sender, &reply.number) {
            (Some(id), _) => Some(id.clone()),
            (None, Some(number)) if self.own_sender.numbers.contains(number) => {
                Some(SenderId::installation())
            }
            (None, Some(number)) => self.senders.find_sender(number).await?,
            (None, None) => None,
        };
        let Some(id) = id else { return Ok(SpokenTo::Unknown) };
        if id.is_installations() {
            return Ok(SpokenTo::Installation);
        }
        let known = self.senders.get_sender(&id).await?;
        Ok(known.map_or(SpokenTo::Unknown, |known| SpokenTo::Sender(Box::new(known))))
    }

    async fn parties(
        &self,
        stores: std::collections::BTreeSet<StoreId>,
        reply: &Reply,
        meaning: ReplyMeaning,
    ) -> Result<Vec<Party>, StoreError> {
        try_join_all(stores.into_iter().map(|store| self.party(store, &reply.from, meaning))).await
    }

    /// Those that text from the sender, or texted this phone from it.
    async fn of_sender(
        &self,
        parties: Vec<Party>,
        sender: &SpokenTo,
        known: &KnownPhone,
        only: Option<&StoreId>,
    ) -> Result<Vec<Party>, StoreError> {
        let its = parties.into_iter().map(|party| async {
            let is_its = only == Some(&party.store) || self.texts_from(&party, sender, known).await?;
            Ok(is_its.then_some(party))
        });
        Ok(try_join_all(its).await?.into_iter().flatten().collect())
    }

    /// Whether a store texts from a sender, or texted this phone from it. The store that texted last is known without
    /// asking.
    async fn texts_from(
        &self,
        party: &Party,
        sender: &SpokenTo,
        known: &KnownPhone,
    ) -> Result<bool, StoreError> {
        let Some(id) = sender.id() else { return Ok(true) };
        if party.texted_from(&id) || known.former.contains(&(party.store.clone(), id.clone())) {
            return Ok(true);
        }
        match sender {
            SpokenTo::Sender(known) => Ok(known.stores.contains(&party.store)),
            SpokenTo::Installation | SpokenTo::Unknown => {
                Ok(self.senders.get_sender_of_store(&party.store).await? == id)
            }
        }
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

/// The store that texted the phone last: each store's row tells of the last text, which was counted before it went. One that
/// texted from the sender that was spoken to comes before one that has another by now. Of equals the first.
fn last_that_texted(parties: &[Party], sender: Option<&SenderId>) -> Option<StoreId> {
    let from_it = |party: &Party| sender.is_none_or(|sender| party.texted_from(sender));
    let texted = parties.iter().filter_map(|party| Some(((from_it(party), party.texted_at()?), party)));
    texted.rev().max_by_key(|(when, _)| *when).map(|(_, party)| party.store.clone())
}
