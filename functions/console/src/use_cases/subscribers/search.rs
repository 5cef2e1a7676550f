//! Looks for subscribers: by the beginning of their phone on the store's list, or by e-mail in Recharge.

use std::collections::BTreeSet;

use rechime_domain::{
    ids::PersonId,
    phone::{PhoneNumber, PhonePrefix},
};
use rechime_platform::secrets::SecretsError;
use rechime_recharge::client::{ApiError, CustomerProfile};
use rechime_store::{Cursor, Page, StoreError, configs::StoreConfig, consistency::Consistency};

use super::view::SubscriberView;
use crate::app::App;

/// Why nobody could be looked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SearchError {
    #[error("Look for the beginning of a phone number, such as +1415, or for a whole e-mail address.")]
    Wanted,
    #[error("E-mail addresses are looked up in Recharge, and the store is not connected. Connect it first.")]
    NotConnected,
    #[error("{0} Look again in a moment.")]
    Recharge(#[from] ApiError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of those whose phone begins so.
pub(crate) async fn by_phone(
    app: &App,
    store: &StoreConfig,
    beginning: &str,
    from: Option<&Cursor>,
) -> Result<Page<SubscriberView>, SearchError> {
    let prefix = PhonePrefix::parse(beginning, &store.settings.country).ok_or(SearchError::Wanted)?;
    let page = app.subscribers.find_subscribers(&store.settings.id, &prefix, from).await?;
    Ok(Page { items: page.items.into_iter().map(SubscriberView::from).collect(), next: page.next })
}

/// Who has an e-mail address in Recharge.
#[derive(Debug, Default)]
pub(crate) struct FoundByEmail {
    /// Those on the list.
    pub(crate) subscribers: Vec<SubscriberView>,
    /// Customers without a phone on the list, about whom something was decided.
    pub(crate) others: Vec<PersonId>,
}

/// Those of the list who are customers with that address in Recharge: by the phone that Recharge has, and by those that
/// got their texts. The address is kept nowhere.
pub(crate) async fn by_email(
    app: &App,
    store: &StoreConfig,
    email: &str,
) -> Result<FoundByEmail, SearchError> {
    let (id, email) = (&store.settings.id, email.trim());
    let is_address = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if !is_address {
        return Err(SearchError::Wanted);
    }
    let secrets = app.secrets.get(id).await?.ok_or(SearchError::NotConnected)?;
    let mut found = FoundByEmail::default();
    let mut listed = BTreeSet::new();
    for customer in app.recharge.find_customers(&secrets.api_token, email).await? {
        let person = customer.id.as_deref().map(|customer| PersonId::of_customer(id, customer));
        let (phones, has_messages) = phones(app, store, &customer, person.as_ref()).await?;
        let mut is_listed = false;
        for phone in &phones {
            let row = app.subscribers.get_own_row(id, phone, Consistency::Eventual).await?;
            is_listed |= row.is_some();
            found.subscribers.extend(row.filter(|_| listed.insert(phone.clone())).map(SubscriberView::from));
        }
        found.others.extend(person.filter(|_| has_messages && !is_listed));
    }
    Ok(found)
}

/// The phones of a customer, and whether the store has messages of theirs.
async fn phones(
    app: &App,
    store: &StoreConfig,
    customer: &CustomerProfile,
    person: Option<&PersonId>,
) -> Result<(BTreeSet<PhoneNumber>, bool), StoreError> {
    let written = customer.phone.as_deref();
    let written = written.and_then(|phone| PhoneNumber::parse(phone, &store.settings.country).ok());
    let mut phones = BTreeSet::from_iter(written);
    let Some(person) = person else { return Ok((phones, false)) };
    let messages = app.people.list_person_rows(&store.settings.id, person).await?.messages;
    let has_messages = !messages.is_empty();
    phones.extend(messages.into_iter().filter_map(|message| message.phone));
    Ok((phones, has_messages))
}
