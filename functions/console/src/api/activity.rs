//! What happened to a store's messages, and why.

mod entry;

use std::collections::{HashMap, HashSet};

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use futures::future::try_join_all;
use rechime_domain::{ids::MessageId, message::MessageRecord};
use rechime_store::{
    Cursor, Page, StoreError,
    journal::{JournalLine, Planned},
};
use serde::{Deserialize, Serialize};

use self::entry::Entry;
use crate::{
    app::App,
    extract::Query,
    problem::{Problem, RouteError},
    shop::{Key, Shop},
};

/// Batches of events on a page, unless the caller says otherwise. A batch has up to ten messages or so.
const BATCHES: usize = 20;
const MOST_BATCHES: usize = 100;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/activity", get(list)).route("/messages/{key}", get(show))
}

/// Why a message is not shown.
#[derive(Debug, thiserror::Error)]
enum MessageError {
    #[error("No message of this id was sent or skipped. One that still waits is in the store's activity.")]
    NotFound,
}

impl RouteError for MessageError {
    fn status(&self) -> StatusCode {
        StatusCode::NOT_FOUND
    }
}

/// `limit` counts batches of events, not messages: 1 to 100.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    cursor: Option<Cursor>,
    limit: Option<usize>,
}

#[derive(Serialize)]
struct Activity {
    activity: Vec<Entry>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/activity?cursor&limit`: the newest first.
async fn list(
    State(app): State<App>,
    shop: Shop,
    Query(position): Query<Position>,
) -> Result<Json<Activity>, Problem> {
    let limit = position.limit.unwrap_or(BATCHES).clamp(1, MOST_BATCHES);
    let page = app.journal.page(shop.id(), position.cursor.as_ref(), limit).await?;
    let next_cursor = page.next.clone();
    Ok(Json(Activity { activity: entries(&app, &shop, page).await?, next_cursor }))
}

/// Joins what was planned with how it went. A redelivered webhook is planned again; the message is one.
async fn entries(app: &App, shop: &Shop, page: Page<JournalLine>) -> Result<Vec<Entry>, StoreError> {
    let mut seen = HashSet::new();
    let lines: Vec<(MessageId, JournalLine)> = page
        .items
        .into_iter()
        .map(|line| (line.entry.message(shop.id()), line))
        .filter(|(id, _)| seen.insert(id.clone()))
        .collect();
    let ids: Vec<MessageId> = lines.iter().map(|(id, _)| id.clone()).collect();
    let mut rows = rows(app, shop, &ids).await?;
    let told = lines.into_iter().map(|(id, line)| {
        let row = rows.remove(&id);
        async move {
            match row {
                Some(row) => Ok(Entry::gone(row, line.at)),
                None => planned(app, shop, id, line).await,
            }
        }
    });
    try_join_all(told).await
}

/// A message without a row: its reasons are with its hold, if it waits.
async fn planned(app: &App, shop: &Shop, id: MessageId, line: JournalLine) -> Result<Entry, StoreError> {
    let hold = match line.entry.planned {
        Planned::Wait { until } => app.holds.get(until, &id, shop.id()).await?,
        Planned::Send | Planned::Skip { .. } => None,
    };
    let why = hold.map(|message| message.why).unwrap_or_default();
    Ok(Entry::planned(id, line, app.clock.now()).because(&why))
}

async fn rows(
    app: &App,
    shop: &Shop,
    ids: &[MessageId],
) -> Result<HashMap<MessageId, MessageRecord>, StoreError> {
    let rows = app.messages.get_many(shop.id(), ids).await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

/// `GET /stores/{store}/messages/{id}`.
async fn show(State(app): State<App>, shop: Shop, Key(id): Key) -> Result<Json<Entry>, Problem> {
    let id = MessageId::parse(&id).map_err(|_| MessageError::NotFound)?;
    let row = app.messages.get(shop.id(), &id).await?.ok_or(MessageError::NotFound)?;
    let received_at = row.received_at;
    Ok(Json(Entry::gone(row, received_at)))
}

#[cfg(test)]
mod tests;
