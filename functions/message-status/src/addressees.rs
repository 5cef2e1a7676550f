//! The stores that a reply is for.
//!
//! All stores of an installation send from one number, so a reply names none. A STOP ends the texts of every store of the
//! number, and a START brings back those that were stopped by it. What else was said stays between the customer and the
//! store that was spoken to: the one that texted last.

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
        let mut parties = Vec::new();
        for store in stores {
            let subscriber = self.subscribers.get_subscriber(&store, phone, Consistency::Strong).await?;
            parties.push(Party { store, subscriber });
        }
        let spoken_to = if shares_number { self.last_that_texted(&parties, phone).await? } else { only };
        Ok(Addressees { parties, spoken_to, shares_number, known })
    }

    /// The store that texted the phone last. Rows tell the day; where that leaves several, their messages tell.
    async fn last_that_texted(
        &self,
        parties: &[Party],
        phone: &PhoneNumber,
    ) -> Result<Option<StoreId>, StoreError> {
        let day = |party: &Party| party.subscriber.as_ref().and_then(|it| it.received_recharge_on);
        let Some(last) = parties.iter().filter_map(day).max() else { return Ok(None) };
        let mut latest: Vec<_> = parties.iter().filter(|party| day(party) == Some(last)).collect();
        if latest.len() > 1 {
            let mut times = Vec::new();
            for party in latest {
                times.push((self.texted_at(party, phone).await?, party));
            }
            // The first of equals.
            times.reverse();
            latest =
                times.into_iter().max_by_key(|(at, _)| *at).map(|(_, party)| party).into_iter().collect();
        }
        Ok(latest.first().map(|party| party.store.clone()))
    }

    async fn texted_at(
        &self,
        party: &Party,
        phone: &PhoneNumber,
    ) -> Result<Option<jiff::Timestamp>, StoreError> {
        let mut last = None;
        for person in party.subscriber.iter().flat_map(|subscriber| &subscriber.persons) {
            let messages = self.messages.list_messages(&party.store, person).await?;
            let texted = messages.iter().filter(|message| message.phone.as_ref() == Some(phone));
            last = last.max(texted.filter_map(|message| message.state.reached_provider_at()).max());
        }
        Ok(last)
    }
}
