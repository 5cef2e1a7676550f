//! Stores: connected, listed, shown, changed.

pub(crate) mod connect;
pub(crate) mod create;
pub(crate) mod disconnect;
mod pasted;
pub(crate) mod settings;
pub(crate) mod shopify;
pub(crate) mod view;

use std::sync::Arc;

use rechime_domain::{flow::edit::FieldFault, ids::StoreId, settings::StoreSettings};
use rechime_platform::{random::RandomError, secrets::SecretsError};
use rechime_recharge::{client::ApiError, registration};
use rechime_store::{
    StoreError,
    configs::{StoreConfig, StoreProfile},
};

use self::{
    connect::scopes::Permission,
    view::{StoreDetail, StoreLine, StoreView},
};
use crate::app::App;

/// Why a store is not shown, connected or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoresError {
    #[error("There is no such store.")]
    NotFound,
    #[error("Correct what is marked, then try again. Nothing was saved.")]
    Invalid(Vec<FieldFault>),
    #[error(
        "The key does not have every permission that the flows need. Give it those in Recharge, then try again."
    )]
    MissingPermissions(Vec<Permission>),
    #[error("This store is connected with another API key. Confirm that the new one takes its place.")]
    OtherKey,
    #[error("The store is not connected to Recharge. Connect it, then try again.")]
    NotConnected,
    #[error("{0} Try again afterwards: what is done already is kept.")]
    Recharge(ApiError),
    /// With the store as it is now.
    #[error("Somebody else changed these settings. Apply your change to the settings as they are now.")]
    Stale(Option<Box<StoreDetail>>),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoresError {
    fn of_field(field: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldFault::new(field, detail)])
    }
}

impl From<ApiError> for StoresError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::BadToken => Self::of_field("recharge_api_key", ApiError::BadToken.to_string()),
            other => Self::Recharge(other),
        }
    }
}

/// The store of that id, as it is set up now.
pub(crate) async fn find(app: &App, id: &StoreId) -> Result<Arc<StoreConfig>, StoresError> {
    app.configs.get_config(id).await?.ok_or(StoresError::NotFound)
}

pub(crate) async fn list(app: &App) -> Result<Vec<StoreLine>, StoresError> {
    let stores = app.configs.list_stores().await?;
    Ok(stores.into_iter().map(StoreLine::from).collect())
}

/// Shows a store with what upkeep found of its connection.
pub(crate) async fn show(app: &App, store: &StoreConfig) -> Result<StoreDetail, StoresError> {
    detail(app, &store.profile, &store.settings).await
}

/// Somebody else saved the settings since they were read.
pub(super) async fn overtaken(app: &App, id: &StoreId) -> Result<StoresError, StoresError> {
    let current = match app.configs.get_config(id).await? {
        Some(store) => Some(Box::new(show(app, &store).await?)),
        None => None,
    };
    Ok(StoresError::Stale(current))
}

async fn detail(
    app: &App,
    profile: &StoreProfile,
    settings: &StoreSettings,
) -> Result<StoreDetail, StoresError> {
    let checkup = app.checkups.get_checkup(&settings.id).await?;
    let secrets = app.secrets.get(&settings.id).await?;
    let webhook_url =
        secrets.map(|secrets| registration::webhook_url(&app.public_url, &settings.id, &secrets.path_key));
    let missing = view::missing(settings);
    Ok(StoreDetail { store: StoreView::of(profile, settings, checkup.as_ref()), webhook_url, missing })
}
