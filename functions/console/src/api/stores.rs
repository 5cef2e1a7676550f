//! Stores: connected, listed, shown, changed.

mod connect;
mod disconnect;
mod edit;
mod shopify;
mod view;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use rechime_domain::settings::StoreSettings;
use rechime_platform::{random::RandomError, secrets::SecretsError};
use rechime_recharge::{client::ApiError, registration};
use rechime_store::{StoreError, configs::StoreProfile};
use serde::Serialize;

use self::{
    connect::{Connected, Connecting},
    disconnect::Disconnected,
    edit::SettingsEdit,
    view::{StoreLine, StoreView},
};
use crate::{
    app::App,
    extract::JsonBody,
    problem::{FieldError, Problem, RouteError},
    review,
    shop::Shop,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/stores", get(list).post(connect))
        .route("/stores/{store}", get(show).patch(change))
        .route("/stores/{store}/disconnect", post(disconnect))
        .route("/stores/{store}/shopify", shopify::route())
}

/// Why a store is not connected or changed.
#[derive(Debug, thiserror::Error)]
enum StoresError {
    #[error("Mend what `errors` lists, then send it again. Nothing was saved.")]
    Invalid(Vec<FieldError>),
    #[error(
        "This store is connected with another API key. To put the new one in its place, send the same again with \
         `\"replace_key\": true`."
    )]
    OtherKey,
    #[error(
        "The store is not connected to Recharge. Connect it by POST /api/v1/stores, then send the same again."
    )]
    NotConnected,
    #[error("{0} Then send the same again: what is done already is kept.")]
    Recharge(ApiError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ApiError> for StoresError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::BadToken => {
                Self::Invalid(vec![FieldError::new("recharge_api_key", ApiError::BadToken.to_string())])
            }
            other => Self::Recharge(other),
        }
    }
}

impl RouteError for StoresError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::OtherKey | Self::NotConnected => StatusCode::CONFLICT,
            Self::Recharge(ApiError::Forbidden | ApiError::PaymentRequired) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Recharge(_) => StatusCode::BAD_GATEWAY,
            Self::Secrets(_) | Self::Random(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}

#[derive(Serialize)]
struct Stores {
    stores: Vec<StoreLine>,
}

/// `GET /stores`.
async fn list(State(app): State<App>) -> Result<Json<Stores>, Problem> {
    let stores = app.configs.list().await?;
    Ok(Json(Stores { stores: stores.into_iter().map(StoreLine::from).collect() }))
}

/// `POST /stores`: 201 for a new store, 200 for one that is completed or kept.
async fn connect(
    State(app): State<App>,
    JsonBody(wanted): JsonBody<Connecting>,
) -> Result<(StatusCode, Json<Connected>), Problem> {
    Ok(connect::connect(&app, wanted).await.map(|(status, connected)| (status, Json(connected)))?)
}

/// `POST /stores/{store}/disconnect`, which may be repeated.
async fn disconnect(State(app): State<App>, shop: Shop) -> Result<Json<Disconnected>, Problem> {
    Ok(Json(disconnect::disconnect(&app, &shop.0).await?))
}

/// A store, and where Recharge sends its events, up to and excluding `/{resource}/{action}`.
#[derive(Serialize)]
struct Shown {
    store: StoreView,
    webhook_url: Option<String>,
}

/// `GET /stores/{store}`.
async fn show(State(app): State<App>, shop: Shop) -> Result<Json<Shown>, Problem> {
    Ok(Json(shown(&app, &shop.0.profile, &shop.0.settings).await?))
}

/// `PATCH /stores/{store}`: changes what is named and nothing else.
async fn change(
    State(app): State<App>,
    shop: Shop,
    JsonBody(edit): JsonBody<SettingsEdit>,
) -> Result<Json<Shown>, Problem> {
    let current = &shop.0.settings;
    let edited = edit.apply(current)?;
    if edited != *current {
        app.configs.save_settings(&edited).await?;
        review::soon(&app, shop.id()).await;
    }
    Ok(Json(shown(&app, &shop.0.profile, &edited).await?))
}

async fn shown(app: &App, profile: &StoreProfile, settings: &StoreSettings) -> Result<Shown, StoresError> {
    let checkup = app.checkups.get(&settings.id).await?;
    let secrets = app.secrets.get(&settings.id).await?;
    let webhook_url =
        secrets.map(|secrets| registration::webhook_url(&app.public_url, &settings.id, &secrets.path_key));
    Ok(Shown { store: StoreView::of(profile, settings, checkup.as_ref()), webhook_url })
}

#[cfg(test)]
mod tests;
