//! Further flows, beside the twelve defaults that every store has, are created and deleted here. Any flow can be reset.

use rechime_domain::{
    default_flows::default_flow,
    flow::{
        Flow,
        edit::{FieldFault, check_name},
    },
    ids::SourceId,
    trigger::Trigger,
};
use rechime_platform::random;
use rechime_store::{audit::AuditAction, configs::StoreConfig};
use serde::Deserialize;

use super::{FlowError, find_seen, replace, view::FlowDetail};
use crate::{
    app::App,
    use_cases::{author::Author, effective::Effective},
};

/// The most flows of a store, the twelve defaults included. All of them are read at once.
pub(crate) const MOST_FLOWS: usize = 100;

/// Characters of a new flow's id behind `flow-`.
const ID_LENGTH: usize = 10;

/// A flow to create.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFlow {
    pub(crate) trigger: Trigger,
    pub(crate) name: String,
}

/// Creates a further flow for a trigger: a draft with the texts and settings of the trigger's default flow.
pub(crate) async fn create(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    new: NewFlow,
) -> Result<Effective<FlowDetail>, FlowError> {
    let name = check_name(&new.name).map_err(invalid_name)?;
    if store.flows.iter().count() >= MOST_FLOWS {
        return Err(FlowError::TooMany);
    }
    let flow = Flow { id: new_id()?, name, ..default_flow(new.trigger) };
    let entry = author.entry_of(app, AuditAction::CreateFlow, &flow.id, Vec::new());
    app.configs.create_flow(&store.settings.id, &flow, &entry).await?;
    Ok(Effective::saved(app, FlowDetail::of(&flow, &store.settings)))
}

/// Deletes a further flow. Its messages that still wait are skipped when their minute comes.
pub(crate) async fn delete(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<(), FlowError> {
    let flow = find_seen(author, store, key)?;
    if flow.is_default() {
        return Err(FlowError::IsDefault);
    }
    let entry = author.entry_of(app, AuditAction::DeleteFlow, &flow.id, Vec::new());
    Ok(app.configs.delete_flow(&store.settings.id, &flow.id, &entry).await?)
}

/// Gives a flow the texts and settings of its trigger's default flow again. Its name and status stay.
pub(crate) async fn reset(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<Effective<FlowDetail>, FlowError> {
    let current = find_seen(author, store, key)?;
    let reset = Flow {
        id: current.id.clone(),
        name: current.name.clone(),
        status: current.status,
        version: current.version + 1,
        ..default_flow(current.trigger)
    };
    replace(app, author, AuditAction::ResetFlow, store, current, &reset).await
}

fn new_id() -> Result<SourceId, FlowError> {
    let random = random::key(ID_LENGTH)?.to_lowercase();
    // Ten letters and digits always make an id.
    SourceId::further_flow(&random).map_err(|_| FlowError::NotFound)
}

fn invalid_name(fault: FieldFault) -> FlowError {
    FlowError::Invalid(vec![fault])
}
