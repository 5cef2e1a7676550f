//! The people a store texts.

pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod ledger;
pub(crate) mod search;
pub(crate) mod view;

use rechime_domain::{
    consent::Ruling,
    phone::{InvalidPhone, PhoneNumber},
    profile::ProfileError,
    settings::StoreSettings,
};
use rechime_store::{
    Cursor, Page, StoreError,
    audit::{AuditAction, FieldChange},
    configs::StoreConfig,
    consistency::Consistency,
};

use self::{edit::SubscriberEdit, view::SubscriberView};
use super::{
    audit::{self, differences},
    author::Author,
};
use crate::app::App;

/// Why a subscriber is not shown or saved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SubscriberError {
    #[error("Write the phone in international form, such as +14155552671; this is {0}.")]
    Phone(#[from] InvalidPhone),
    #[error("This phone is not on the store's list. Add the person to the list first.")]
    NotFound,
    #[error("{0}.")]
    Profile(#[from] ProfileError),
    #[error("This person opted out. Only they can opt in again: they text START to the store's number.")]
    OptedOut,
    #[error("This person's consent changed while you were editing. Look at it again.")]
    Stale,
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SubscriberError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Stale,
            other => Self::Store(other),
        }
    }
}

/// A page of the list.
pub(crate) async fn list(
    app: &App,
    store: &StoreConfig,
    from: Option<&Cursor>,
) -> Result<Page<SubscriberView>, SubscriberError> {
    let page = app.subscribers.list_subscribers(&store.settings.id, from).await?;
    Ok(Page { items: page.items.into_iter().map(SubscriberView::from).collect(), next: page.next })
}

pub(crate) async fn show(
    app: &App,
    store: &StoreConfig,
    phone: &str,
) -> Result<SubscriberView, SubscriberError> {
    let phone = parse_phone(store, phone)?;
    let found = app.subscribers.get_subscriber(&store.settings.id, &phone, Consistency::Strong).await?;
    Ok(found.ok_or(SubscriberError::NotFound)?.into())
}

/// Adds the subscriber to the list, or replaces what is known of them.
pub(crate) async fn edit(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    phone: &str,
    edit: SubscriberEdit,
) -> Result<SubscriberView, SubscriberError> {
    let (id, phone) = (&store.settings.id, parse_phone(store, phone)?);
    let statement = edit.statement(app.clock.now());
    let profile = edit.profile.checked(&store.settings.country)?;
    let known = app.subscribers.get_subscriber(id, &phone, Consistency::Strong).await?;
    // What would be refused is refused before anything is saved.
    check(statement.ruling(known.as_ref().and_then(|subscriber| subscriber.consent.as_ref())))?;
    if profile.states_a_place() {
        mark_stated_zones(app, author, &store.settings).await?;
    }
    let saved = app.subscribers.put_subscriber(id, &phone, &profile, Some(&statement)).await?;
    // The subscriber may have opted out since the first check.
    check(saved.ruling)?;
    let before = known.map(SubscriberView::from);
    let after = SubscriberView::from(saved.subscriber);
    let entry = author.entry_of(app, AuditAction::ChangeSubscriber, &phone.masked(), changes(before, &after));
    audit::record(app, id, &entry).await;
    Ok(after)
}

/// What an entry of the audit says of a changed subscriber: the consent, and of the profile, which is personal, only
/// which fields are different.
fn changes(before: Option<SubscriberView>, after: &SubscriberView) -> Vec<FieldChange> {
    let fields = match before {
        Some(before) => differences(&before, after),
        None => vec![FieldChange {
            field: "consent".to_owned(),
            before: None,
            after: serde_json::to_value(after.consent).ok(),
        }],
    };
    let is_told = |field: &str| field.starts_with("consent");
    let without_values = |change: FieldChange| FieldChange { before: None, after: None, ..change };
    fields
        .into_iter()
        .map(|change| if is_told(&change.field) { change } else { without_values(change) })
        .collect()
}

const fn check(ruling: Ruling) -> Result<(), SubscriberError> {
    match ruling {
        Ruling::OptedOut => Err(SubscriberError::OptedOut),
        Ruling::LaterStands => Err(SubscriberError::Stale),
        Ruling::Counts(_) | Ruling::Recorded | Ruling::Unchanged => Ok(()),
    }
}

/// Marks in the store's settings that the list states zones or addresses, so that evaluation reads them. Call it before
/// the first one is saved: in the other order, a failure between the two would leave a zone that evaluation never
/// reads.
async fn mark_stated_zones(app: &App, author: &Author, settings: &StoreSettings) -> Result<(), StoreError> {
    if settings.has_stated_zones {
        return Ok(());
    }
    let marked = StoreSettings { has_stated_zones: true, version: settings.version + 1, ..settings.clone() };
    let entry = author.entry(app, AuditAction::ChangeSettings, differences(settings, &marked));
    match app.configs.put_settings(&marked, &entry).await {
        // Two requests may do this at once: it is enough that one of them did it.
        Err(StoreError::Conflict) => match app.configs.get_config(&settings.id).await? {
            Some(store_config) if store_config.settings.has_stated_zones => Ok(()),
            _ => Err(StoreError::Conflict),
        },
        outcome => outcome,
    }
}

fn parse_phone(store: &StoreConfig, text: &str) -> Result<PhoneNumber, SubscriberError> {
    Ok(PhoneNumber::parse(text, &store.settings.country)?)
}
