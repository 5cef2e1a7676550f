//! PLACEHOLDER until the sessions are merged.
use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use crate::app::App;

pub(crate) struct SignedIn {
    pub(crate) name: String,
    pub(crate) csrf: String,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, _: &App) -> Result<Self, Response> {
        Ok(Self { name: "Ana".to_owned(), csrf: "token".to_owned() })
    }
}

pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &App) -> Result<Self, Response> {
        let axum::Form(value) =
            axum::Form::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Ok(Self(value))
    }
}
