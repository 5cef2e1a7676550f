//! Erases all that is kept of a person.
//!
//! Their opt-out is kept first, under a keyed hash of the phone. Then goes what leads nowhere, and last what leads to the
//! rest: so an erasure that is cut short is finished by another one.

use std::time::Duration;

use futures::future::try_join_all;
use rechime_domain::{consent::ConsentStatus, phone::PhoneNumber};
use rechime_platform::deadline::Deadline;
use rechime_store::{
    StoreError, audit::AuditAction, configs::StoreConfig, consistency::Consistency, people::ErasureName,
};
use serde::Serialize;

use super::{
    PersonError, mentions,
    waiting::{AT_ONCE, of_whole_minute},
    who::{Name, Who},
};
use crate::{
    app::App,
    use_cases::{audit, author::Author},
};

/// How long one call works. The function has 20 seconds.
const WORKING_TIME: Duration = Duration::from_secs(14);

/// Minutes with open holds that are read at once.
const MINUTES: usize = 1_000;

/// What an erasure erases, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// Messages that wait.
    Waiting,
    /// Parked queue messages.
    Parked,
    /// What is kept by their other phones.
    OtherPhones,
    /// Messages, with their receipts, clicks, links and past waits, and the cached customer.
    Messages,
    /// Replies, consent ledger and the row of the list, by the phone that was named.
    Phone,
}

impl Part {
    const ALL: [Self; 5] = [Self::Waiting, Self::Parked, Self::OtherPhones, Self::Messages, Self::Phone];
}

/// How many of each were erased by this call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Erased {
    pub(crate) messages: usize,
    pub(crate) waiting: usize,
    pub(crate) parked: usize,
    /// Lines of the consent ledger, and replies.
    pub(crate) words: usize,
    pub(crate) phones: usize,
}

/// What became of an erasure.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Erasure {
    /// Whether nothing is left. If not, call again: it goes on where it stopped.
    pub(crate) done: bool,
    pub(crate) erased: Erased,
    /// What may be left.
    pub(crate) left: Vec<Part>,
    /// Whether the opt-out is kept, under a keyed hash of the phone.
    pub(crate) keeps_opt_out: bool,
    /// Phones that got texts of theirs and belong to somebody else as well: masked, and left as they are.
    pub(crate) shared_phones: Vec<String>,
}

/// Erases somebody, named by phone or person, as far as the time allows. The audit says that somebody was erased, and not
/// whom.
pub(crate) async fn erase(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    name: &str,
) -> Result<Erasure, PersonError> {
    let deadline = Deadline::after(WORKING_TIME);
    let who = Who::find(app, store, name).await?;
    let mut task = Task { app, store, who: &who, deadline, erased: Erased::default() };
    let keeps_opt_out = task.keep_opt_outs().await?;
    let left = task.run().await;
    let done = left.is_empty();
    let erased = task.erased;
    if erased != Erased::default() {
        let entry = author.entry_of(app, AuditAction::ErasePerson, &object(&who.name), Vec::new());
        audit::record(app, &store.settings.id, &entry).await;
    }
    let shared_phones = who.shared_phones.iter().map(PhoneNumber::masked).collect();
    Ok(Erasure { done, erased, left, keeps_opt_out, shared_phones })
}

fn object(name: &Name) -> String {
    match name {
        Name::Phone(phone) => phone.masked(),
        Name::Person(person) => person.to_string(),
    }
}

struct Task<'a> {
    app: &'a App,
    store: &'a StoreConfig,
    who: &'a Who,
    deadline: Deadline,
    erased: Erased,
}

