//! Looks for subscribers: by the beginning of their phone on the store's list, or by e-mail in Recharge.

use std::collections::BTreeSet;

use rechime_domain::{
    ids::PersonId,
    phone::{PhoneNumber, PhonePrefix},
};
use rechime_platform::secrets::SecretsError;
use rechime_recharge::client::ApiError;
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

/// Those of the list who are customers with that address in Recharge: by the phone that Recharge has, and by those that
/// got their texts. The address is kept nowhere.
pub(crate) async fn by_email(
    app: &App,
    store: &StoreConfig,
    email: &str,
) -> Result<Vec<SubscriberView>, SearchError> {
    let (id, email) = (&store.settings.id, email.trim());
    let is_address = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if !is_address {
        return Err(SearchError::Wanted);
    }
    let secrets = app.secrets.get(id).await?.ok_or(SearchError::NotConnected)?;
    let mut phones = BTreeSet::new();
    for customer in app.recharge.find_customers(&secrets.api_token, email).await? {
        let written = customer.phone.as_deref();
        phones.extend(written.and_then(|phone| PhoneNumber::parse(phone, &store.settings.country).ok()));
        if let Some(customer) = &customer.id {
            let rows = app.people.list_person_rows(id, &PersonId::of_customer(id, customer)).await?;
            phones.extend(rows.messages.into_iter().filter_map(|message| message.phone));
        }
    }
    let mut found = Vec::new();
    for phone in &phones {
        found.extend(app.subscribers.get_own_row(id, phone, Consistency::Eventual).await?);
    }
    Ok(found.into_iter().map(SubscriberView::from).collect())
}
