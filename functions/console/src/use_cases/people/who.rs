//! Whom a phone or a person's id stands for.

use std::collections::BTreeSet;

use futures::future::try_join_all;
use rechime_domain::{ids::PersonId, phone::PhoneNumber};
use rechime_store::{StoreError, configs::StoreConfig, consistency::Consistency, people::PersonRows};

use super::PersonError;
use crate::app::App;

/// How somebody was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Phone(PhoneNumber),
    Person(PersonId),
}

/// Somebody: their phones, and the persons that they are to the store's messages.
#[derive(Debug)]
pub(super) struct Who {
    pub(super) name: Name,
    pub(super) phones: BTreeSet<PhoneNumber>,
    pub(super) persons: BTreeSet<PersonId>,
    /// Phones that got some of their texts and that other persons use as well.
    pub(super) shared_phones: BTreeSet<PhoneNumber>,
    /// What the partitions of the persons hold.
    pub(super) rows: PersonRows,
}

impl Name {
    /// A person's id has letters, and a phone has none.
    pub(super) fn parse(store: &StoreConfig, text: &str) -> Result<Self, PersonError> {
        match PersonId::parse(text) {
            Ok(person) if text.contains(|letter: char| letter.is_ascii_alphabetic()) => {
                Ok(Self::Person(person))
            }
            _ => Ok(Self::Phone(PhoneNumber::parse(text, &store.settings.country)?)),
        }
    }
}

impl Who {
    /// Finds the persons of a phone, or the phones of a person: a phone that got their texts is theirs if no other person
    /// uses it.
    pub(super) async fn find(app: &App, store: &StoreConfig, text: &str) -> Result<Self, PersonError> {
        let name = Name::parse(store, text)?;
        let id = &store.settings.id;
        let (phones, persons) = match &name {
            Name::Phone(phone) => {
                let row = app.subscribers.get_own_row(id, phone, Consistency::Strong).await?;
                (BTreeSet::from([phone.clone()]), row.map(|row| row.persons).unwrap_or_default())
            }
            Name::Person(person) => (BTreeSet::new(), BTreeSet::from([person.clone()])),
        };
        let rows = rows(app, store, &persons).await?;
        let mut who = Self { name, phones, persons, shared_phones: BTreeSet::new(), rows };
        who.add_phones(app, store).await?;
        Ok(who)
    }

    async fn add_phones(&mut self, app: &App, store: &StoreConfig) -> Result<(), StoreError> {
        let texted: BTreeSet<_> = self.rows.messages.iter().filter_map(|row| row.phone.clone()).collect();
        for phone in texted.difference(&self.phones.clone()) {
            let row = app.subscribers.get_own_row(&store.settings.id, phone, Consistency::Strong).await?;
            let is_theirs = row.is_none_or(|row| row.persons.is_subset(&self.persons));
            let phones = if is_theirs { &mut self.phones } else { &mut self.shared_phones };
            phones.insert(phone.clone());
        }
        Ok(())
    }
}

async fn rows(
    app: &App,
    store: &StoreConfig,
    persons: &BTreeSet<PersonId>,
) -> Result<PersonRows, StoreError> {
    let rows = persons.iter().map(|person| app.people.list_person_rows(&store.settings.id, person));
    let mut all = PersonRows::default();
    for rows in try_join_all(rows).await? {
        all.messages.extend(rows.messages);
        all.old_news.extend(rows.old_news);
        all.clicks.extend(rows.clicks);
        all.customer = all.customer.or(rows.customer);
    }
    Ok(all)
}
