//! Queue messages that could not be handled: they are listed, tried again, or deleted.

use axum::{Json, extract::State, http::StatusCode};
use rechime_domain::ids::StoreId;
use rechime_store::{Cursor, parked::Parked};
use serde::Serialize;

use super::{
    extract::{Position, Query},
    path::{Key, StoreName},
    problem_details::{ProblemDetails, RouteError},
    routes::{ADMIN_KEY, READ, Routes, WRITE_SETTINGS},
};
use crate::{
    app::App,
    use_cases::{
        author::Author,
        parked::{self, ParkedError, RetryOutcome, Which},
    },
};

/// Messages that name a store, connected or not.
pub(super) fn routes_of_a_store() -> Routes {
    Routes::default()
        .get("/parked", READ, list_of_a_store)
        .post("/parked/retry", WRITE_SETTINGS, retry_all_of_a_store)
        .delete("/parked/{key}", WRITE_SETTINGS, delete_of_a_store)
        .post("/parked/{key}/retry", WRITE_SETTINGS, retry_of_a_store)
        .get("/stuck", READ, list_stuck_of_a_store)
        .post("/stuck/redrive", WRITE_SETTINGS, redrive_of_a_store)
        .post("/stuck/{key}/redrive", WRITE_SETTINGS, retry_of_a_store)
}

/// Messages that name no store.
pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/parked", ADMIN_KEY, list)
        .post("/parked/retry", ADMIN_KEY, retry_all)
        .delete("/parked/{key}", ADMIN_KEY, delete)
        .post("/parked/{key}/retry", ADMIN_KEY, retry)
        .get("/stuck", ADMIN_KEY, list_stuck)
        .post("/stuck/redrive", ADMIN_KEY, redrive)
        .post("/stuck/{key}/redrive", ADMIN_KEY, retry)
}

impl RouteError for ParkedError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Incomplete | Self::NotJson | Self::Uncounted => StatusCode::CONFLICT,
            Self::Queue(_) | Self::Schedule(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Incomplete => {
                "Its body is too long to have been kept whole. DELETE it; Recharge has the data.".to_owned()
            }
            Self::NotJson => "Its body is not JSON, so trying again cannot help. DELETE it.".to_owned(),
            Self::Uncounted => {
                "It only says where changes are that were not counted. Reports may be wrong by them; DELETE it."
                    .to_owned()
            }
            other => other.to_string(),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct ParkedPage {
    parked: Vec<Parked>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/parked?cursor`.
async fn list_of_a_store(
    State(app): State<App>,
    StoreName(store): StoreName,
    Query(from): Query<Position>,
) -> Result<Json<ParkedPage>, ProblemDetails> {
    page(&app, Some(&store), &from).await
}

/// `GET /parked?cursor`.
async fn list(
    State(app): State<App>,
    Query(from): Query<Position>,
) -> Result<Json<ParkedPage>, ProblemDetails> {
    page(&app, None, &from).await
}

async fn page(
    app: &App,
    store: Option<&StoreId>,
    from: &Position,
) -> Result<Json<ParkedPage>, ProblemDetails> {
    let page = parked::list(app, store, from.cursor.as_ref()).await?;
    Ok(Json(ParkedPage { parked: page.items, next_cursor: page.next }))
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct StuckPage {
    stuck: Vec<Parked>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/stuck?cursor`.
async fn list_stuck_of_a_store(
    State(app): State<App>,
    StoreName(store): StoreName,
    Query(from): Query<Position>,
) -> Result<Json<StuckPage>, ProblemDetails> {
    stuck(&app, Some(&store), &from).await
}

/// `GET /stuck?cursor`.
async fn list_stuck(
    State(app): State<App>,
    Query(from): Query<Position>,
) -> Result<Json<StuckPage>, ProblemDetails> {
    stuck(&app, None, &from).await
}

async fn stuck(
    app: &App,
    store: Option<&StoreId>,
    from: &Position,
) -> Result<Json<StuckPage>, ProblemDetails> {
    let page = parked::list_stuck(app, store, from.cursor.as_ref()).await?;
    Ok(Json(StuckPage { stuck: page.items, next_cursor: page.next }))
}

/// `POST /stores/{store}/stuck/redrive`.
async fn redrive_of_a_store(
    State(app): State<App>,
    author: Author,
    StoreName(store): StoreName,
) -> Result<Json<RetryOutcome>, ProblemDetails> {
    Ok(Json(parked::retry_all(&app, &author, Which::Stuck, Some(&store)).await?))
}

/// `POST /stuck/redrive`.
async fn redrive(State(app): State<App>, author: Author) -> Result<Json<RetryOutcome>, ProblemDetails> {
    Ok(Json(parked::retry_all(&app, &author, Which::Stuck, None).await?))
}

/// `DELETE /stores/{store}/parked/{id}`.
async fn delete_of_a_store(
    State(app): State<App>,
    author: Author,
    StoreName(store): StoreName,
    Key(id): Key,
) -> Result<StatusCode, ProblemDetails> {
    parked::delete(&app, &author, Some(&store), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /parked/{id}`.
async fn delete(State(app): State<App>, author: Author, Key(id): Key) -> Result<StatusCode, ProblemDetails> {
    parked::delete(&app, &author, None, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /stores/{store}/parked/{id}/retry` and `POST /stores/{store}/stuck/{id}/redrive`.
async fn retry_of_a_store(
    State(app): State<App>,
    author: Author,
    StoreName(store): StoreName,
    Key(id): Key,
) -> Result<StatusCode, ProblemDetails> {
    parked::retry(&app, &author, Some(&store), &id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// `POST /parked/{id}/retry` and `POST /stuck/{id}/redrive`.
async fn retry(State(app): State<App>, author: Author, Key(id): Key) -> Result<StatusCode, ProblemDetails> {
    parked::retry(&app, &author, None, &id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// `POST /stores/{store}/parked/retry`.
async fn retry_all_of_a_store(
    State(app): State<App>,
    author: Author,
    StoreName(store): StoreName,
) -> Result<Json<RetryOutcome>, ProblemDetails> {
    Ok(Json(parked::retry_all(&app, &author, Which::All, Some(&store)).await?))
}

/// `POST /parked/retry`.
async fn retry_all(State(app): State<App>, author: Author) -> Result<Json<RetryOutcome>, ProblemDetails> {
    Ok(Json(parked::retry_all(&app, &author, Which::All, None).await?))
}

#[cfg(test)]
mod tests;
