//! A segment as it is shown.

use rechime_domain::{
    condition::Condition,
    ids::SourceId,
    segment::{Segment, SegmentId},
};
use rechime_store::configs::StoreConfig;
use serde::Serialize;

/// A segment, and what uses it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct SegmentView {
    #[cfg_attr(test, schema(value_type = String))]
    pub(crate) key: SegmentId,
    pub(crate) name: String,
    /// Whether every store has it; then it cannot be changed or deleted.
    pub(crate) is_built_in: bool,
    pub(crate) condition: Condition,
    pub(crate) used_by: Vec<SegmentUse>,
    pub(crate) version: u64,
}

/// What uses a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct SegmentUse {
    pub(crate) kind: UserKind,
    pub(crate) key: SourceId,
    pub(crate) name: String,
}

/// The kinds of things that use segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum UserKind {
    Flow,
}

impl UserKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Flow => "flow",
        }
    }
}

impl SegmentView {
    pub(super) fn of(store: &StoreConfig, segment: &Segment) -> Self {
        Self {
            key: segment.id.clone(),
            name: segment.name.clone(),
            is_built_in: false,
            condition: segment.condition.clone(),
            used_by: SegmentUse::all(store, &segment.id),
            version: segment.version,
        }
    }

    pub(super) fn of_built_in(store: &StoreConfig, id: SegmentId) -> Self {
        Self {
            name: built_in_name(&id).to_owned(),
            is_built_in: true,
            condition: Condition::Segment(id.clone()),
            used_by: SegmentUse::all(store, &id),
            version: 1,
            key: id,
        }
    }
}

const fn built_in_name(id: &SegmentId) -> &'static str {
    match id {
        SegmentId::ReceivedRecharge => "Received a Recharge flow message",
        SegmentId::ClickedRecharge => "Clicked in a Recharge flow message",
        SegmentId::Own(_) => "",
    }
}

impl SegmentUse {
    /// All of a store that name a segment.
    pub(super) fn all(store: &StoreConfig, id: &SegmentId) -> Vec<Self> {
        let flows = store.flows.iter().filter(|flow| flow.names_segment(id));
        let used =
            flows.map(|flow| Self { kind: UserKind::Flow, key: flow.id.clone(), name: flow.name.clone() });
        used.collect()
    }
}