impl Task<'_> {
    /// Keeps the opt-out of each phone. Returns whether there is one.
    async fn keep_opt_outs(&self) -> Result<bool, StoreError> {
        let (id, sender, mut opted_out) = (&self.store.settings.id, self.store.sender_id(), false);
        for phone in &self.who.phones {
            let row = self.app.subscribers.get_own_row(id, phone, Consistency::Strong).await?;
            let known = self.app.people.get_phone(phone).await?;
            let consent = row.and_then(|row| row.consent);
            if let Some(consent) = consent
                && (consent.status == ConsentStatus::Unsubscribed
                    || known.kept_opt_out(id, &sender).is_some())
            {
                self.app.people.keep_consent(phone, id, &consent).await?;
            }
            let counts = consent.or_else(|| known.consent(id, &sender));
            opted_out |= counts.is_some_and(|consent| consent.status == ConsentStatus::Unsubscribed);
        }
        Ok(opted_out)
    }

    /// Erases part by part. Returns what may be left.
    async fn run(&mut self) -> Vec<Part> {
        let mut parts = Part::ALL.into_iter();
        while let Some(part) = parts.next() {
            let done = match self.erase(part).await {
                Ok(done) => done,
                Err(error) => {
                    tracing::error!(%error, store = %self.store.settings.id, ?part, "an erasure was cut short");
                    false
                }
            };
            if !done {
                return std::iter::once(part).chain(parts).collect();
            }
        }
        Vec::new()
    }

    /// Whether it is done: not if the time is over.
    async fn erase(&mut self, part: Part) -> Result<bool, StoreError> {
        match part {
            Part::Waiting => self.erase_waiting().await,
            Part::Parked => self.erase_parked().await,
            Part::OtherPhones => {
                let named = self.named().cloned();
                let others = self.who.phones.iter().filter(|phone| Some(*phone) != named.as_ref());
                self.erase_phones(&others.cloned().collect::<Vec<_>>()).await
            }
            Part::Messages => self.erase_messages().await,
            Part::Phone => {
                let named: Vec<_> = self.named().cloned().into_iter().collect();
                self.erase_phones(&named).await
            }
        }
    }

    fn has_time(&self) -> bool {
        self.deadline.allows(Duration::from_secs(2))
    }

    fn named(&self) -> Option<&PhoneNumber> {
        match &self.who.name {
            Name::Phone(phone) => Some(phone),
            Name::Person(_) => None,
        }
    }

    /// Looks through every minute with open holds, because a first message that waits is found by its phone only.
    async fn erase_waiting(&mut self) -> Result<bool, StoreError> {
        let (app, id) = (self.app, &self.store.settings.id);
        let name = match &self.who.name {
            Name::Phone(phone) => ErasureName::Phone(phone),
            Name::Person(person) => ErasureName::Person(person),
        };
        let mut reached = app.people.get_erasure(id, name).await?;
        loop {
            let minutes = app.people.list_open_minutes(reached, MINUTES).await?;
            if minutes.is_empty() {
                app.people.delete_erasure(id, name).await?;
                return Ok(true);
            }
            for some in minutes.chunks(AT_ONCE) {
                if !self.has_time() {
                    if let Some(reached) = reached {
                        app.people.put_erasure(id, name, reached, app.clock.now()).await?;
                    }
                    return Ok(false);
                }
                let found = some.iter().map(|minute| of_whole_minute(app, self.store, self.who, *minute));
                let found: Vec<_> = try_join_all(found).await?.into_iter().flatten().collect();
                try_join_all(found.iter().map(|message| app.people.erase_holds(message))).await?;
                self.erased.waiting += found.len();
                reached = some.last().copied();
            }
        }
    }

    async fn erase_parked(&mut self) -> Result<bool, StoreError> {
        let found = mentions::parked(self.app, self.store, self.who).await?;
        for (place, parked) in &found {
            self.app.parked.delete_parked(place.as_ref(), &parked.id).await?;
        }
        self.erased.parked += found.len();
        Ok(true)
    }

    async fn erase_messages(&mut self) -> Result<bool, StoreError> {
        for person in &self.who.persons {
            loop {
                let (messages, more) =
                    self.app.people.erase_person_rows(&self.store.settings.id, person).await?;
                self.erased.messages += messages;
                if !more {
                    break;
                }
                if !self.has_time() {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    async fn erase_phones(&mut self, phones: &[PhoneNumber]) -> Result<bool, StoreError> {
        let id = &self.store.settings.id;
        for phone in phones {
            let known = self.app.subscribers.get_own_row(id, phone, Consistency::Strong).await?.is_some();
            self.erased.words += self.app.people.erase_words(id, phone).await?;
            // In this order a STOP that comes meanwhile finds the row, or else counts for whoever has none.
            self.app.people.forget_store(phone, id).await?;
            self.app.people.erase_subscriber(id, phone).await?;
            self.erased.phones += usize::from(known);
        }
        Ok(true)
    }
}
