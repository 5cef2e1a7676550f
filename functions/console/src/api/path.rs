//! The parts of a path: the store, and the key of one of its flows, messages or other things.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{StatusCode, request::Parts},
};
use rechime_domain::ids::StoreId;
use rechime_store::configs::StoreConfig;

use super::problem_details::ProblemDetails;
use crate::{
    app::App,
    use_cases::stores::{self, StoresError},
};

/// The store that the path's `{store}` names, as it is set up now.
pub(crate) struct Shop(pub(crate) Arc<StoreConfig>);

impl Shop {
    pub(crate) fn id(&self) -> &StoreId {
        &self.0.settings.id
    }
}

impl FromRequestParts<App> for Shop {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ProblemDetails> {
        let StoreName(id) = StoreName::from_request_parts(parts, app).await?;
        Ok(Self(stores::find(app, &id).await?))
    }
}

/// The id in the path's `{store}`. The store need not exist.
pub(crate) struct StoreName(pub(crate) StoreId);

impl FromRequestParts<App> for StoreName {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ProblemDetails> {
        let named = path_parameter(parts, app, "store").await;
        Ok(Self(named.and_then(|name| StoreId::parse(&name).ok()).ok_or(StoresError::NotFound)?))
    }
}

/// The part of the path that the route calls `{key}`.
pub(crate) struct Key(pub(crate) String);

impl FromRequestParts<App> for Key {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ProblemDetails> {
        let named = path_parameter(parts, app, "key").await;
        named.map(Self).ok_or_else(|| {
            ProblemDetails::new(StatusCode::NOT_FOUND, "Check the address: a part of it is missing.")
        })
    }
}

pub(super) async fn path_parameter(parts: &mut Parts, app: &App, name: &str) -> Option<String> {
    let parameters = RawPathParams::from_request_parts(parts, app).await.ok()?;
    parameters.iter().find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}
