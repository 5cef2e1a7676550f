//! The twelve flows of a store: what is sent, and whether.

mod activation;
mod edit;
mod view;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use rechime_domain::{flow::Flow, trigger::Trigger};
use rechime_store::StoreError;
use serde::Serialize;

use self::{
    edit::FlowEdit,
    view::{FlowDetail, FlowView},
};
use crate::{
    app::App,
    extract::JsonBody,
    problem::{FieldError, Problem, RouteError},
    review,
    shop::{Key, Shop},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/flows", get(list))
        .route("/flows/activate", post(activation::activate_several))
        .route("/flows/{key}", get(show).put(replace))
        .route("/flows/{key}/activate", post(activation::activate))
        .route("/flows/{key}/deactivate", post(activation::deactivate))
}

/// Why a flow is not changed.
#[derive(Debug, thiserror::Error)]
enum FlowError {
    #[error("Mend what `errors` lists, then send the flow again. Nothing was saved.")]
    Invalid(Vec<FieldError>),
    #[error("Somebody else changed this flow. GET it, apply your change to that version, and send it again.")]
    Stale,
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for FlowError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Stale,
            other => Self::Store(other),
        }
    }
}

impl RouteError for FlowError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stale => StatusCode::CONFLICT,
            Self::Store(error) => error.status(),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid(fields) => fields.clone(),
            Self::Stale | Self::Store(_) => Vec::new(),
        }
    }
}

#[derive(Serialize)]
struct Flows {
    flows: Vec<FlowView>,
}

/// `GET /stores/{store}/flows`: all twelve, in the console's order.
async fn list(shop: Shop) -> Json<Flows> {
    let config = &shop.0;
    let flows = Trigger::ALL.iter().filter_map(|trigger| config.flows.get(trigger));
    Json(Flows { flows: flows.map(|flow| FlowView::of(flow, &config.settings)).collect() })
}

/// `GET /stores/{store}/flows/{key}`: the flow, and the tags its templates may name.
async fn show(shop: Shop, Key(key): Key) -> Result<Json<FlowDetail>, Problem> {
    Ok(Json(FlowDetail::of(shop.flow(&key)?, &shop.0.settings)))
}

/// `PUT /stores/{store}/flows/{key}`. Saves, and leaves active what is active.
async fn replace(
    State(app): State<App>,
    shop: Shop,
    Key(key): Key,
    JsonBody(edit): JsonBody<FlowEdit>,
) -> Result<Json<FlowDetail>, Problem> {
    let current = shop.flow(&key)?;
    let edited = edit.apply(current)?;
    save(&app, &shop, &edited).await?;
    if !edited.decides_like(current) {
        review::soon(&app, shop.id()).await;
    }
    Ok(Json(FlowDetail::of(&edited, &shop.0.settings)))
}

async fn save(app: &App, shop: &Shop, flow: &Flow) -> Result<(), FlowError> {
    Ok(app.configs.save_flow(shop.id(), flow).await?)
}

#[cfg(test)]
mod tests;
