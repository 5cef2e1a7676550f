//! The versions of a flow: shown, compared, and restored.

use jiff::Timestamp;
use rechime_domain::flow::Flow;
use rechime_store::{
    Cursor, Page,
    audit::{Actor, AuditAction},
    configs::StoreConfig,
    flow_history::FlowVersion,
};
use serde::{Deserialize, Serialize};

use super::{
    FlowError, find, find_seen, replace,
    view::{FlowDetail, FlowView},
};
use crate::{
    app::App,
    use_cases::{author::Author, effective::Effective},
};

/// Versions on a page.
const PAGE: usize = 20;

/// A version of a flow as it is shown.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct FlowVersionView {
    pub(crate) saved_at: Timestamp,
    pub(crate) saved_by: Actor,
    pub(crate) flow: FlowView,
}

impl FlowVersionView {
    fn of(version: &FlowVersion, store: &StoreConfig) -> Self {
        Self {
            saved_at: version.saved_at,
            saved_by: version.saved_by.clone(),
            flow: FlowView::of(&version.flow, &store.settings),
        }
    }
}

/// The version to restore.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Restoring {
    pub(crate) version: u64,
}

/// A page of a flow's versions, the newest first.
pub(crate) async fn list(
    app: &App,
    store: &StoreConfig,
    key: &str,
    from: Option<&Cursor>,
) -> Result<Page<FlowVersionView>, FlowError> {
    let flow = find(store, key)?;
    let page = app.flow_history.list_flow_versions(&store.settings.id, &flow.id, from, PAGE).await?;
    let items = page.items.iter().map(|version| FlowVersionView::of(version, store)).collect();
    Ok(Page { items, next: page.next })
}

/// Saves an earlier version anew, as the newest. The flow's status stays: a restored text is not switched on by itself.
pub(crate) async fn restore(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
    restoring: &Restoring,
) -> Result<Effective<FlowDetail>, FlowError> {
    let current = find_seen(author, store, key)?;
    let saved = app.flow_history.get_flow_version(&store.settings.id, &current.id, restoring.version).await?;
    let saved = saved.ok_or(FlowError::NoSuchVersion)?;
    let restored = Flow { status: current.status, version: current.version + 1, ..saved.flow };
    replace(app, author, AuditAction::RestoreFlow, store, current, &restored).await
}
