//! Switching flows on and off.

use rechime_domain::{
    flow::{Flow, FlowStatus},
    ids::SourceId,
};
use rechime_store::{audit::AuditAction, configs::StoreConfig};
use serde::{Deserialize, Serialize};

use super::{FlowError, find, find_seen, save, view::FlowDetail};
use crate::{
    app::App,
    use_cases::{author::Author, effective::Effective},
};

/// Activates a flow. An active flow stays as it is.
pub(crate) async fn activate(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<Effective<FlowDetail>, FlowError> {
    change_status(app, author, store, find_seen(author, store, key)?, FlowStatus::Active).await
}

/// Deactivates a flow. A draft stays a draft. Its messages that still wait are not sent.
pub(crate) async fn deactivate(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<Effective<FlowDetail>, FlowError> {
    let current = find_seen(author, store, key)?;
    let status = match current.status {
        FlowStatus::Draft => FlowStatus::Draft,
        FlowStatus::Active | FlowStatus::Inactive => FlowStatus::Inactive,
    };
    change_status(app, author, store, current, status).await
}

/// Some flows by their keys; the twelve default flows where `flows` is left out. A further flow is activated by name:
/// it begins as a copy, and both would say the same.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Selection {
    pub(crate) flows: Option<Vec<SourceId>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Activated {
    pub(crate) activated: Vec<SourceId>,
}

/// Activates several flows, or none where one of them does not exist. After a failure on the way, doing it again
/// activates the rest.
pub(crate) async fn activate_several(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    selection: Selection,
) -> Result<Effective<Activated>, FlowError> {
    let selected: Vec<&Flow> = match &selection.flows {
        Some(ids) => ids.iter().map(|id| find(store, id.as_str())).collect::<Result<_, _>>()?,
        None => store.flows.iter().filter(|flow| flow.is_default()).collect(),
    };
    let mut is_changed = false;
    for flow in &selected {
        is_changed |= save_status(app, author, store, flow, FlowStatus::Active).await?.is_some();
    }
    let outcome = Activated { activated: selected.iter().map(|flow| flow.id.clone()).collect() };
    Ok(if is_changed { Effective::saved(app, outcome) } else { Effective::unchanged(app, outcome) })
}

async fn change_status(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    flow: &Flow,
    status: FlowStatus,
) -> Result<Effective<FlowDetail>, FlowError> {
    let detail = |flow: &Flow| FlowDetail::of(flow, &store.settings);
    Ok(match save_status(app, author, store, flow, status).await? {
        Some(changed) => Effective::saved(app, detail(&changed)),
        None => Effective::unchanged(app, detail(flow)),
    })
}

/// Gives a flow a status and returns the changed flow; `None` where it has that status already.
async fn save_status(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    flow: &Flow,
    status: FlowStatus,
) -> Result<Option<Flow>, FlowError> {
    if flow.status == status {
        return Ok(None);
    }
    let changed = Flow { status, version: flow.version + 1, ..flow.clone() };
    let action = match status {
        FlowStatus::Active => AuditAction::ActivateFlow,
        FlowStatus::Draft | FlowStatus::Inactive => AuditAction::DeactivateFlow,
    };
    save(app, author, action, store, flow, &changed).await?;
    Ok(Some(changed))
}
