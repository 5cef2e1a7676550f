//! The flows of a store: what is sent, and whether.

pub(crate) mod activation;
pub(crate) mod further;
pub(crate) mod view;

use rechime_domain::{
    flow::{
        Flow, FlowStatus,
        edit::{FieldFault, FlowEdit, FlowEditError},
    },
    ids::SourceId,
};
use rechime_platform::random::RandomError;
use rechime_store::{StoreError, configs::StoreConfig};

use self::view::{FlowDetail, FlowView};
use super::effective::Effective;
use crate::app::App;

/// Why a flow is not shown or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FlowError {
    #[error("There is no such flow.")]
    NotFound,
    #[error("Correct what is marked, then try again. Nothing was saved.")]
    Invalid(Vec<FieldFault>),
    #[error("This is a default flow, which every store has. Deactivate it, or reset it.")]
    IsDefault,
    #[error("A store has at most {} flows. Delete one first.", further::MOST_FLOWS)]
    TooMany,
    #[error("Somebody else changed this flow. Apply your change to the flow as it is now.")]
    Stale,
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Store(StoreError),
}

impl From<FlowEditError> for FlowError {
    fn from(error: FlowEditError) -> Self {
        match error {
            FlowEditError::Stale => Self::Stale,
            FlowEditError::Invalid(faults) => Self::Invalid(faults),
        }
    }
}

impl From<StoreError> for FlowError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Stale,
            other => Self::Store(other),
        }
    }
}

/// All flows, in the console's order.
pub(crate) fn list(store: &StoreConfig) -> Vec<FlowView> {
    store.flows.iter().map(|flow| FlowView::of(flow, &store.settings)).collect()
}

/// A flow, and the tags that its templates may use.
pub(crate) fn show(store: &StoreConfig, key: &str) -> Result<FlowDetail, FlowError> {
    Ok(FlowDetail::of(find(store, key)?, &store.settings))
}

/// Saves an edited flow. Its status stays as it is.
pub(crate) async fn edit(
    app: &App,
    store: &StoreConfig,
    key: &str,
    edit: FlowEdit,
) -> Result<Effective<FlowDetail>, FlowError> {
    let current = find(store, key)?;
    let edited = edit.apply(current)?;
    replace(app, store, current, &edited).await
}

/// Saves an edited flow, and activates it if that is wanted, in one write. An edit that changes nothing is not saved.
pub(crate) async fn save(
    app: &App,
    store: &StoreConfig,
    key: &str,
    edit: FlowEdit,
    activate: bool,
) -> Result<Effective<FlowDetail>, FlowError> {
    let current = find(store, key)?;
    let mut edited = edit.apply(current)?;
    if activate {
        edited.status = FlowStatus::Active;
    }
    if (Flow { version: current.version, ..edited.clone() }) == *current {
        return Ok(Effective::unchanged(app, FlowDetail::of(current, &store.settings)));
    }
    replace(app, store, current, &edited).await
}

/// Saves a changed flow. Where more than texts changed, the messages that wait are decided anew.
async fn replace(
    app: &App,
    store: &StoreConfig,
    current: &Flow,
    changed: &Flow,
) -> Result<Effective<FlowDetail>, FlowError> {
    put(app, store, changed).await?;
    let saved = Effective::saved(app, FlowDetail::of(changed, &store.settings));
    if changed.decides_like(current) {
        return Ok(saved);
    }
    Ok(saved.review_waiting(app, &store.settings.id).await)
}

fn find<'a>(store: &'a StoreConfig, key: &str) -> Result<&'a Flow, FlowError> {
    let id = SourceId::parse(key).map_err(|_| FlowError::NotFound)?;
    store.flows.get(&id).ok_or(FlowError::NotFound)
}

async fn put(app: &App, store: &StoreConfig, flow: &Flow) -> Result<(), FlowError> {
    Ok(app.configs.put_flow(&store.settings.id, flow).await?)
}
