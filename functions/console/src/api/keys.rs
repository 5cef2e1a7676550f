//! The API keys of a store. Only the admin key and people who signed in deal with them: a key cannot make another.

use axum::{Json, extract::State, http::StatusCode};
use rechime_domain::flow::edit::FieldFault;
use serde::Serialize;

use super::{
    extract::JsonBody,
    path::{Key, Shop},
    problem_details::{ProblemDetails, RouteError},
    routes::{ADMIN_KEY, Routes},
};
use crate::{
    app::App,
    use_cases::{
        api_keys::{self, ApiKeyError, ApiKeyView, CreatedApiKey, NewApiKey},
        author::Author,
    },
};

pub(super) fn routes() -> Routes {
    Routes::default().get("/keys", ADMIN_KEY, list).post("/keys", ADMIN_KEY, create).delete(
        "/keys/{key}",
        ADMIN_KEY,
        revoke,
    )
}

impl RouteError for ApiKeyError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Random(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Invalid(_) => {
                "Correct what `errors` lists, then send it again. Nothing was saved.".to_owned()
            }
            other => other.to_string(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Invalid(faults) => faults.clone(),
            _ => Vec::new(),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Keys {
    keys: Vec<ApiKeyView>,
}

/// `GET /stores/{store}/keys`.
async fn list(State(app): State<App>, shop: Shop) -> Result<Json<Keys>, ProblemDetails> {
    Ok(Json(Keys { keys: api_keys::list(&app, shop.id()).await? }))
}

/// `POST /stores/{store}/keys`. The answer is the only one that has the key.
async fn create(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    JsonBody(new): JsonBody<NewApiKey>,
) -> Result<(StatusCode, Json<CreatedApiKey>), ProblemDetails> {
    Ok((StatusCode::CREATED, Json(api_keys::create(&app, &author, &store, new).await?)))
}

/// `DELETE /stores/{store}/keys/{id}`.
async fn revoke(
    State(app): State<App>,
    author: Author,
    shop: Shop,
    Key(id): Key,
) -> Result<StatusCode, ProblemDetails> {
    api_keys::revoke(&app, &author, shop.id(), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests;
