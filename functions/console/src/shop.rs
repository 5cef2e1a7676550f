//! The store and the flow that a path names.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{StatusCode, request::Parts},
};
use rechime_domain::{
    flow::Flow,
    ids::StoreId,
    trigger::{Trigger, UnknownTrigger},
};
use rechime_store::{StoreError, configs::StoreConfig};

use crate::{
    app::App,
    problem::{Problem, RouteError},
};

/// Why a path leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LookupError {
    #[error("There is no such store. GET /api/v1/stores lists them; POST /api/v1/stores connects one.")]
    NoSuchStore,
    #[error("There is no such flow. GET the store's flows to see the twelve keys.")]
    NoSuchFlow,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RouteError for LookupError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchStore | Self::NoSuchFlow => StatusCode::NOT_FOUND,
            Self::Store(error) => error.status(),
        }
    }
}

impl From<UnknownTrigger> for LookupError {
    fn from(_: UnknownTrigger) -> Self {
        Self::NoSuchFlow
    }
}

/// A conflict is the caller's to resolve; whatever else the table does is ours.
impl RouteError for StoreError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Conflict | Self::Exists => StatusCode::CONFLICT,
            Self::Unavailable(_) | Self::Corrupt { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The store that the path's `{store}` names, as it is set up now.
pub(crate) struct Shop(pub(crate) Arc<StoreConfig>);

impl Shop {
    /// Loads it.
    pub(crate) async fn load(app: &App, id: &StoreId) -> Result<Self, LookupError> {
        app.configs.load(id).await?.map(Self).ok_or(LookupError::NoSuchStore)
    }

    /// The store's id.
    pub(crate) fn id(&self) -> &StoreId {
        &self.0.settings.id
    }

    /// Its flow of that key.
    pub(crate) fn flow(&self, key: &str) -> Result<&Flow, LookupError> {
        let trigger: Trigger = key.parse()?;
        self.0.flows.get(&trigger).ok_or(LookupError::NoSuchFlow)
    }
}

impl FromRequestParts<App> for Shop {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let named = path_parameter(parts, app, "store").await;
        let id = named.and_then(|name| StoreId::parse(&name).ok()).ok_or(LookupError::NoSuchStore)?;
        Ok(Self::load(app, &id).await?)
    }
}

/// The part of the path that the route calls `{key}`.
pub(crate) struct Key(pub(crate) String);

impl FromRequestParts<App> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let named = path_parameter(parts, app, "key").await;
        named
            .map(Self)
            .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "Check the address: a part of it is missing."))
    }
}

async fn path_parameter(parts: &mut Parts, app: &App, name: &str) -> Option<String> {
    let parameters = RawPathParams::from_request_parts(parts, app).await.ok()?;
    parameters.iter().find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}
