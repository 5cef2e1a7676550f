//! Webhooks that could not be read: looked at, tried again, thrown away.

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{delete, get, post},
};
use rechime_domain::{
    ids::StoreId,
    job::{Proof, WebhookJob},
};
use rechime_platform::queue::{Outgoing, QueueError};
use rechime_store::{
    Cursor, StoreError,
    parked::{Parked, ParkedId},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    app::App,
    extract::Query,
    problem::{Problem, RouteError},
    shop::{Key, Shop},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/parked", get(list))
        .route("/parked/{key}", delete(remove))
        .route("/parked/{key}/retry", post(retry))
}

/// Why a webhook is not tried again.
#[derive(Debug, thiserror::Error)]
enum ParkedError {
    #[error("No such webhook is parked. It was tried again or removed, or it expired after 14 days.")]
    NotFound,
    #[error("Its body is too long to have been kept whole. DELETE it; Recharge has the data.")]
    Incomplete,
    #[error("Its body is no JSON, so trying again cannot help. DELETE it.")]
    NotJson,
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RouteError for ParkedError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Incomplete | Self::NotJson => StatusCode::CONFLICT,
            Self::Queue(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    cursor: Option<Cursor>,
}

#[derive(Serialize)]
struct ParkedPage {
    parked: Vec<Parked>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/parked?cursor`: the oldest first.
async fn list(
    State(app): State<App>,
    shop: Shop,
    Query(from): Query<Position>,
) -> Result<Json<ParkedPage>, Problem> {
    let page = app.parking.list(shop.id(), from.cursor.as_ref()).await?;
    Ok(Json(ParkedPage { parked: page.items, next_cursor: page.next }))
}

/// `DELETE /stores/{store}/parked/{id}`.
async fn remove(State(app): State<App>, shop: Shop, Key(id): Key) -> Result<StatusCode, Problem> {
    app.parking.remove(shop.id(), &named(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /stores/{store}/parked/{id}/retry`.
async fn retry(State(app): State<App>, shop: Shop, Key(id): Key) -> Result<StatusCode, Problem> {
    hand_on(&app, shop.id(), &named(&id)?).await?;
    Ok(StatusCode::ACCEPTED)
}

fn named(id: &str) -> Result<ParkedId, ParkedError> {
    ParkedId::parse(id).map_err(|_| ParkedError::NotFound)
}

/// Enqueued first, removed second: a failure between the two repeats a webhook, which does no harm, where the
/// other way round would lose it.
async fn hand_on(app: &App, store: &StoreId, id: &ParkedId) -> Result<(), ParkedError> {
    let parked = app.parking.get(store, id).await?.ok_or(ParkedError::NotFound)?;
    let job = job(store, parked)?;
    app.events.send(&[Outgoing::now(job)]).await?;
    Ok(app.parking.remove(store, id).await?)
}

/// Recharge is asked again, as where nothing but the path vouches for a webhook: what could not be read then may be
/// whole by now.
fn job(store: &StoreId, parked: Parked) -> Result<WebhookJob, ParkedError> {
    if !parked.complete {
        return Err(ParkedError::Incomplete);
    }
    let payload = RawValue::from_string(parked.payload).map_err(|_| ParkedError::NotJson)?;
    Ok(WebhookJob::new(store.clone(), parked.topic, Proof::PathKey, parked.parked_at, payload))
}

#[cfg(test)]
mod tests;
