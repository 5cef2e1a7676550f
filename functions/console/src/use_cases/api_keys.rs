//! The API keys of a store, by which other systems reach it: created, listed, revoked, recognised.

mod text;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rechime_domain::{characters::is_meaningless, flow::edit::FieldFault, ids::StoreId};
use rechime_platform::{cache::Cache, random::RandomError};
use rechime_store::{
    StoreError,
    api_keys::{ApiKey, ApiKeyId, Scope},
    audit::{Actor, AuditAction, FieldChange},
    configs::StoreConfig,
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

pub(crate) use self::text::KeyText;
use super::author::Author;
use crate::app::App;

/// How long a process goes on with what it knows of a key: a revoked key is refused everywhere after that time.
pub(crate) const KNOWN_FOR: Duration = Duration::from_mins(1);

/// How many keys a process remembers, known and unknown.
const REMEMBERED: usize = 1000;

/// The most keys of a store. All of them are listed at once.
const MOST_KEYS: usize = 50;

/// The longest name of a key, in characters.
const LONGEST_NAME: usize = 60;

/// What a process knows of keys. That a key is unknown is remembered too, and forgotten first.
pub(crate) type KnownKeys = Cache<(StoreId, ApiKeyId), Option<Arc<ApiKey>>>;

/// No key is known yet.
pub(crate) fn no_known_keys() -> KnownKeys {
    Cache::new(KNOWN_FOR, REMEMBERED).forgetting_first(Option::is_none)
}

/// Why a key is not created or revoked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiKeyError {
    #[error("Correct what is marked, then try again. Nothing was saved.")]
    Invalid(Vec<FieldFault>),
    #[error("A store has at most {MOST_KEYS} API keys. Revoke one first.")]
    TooMany,
    #[error("There is no such API key. It may have been revoked.")]
    NotFound,
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A key to create.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiKey {
    pub(crate) name: String,
    pub(crate) scopes: BTreeSet<Scope>,
}

/// A key as it is listed.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct ApiKeyView {
    pub(crate) id: ApiKeyId,
    pub(crate) name: String,
    pub(crate) scopes: BTreeSet<Scope>,
    pub(crate) last_four: String,
    pub(crate) created_by: Actor,
    pub(crate) created_at: Timestamp,
    /// The day in UTC.
    pub(crate) last_used_on: Option<Date>,
}

impl From<ApiKey> for ApiKeyView {
    fn from(key: ApiKey) -> Self {
        let ApiKey { id, name, scopes, last_four, created_by, created_at, last_used_on } = key;
        Self { id, name, scopes, last_four, created_by, created_at, last_used_on }
    }
}

/// A new key. This is the only time that it is shown.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct CreatedApiKey {
    pub(crate) key: String,
    #[serde(flatten)]
    pub(crate) view: ApiKeyView,
}

/// A store's keys, the newest first.
pub(crate) async fn list(app: &App, store: &StoreId) -> Result<Vec<ApiKeyView>, ApiKeyError> {
    let mut keys = app.api_keys.list_api_keys(store).await?;
    keys.sort_by(|one, other| other.created_at.cmp(&one.created_at).then_with(|| one.id.cmp(&other.id)));
    Ok(keys.into_iter().map(ApiKeyView::from).collect())
}

/// Creates a key.
pub(crate) async fn create(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    new: NewApiKey,
) -> Result<CreatedApiKey, ApiKeyError> {
    let store = &store.settings.id;
    let name = check(&new)?;
    if app.api_keys.list_api_keys(store).await?.len() >= MOST_KEYS {
        return Err(ApiKeyError::TooMany);
    }
    let text = KeyText::random()?;
    let key = ApiKey {
        id: text.id(),
        name,
        scopes: new.scopes,
        last_four: text.last_four(),
        created_by: author.actor().clone(),
        created_at: app.clock.now(),
        last_used_on: None,
    };
    let entry = author.entry_of(app, AuditAction::CreateKey, key.id.as_str(), told(&key));
    app.api_keys.create_api_key(store, &key, &entry).await?;
    Ok(CreatedApiKey { key: text.secret().expose_secret().to_owned(), view: key.into() })
}

/// Revokes a key. This process refuses it at once, the others after [`KNOWN_FOR`].
pub(crate) async fn revoke(app: &App, author: &Author, store: &StoreId, id: &str) -> Result<(), ApiKeyError> {
    let id = ApiKeyId::parse(id).ok_or(ApiKeyError::NotFound)?;
    let key = app.api_keys.get_api_key(store, &id).await?.ok_or(ApiKeyError::NotFound)?;
    let entry = author.entry_of(app, AuditAction::RevokeKey, id.as_str(), told(&key));
    match app.api_keys.delete_api_key(store, &id, &entry).await {
        Err(StoreError::Conflict) => return Err(ApiKeyError::NotFound),
        deleted => deleted?,
    }
    app.known_keys.put(&(store.clone(), id), None);
    Ok(())
}

/// The store's key of that text, if it has such a key. A key of another store is unknown here.
pub(crate) async fn recognise(
    app: &App,
    store: &StoreId,
    text: &KeyText,
) -> Result<Option<Arc<ApiKey>>, StoreError> {
    let id = text.id();
    app.known_keys.get_or_load(&(store.clone(), id.clone()), || load(app, store, id)).await
}

/// Reads a key, and notes that it is used today.
async fn load(app: &App, store: &StoreId, id: ApiKeyId) -> Result<Option<Arc<ApiKey>>, StoreError> {
    let Some(key) = app.api_keys.get_api_key(store, &id).await? else { return Ok(None) };
    let today = app.clock.now().to_zoned(TimeZone::UTC).date();
    if key.last_used_on != Some(today)
        && let Err(error) = app.api_keys.put_api_key_use(store, &id, today).await
    {
        tracing::warn!(%error, %store, "the use of an API key was not noted");
    }
    Ok(Some(Arc::new(key)))
}

/// What an entry of the audit says of a key.
fn told(key: &ApiKey) -> Vec<FieldChange> {
    let field =
        |field: &str, value| FieldChange { field: field.to_owned(), before: None, after: Some(value) };
    let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.name()).collect();
    vec![field("name", key.name.clone().into()), field("scopes", scopes.into())]
}

fn check(new: &NewApiKey) -> Result<String, ApiKeyError> {
    let name = new.name.trim();
    let length = name.chars().count();
    let bad_name = (!(1..=LONGEST_NAME).contains(&length) || name.chars().any(is_meaningless)).then(|| {
        let detail = "name the system that will use the key, in 1 to 60 characters of one line";
        FieldFault::new("name", detail)
    });
    let no_scope = new.scopes.is_empty().then(|| {
        FieldFault::new("scopes", "choose at least one; a key with `read` alone can change nothing")
    });
    let faults: Vec<_> = [bad_name, no_scope].into_iter().flatten().collect();
    if faults.is_empty() { Ok(name.to_owned()) } else { Err(ApiKeyError::Invalid(faults)) }
}
