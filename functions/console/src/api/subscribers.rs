//! The people a store texts.

mod export;
pub(super) mod import;

use axum::{Json, extract::State, http::StatusCode};
use rechime_store::{Cursor, Page};
use serde::{Deserialize, Serialize};

use super::{
    extract::{JsonBody, Query},
    path::{Key, Shop},
    problem_details::{ProblemDetails, RouteError},
    routes::{READ, Routes, WRITE_SUBSCRIBERS},
};
use crate::{
    app::App,
    use_cases::{
        author::Author,
        subscribers::{
            self, SubscriberError,
            edit::SubscriberEdit,
            ledger::{self, LedgerLine},
            search::{self, SearchError},
            view::SubscriberView,
        },
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/subscribers", READ, list)
        .post("/subscribers/import", WRITE_SUBSCRIBERS, import::import)
        .post("/subscribers/import/preview", WRITE_SUBSCRIBERS, import::preview)
        .get("/subscribers/export", READ, export::export)
        .get("/subscribers/{key}", READ, show)
        .put("/subscribers/{key}", WRITE_SUBSCRIBERS, replace)
        .get("/subscribers/{key}/consents", READ, show_ledger)
}

impl RouteError for SubscriberError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Phone(_) | Self::Profile(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::OptedOut | Self::Stale => StatusCode::CONFLICT,
            Self::Store(error) => error.status(),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "This phone is not on the store's list. PUT it to add the person.".to_owned(),
            Self::Stale => {
                "This person's consent changed while you were editing. GET the subscriber and look again."
                    .to_owned()
            }
            other => other.to_string(),
        }
    }
}

impl RouteError for SearchError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Wanted => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotConnected => StatusCode::CONFLICT,
            Self::Recharge(_) => StatusCode::BAD_GATEWAY,
            Self::Secrets(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }
}

/// Whom to list: everybody, those whose phone begins so, or those with an e-mail address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    cursor: Option<Cursor>,
    phone: Option<String>,
    email: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Subscribers {
    subscribers: Vec<SubscriberView>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/subscribers?cursor&phone&email`.
async fn list(
    State(app): State<App>,
    Shop(store): Shop,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Subscribers>, ProblemDetails> {
    let from = wanted.cursor.as_ref();
    let page = match (&wanted.phone, &wanted.email) {
        (_, Some(email)) => {
            Page { items: search::by_email(&app, &store, email).await?.subscribers, next: None }
        }
        (Some(phone), None) => search::by_phone(&app, &store, phone, from).await?,
        (None, None) => subscribers::list(&app, &store, from).await?,
    };
    Ok(Json(Subscribers { subscribers: page.items, next_cursor: page.next }))
}

/// `GET /stores/{store}/subscribers/{phone}`.
async fn show(
    State(app): State<App>,
    Shop(store): Shop,
    Key(phone): Key,
) -> Result<Json<SubscriberView>, ProblemDetails> {
    Ok(Json(subscribers::show(&app, &store, &phone).await?))
}

/// `PUT /stores/{store}/subscribers/{phone}`.
async fn replace(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(phone): Key,
    JsonBody(edit): JsonBody<SubscriberEdit>,
) -> Result<Json<SubscriberView>, ProblemDetails> {
    Ok(Json(subscribers::edit(&app, &author, &store, &phone, edit).await?))
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Ledger {
    consents: Vec<LedgerLine>,
}

/// `GET /stores/{store}/subscribers/{phone}/consents`.
async fn show_ledger(
    State(app): State<App>,
    Shop(store): Shop,
    Key(phone): Key,
) -> Result<Json<Ledger>, ProblemDetails> {
    Ok(Json(Ledger { consents: ledger::show(&app, &store, &phone).await? }))
}

#[cfg(test)]
mod tests;
