//! Switching flows on and off.

use axum::{Json, extract::State};
use rechime_domain::{
    flow::{Flow, FlowStatus},
    trigger::Trigger,
};
use serde::{Deserialize, Serialize};

use super::{FlowError, save, view::FlowDetail};
use crate::{
    app::App,
    extract::JsonBody,
    problem::Problem,
    shop::{Key, Shop},
};

/// `POST /stores/{store}/flows/{key}/activate`. An active flow stays as it is.
pub(super) async fn activate(
    State(app): State<App>,
    shop: Shop,
    Key(key): Key,
) -> Result<Json<FlowDetail>, Problem> {
    let flow = put_to(&app, &shop, shop.flow(&key)?, FlowStatus::Active).await?;
    Ok(Json(FlowDetail::of(&flow, &shop.0.settings)))
}

/// `POST /stores/{store}/flows/{key}/deactivate`. A draft stays a draft. What still waits is not sent.
pub(super) async fn deactivate(
    State(app): State<App>,
    shop: Shop,
    Key(key): Key,
) -> Result<Json<FlowDetail>, Problem> {
    let current = shop.flow(&key)?;
    let status = match current.status {
        FlowStatus::Draft => FlowStatus::Draft,
        FlowStatus::Active | FlowStatus::Inactive => FlowStatus::Inactive,
    };
    let flow = put_to(&app, &shop, current, status).await?;
    Ok(Json(FlowDetail::of(&flow, &shop.0.settings)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Selection {
    flows: Option<Vec<Trigger>>,
}

#[derive(Serialize)]
pub(super) struct Activated {
    activated: Vec<Trigger>,
}

/// `POST /stores/{store}/flows/activate` with `{"flows": [keys]}`, or `{}` for all twelve. Doing it again
/// completes what a failure left.
pub(super) async fn activate_several(
    State(app): State<App>,
    shop: Shop,
    JsonBody(selection): JsonBody<Selection>,
) -> Result<Json<Activated>, Problem> {
    let activated = selection.flows.unwrap_or_else(|| Trigger::ALL.to_vec());
    for trigger in &activated {
        put_to(&app, &shop, shop.flow(trigger.key())?, FlowStatus::Active).await?;
    }
    Ok(Json(Activated { activated }))
}

async fn put_to(app: &App, shop: &Shop, flow: &Flow, status: FlowStatus) -> Result<Flow, FlowError> {
    if flow.status == status {
        return Ok(flow.clone());
    }
    let changed = Flow { status, version: flow.version + 1, ..flow.clone() };
    save(app, shop, &changed).await?;
    Ok(changed)
}
