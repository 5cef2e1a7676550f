//! The flows of a store: what is sent, and whether.

pub(crate) mod activation;
pub(crate) mod further;
pub(crate) mod history;
pub(crate) mod view;

use rechime_domain::{
    flow::{
        Flow, FlowStatus,
        edit::{FieldFault, FlowEdit, FlowEditError},
    },
    ids::SourceId,
};
use rechime_platform::random::RandomError;
use rechime_store::{StoreError, audit::AuditAction, configs::StoreConfig};

use self::view::{FlowDetail, FlowView};
use super::{audit::differences, author::Author, effective::Effective};
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
    /// With the flow as it is now; `None` where it was deleted.
    #[error("Somebody else changed this flow. Apply your change to the flow as it is now.")]
    Stale(Option<Box<FlowDetail>>),
    #[error("This version of the flow was never saved.")]
    NoSuchVersion,
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for FlowError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
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
    author: &Author,
    store: &StoreConfig,
    key: &str,
    edit: FlowEdit,
) -> Result<Effective<FlowDetail>, FlowError> {
    let current = find_seen(author, store, key)?;
    let edited = apply(store, current, edit)?;
    replace(app, author, AuditAction::ChangeFlow, store, current, &edited).await
}

/// Saves an edited flow, and activates it if that is wanted, in one write. An edit that changes nothing is not saved.
pub(crate) async fn edit_and_activate(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
    edit: FlowEdit,
    activate: bool,
) -> Result<Effective<FlowDetail>, FlowError> {
    let current = find(store, key)?;
    let edited = apply(store, current, edit)?;
    let status = if activate { FlowStatus::Active } else { edited.status };
    let edited = Flow { status, ..edited };
    let numbered = Flow { steps: view::numbered(current), ..current.clone() };
    if (Flow { version: current.version, ..edited.clone() }) == numbered {
        return Ok(Effective::unchanged(app, FlowDetail::of(current, &store.settings)));
    }
    let texts_only = Flow { status: current.status, version: edited.version, ..edited.clone() };
    let is_switched_only = Flow { version: current.version, ..texts_only } == numbered;
    let action = if is_switched_only { AuditAction::ActivateFlow } else { AuditAction::ChangeFlow };
    replace(app, author, action, store, current, &edited).await
}

fn apply(store: &StoreConfig, current: &Flow, edit: FlowEdit) -> Result<Flow, FlowError> {
    edit.apply(current, &store.flows, &store.segments).map_err(|error| match error {
        FlowEditError::Stale => stale(store, current),
        FlowEditError::Invalid(faults) => FlowError::Invalid(faults),
    })
}

/// Saves a changed flow. Where more than texts changed, the messages that wait are decided anew.
async fn replace(
    app: &App,
    author: &Author,
    action: AuditAction,
    store: &StoreConfig,
    current: &Flow,
    changed: &Flow,
) -> Result<Effective<FlowDetail>, FlowError> {
    save(app, author, action, store, current, changed).await?;
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

/// The flow, unless the author saw another version of it.
fn find_seen<'a>(author: &Author, store: &'a StoreConfig, key: &str) -> Result<&'a Flow, FlowError> {
    let flow = find(store, key)?;
    if author.is_stale(flow.version) { Err(stale(store, flow)) } else { Ok(flow) }
}

fn stale(store: &StoreConfig, current: &Flow) -> FlowError {
    FlowError::Stale(Some(Box::new(FlowDetail::of(current, &store.settings))))
}

/// Saves a flow in the place of the version before it.
async fn save(
    app: &App,
    author: &Author,
    action: AuditAction,
    store: &StoreConfig,
    current: &Flow,
    changed: &Flow,
) -> Result<(), FlowError> {
    let entry = author.entry_of(app, action, &changed.id, differences(current, changed));
    match app.configs.put_flow(&store.settings.id, changed, &entry).await {
        Err(StoreError::Conflict) => Err(overtaken(app, store, &changed.id).await?),
        saved => Ok(saved?),
    }
}

/// Somebody else saved the flow since it was read.
async fn overtaken(app: &App, store: &StoreConfig, id: &SourceId) -> Result<FlowError, StoreError> {
    let now = app.configs.get_config(&store.settings.id).await?;
    let current = now.as_ref().and_then(|store| Some((store, store.flows.get(id)?)));
    Ok(current.map_or(FlowError::Stale(None), |(store, flow)| stale(store, flow)))
}
