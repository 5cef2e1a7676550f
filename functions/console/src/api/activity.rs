//! Routes of a store's activity.

use axum::{Json, extract::State, http::StatusCode};
use rechime_store::Cursor;
use serde::{Deserialize, Serialize};

use super::{
    extract::Query,
    path::{Key, Shop},
    problem_details::{ProblemDetails, RouteError},
    routes::{ADMIN_KEY, READ, Routes, WRITE_SUBSCRIBERS},
};
use crate::{
    app::App,
    use_cases::{
        activity::{self, MessageError, Stuck, entry::Entry},
        author::Author,
        links::{self, LinkView},
        send_again::{self, SecondTry, SendAgainError},
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/activity", READ, list)
        .get("/messages/{key}", READ, show)
        .post("/messages/{key}/send-again", ADMIN_KEY, send_again)
        .get("/messages/{key}/links", READ, list_links)
        .delete("/messages/{key}/links", WRITE_SUBSCRIBERS, revoke_links)
}

impl RouteError for MessageError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Store(error) => error.status(),
        }
    }
}

impl RouteError for SendAgainError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotAgain(_) | Self::OptedOut | Self::NumberGone | Self::Already => StatusCode::CONFLICT,
            Self::Queue(_) | Self::Encode(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    cursor: Option<Cursor>,
    limit: Option<usize>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Activity {
    #[serde(rename = "activity")]
    entries: Vec<Entry>,
    /// With the newest page alone.
    stuck: Vec<Stuck>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/activity?cursor&limit`.
async fn list(
    State(app): State<App>,
    Shop(store): Shop,
    Query(position): Query<Position>,
) -> Result<Json<Activity>, ProblemDetails> {
    let (from, is_newest) = (position.cursor.as_ref(), position.cursor.is_none());
    let stuck = async {
        if is_newest { activity::list_stuck(&app, &store.settings.id).await } else { Ok(Vec::new()) }
    };
    let (page, stuck) = futures::join!(activity::list(&app, &store.settings, from, position.limit), stuck);
    let page = page?;
    Ok(Json(Activity { entries: page.items, stuck: stuck?, next_cursor: page.next }))
}

/// `GET /stores/{store}/messages/{id}`.
async fn show(
    State(app): State<App>,
    Shop(store): Shop,
    Key(id): Key,
) -> Result<Json<Entry>, ProblemDetails> {
    Ok(Json(activity::show(&app, &store.settings, &id).await?))
}

/// `POST /stores/{store}/messages/{id}/send-again`: 202, because the queue sends it. A key of another system must not be a
/// way to text anybody.
async fn send_again(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(id): Key,
) -> Result<(StatusCode, Json<SecondTry>), ProblemDetails> {
    Ok((StatusCode::ACCEPTED, Json(send_again::send_again(&app, &author, &store, &id).await?)))
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct MessageLinks {
    links: Vec<LinkView>,
}

/// `GET /stores/{store}/messages/{id}/links`.
async fn list_links(
    State(app): State<App>,
    Shop(store): Shop,
    Key(id): Key,
) -> Result<Json<MessageLinks>, ProblemDetails> {
    Ok(Json(MessageLinks { links: links::list(&app, &store.settings.id, &id).await? }))
}

/// `DELETE /stores/{store}/messages/{id}/links`.
async fn revoke_links(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(id): Key,
) -> Result<StatusCode, ProblemDetails> {
    links::revoke(&app, &author, &store.settings.id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests;
