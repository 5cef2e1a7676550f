//! Somebody who is signed in looks at a page of a store.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
    response::IntoResponse,
};
use rechime_domain::ids::StoreId;
use rechime_store::configs::StoreConfig;
use serde::de::DeserializeOwned;

use super::{
    failure::Failure,
    frame::{Frame, Section},
};
use crate::{
    access::SignedIn,
    app::App,
    use_cases::{author::Author, stores},
};

/// Who looks, and the store that the path's `{store}` names, as it is set up now.
pub(crate) struct Visit {
    pub(crate) who: SignedIn,
    pub(crate) store: Arc<StoreConfig>,
}

impl Visit {
    pub(crate) fn id(&self) -> &StoreId {
        &self.store.settings.id
    }

    pub(crate) fn frame(&self, section: Section, title: impl Into<String>) -> Frame {
        Frame::of_store(&self.who, &self.store, section, title)
    }

    /// Who makes the changes of this visit.
    pub(crate) fn author(&self) -> Author {
        self.who.author()
    }

    /// The address of a page of the store.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("/s/{}{path}", self.id())
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let who = SignedIn::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let id = path_parameter(parts, app, "store").await.and_then(|name| StoreId::parse(&name).ok());
        let store = stores::find(app, &id.ok_or_else(Failure::not_found)?).await?;
        Ok(Self { who, store })
    }
}

/// Parameters of an address. Those that cannot be read are refused by a page.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let found = axum::extract::Query::from_request_parts(parts, state).await;
        found.map(|axum::extract::Query(asked)| Self(asked)).map_err(|_| Failure::unreadable_address())
    }
}

/// The part of the path that the route calls `{key}`.
pub(crate) struct Key(pub(crate) String);

impl FromRequestParts<App> for Key {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        path_parameter(parts, app, "key").await.map(Self).ok_or_else(Failure::not_found)
    }
}

async fn path_parameter(parts: &mut Parts, app: &App, name: &str) -> Option<String> {
    let parameters = RawPathParams::from_request_parts(parts, app).await.ok()?;
    parameters.iter().find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}
