//! The people a store texts.

mod edit;
mod import;
mod ledger;
mod view;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use rechime_domain::{
    occurrence::Address,
    phone::{InvalidPhone, PhoneNumber},
    settings::StoreSettings,
};
use rechime_store::{StoreError, page::Cursor, subscribers::Consistency};
use serde::{Deserialize, Serialize};

use self::{edit::SubscriberEdit, view::SubscriberView};
use crate::{
    app::App,
    extract::{JsonBody, Query},
    problem::{Problem, RouteError},
    shop::{Key, Shop},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/subscribers", get(list))
        .route("/subscribers/import", post(import::import))
        .route("/subscribers/{key}", get(show).put(replace))
        .route("/subscribers/{key}/consents", get(ledger::show))
}

/// Why a subscriber is not shown or saved.
#[derive(Debug, thiserror::Error)]
enum SubscriberError {
    #[error("Write the phone in international form, such as +14155552671; this is {0}.")]
    Phone(#[from] InvalidPhone),
    #[error("This store never heard of this phone. PUT it to add the person to the list.")]
    NotFound,
    #[error("`{0}` is no IANA time zone; use a name such as America/New_York.")]
    TimeZone(String),
    #[error("This person opted out. Only they can opt in again: they text START to the store's number.")]
    OptedOut,
    #[error("This person's consent changed while you were editing. GET the subscriber and look again.")]
    Stale,
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SubscriberError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Stale,
            other => Self::Store(other),
        }
    }
}

impl RouteError for SubscriberError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Phone(_) | Self::TimeZone(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::OptedOut | Self::Stale => StatusCode::CONFLICT,
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
struct Subscribers {
    subscribers: Vec<SubscriberView>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/subscribers?cursor`: the list, by phone.
async fn list(
    State(app): State<App>,
    shop: Shop,
    Query(from): Query<Position>,
) -> Result<Json<Subscribers>, Problem> {
    let page = app.subscribers.list(shop.id(), from.cursor.as_ref()).await?;
    let subscribers = page.items.into_iter().map(SubscriberView::from).collect();
    Ok(Json(Subscribers { subscribers, next_cursor: page.next }))
}

/// `GET /stores/{store}/subscribers/{phone}`.
async fn show(State(app): State<App>, shop: Shop, Key(phone): Key) -> Result<Json<SubscriberView>, Problem> {
    let phone = number(&shop, &phone)?;
    let found = app.subscribers.get(shop.id(), &phone, Consistency::Strong).await?;
    Ok(Json(found.ok_or(SubscriberError::NotFound)?.into()))
}

/// `PUT /stores/{store}/subscribers/{phone}`: adds the person, or replaces what is known of them.
async fn replace(
    State(app): State<App>,
    shop: Shop,
    Key(phone): Key,
    JsonBody(edit): JsonBody<SubscriberEdit>,
) -> Result<Json<SubscriberView>, Problem> {
    let phone = number(&shop, &phone)?;
    Ok(Json(save(&app, &shop, &phone, edit).await?))
}

async fn save(
    app: &App,
    shop: &Shop,
    phone: &PhoneNumber,
    edit: SubscriberEdit,
) -> Result<SubscriberView, SubscriberError> {
    let known = app.subscribers.get(shop.id(), phone, Consistency::Strong).await?;
    let (edited, wording) = edit.apply(known.as_ref(), phone, app.clock.now())?;
    if edited.time_zone.is_some() || edited.address != Address::default() {
        heed_stated_zones(app, &shop.0.settings).await?;
    }
    app.subscribers.save(shop.id(), &edited, wording.as_ref()).await?;
    Ok(edited.into())
}

/// Tells evaluation that a zone, or an address, was stated and must be looked up. It goes before the zone itself: the other
/// way round a failure between the two would leave a zone that nobody looks at.
async fn heed_stated_zones(app: &App, settings: &StoreSettings) -> Result<(), StoreError> {
    if settings.has_stated_zones {
        return Ok(());
    }
    let heeding = StoreSettings { has_stated_zones: true, version: settings.version + 1, ..settings.clone() };
    match app.configs.save_settings(&heeding).await {
        // Several zones are often stated at once, and one of them got there first.
        Err(StoreError::Conflict) => match app.configs.load(&settings.id).await? {
            Some(config) if config.settings.has_stated_zones => Ok(()),
            _ => Err(StoreError::Conflict),
        },
        outcome => outcome,
    }
}

fn number(shop: &Shop, text: &str) -> Result<PhoneNumber, SubscriberError> {
    Ok(PhoneNumber::parse(text, &shop.0.settings.country)?)
}

#[cfg(test)]
mod tests;
