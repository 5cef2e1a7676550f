//! A flow as it is shown.

use std::collections::BTreeSet;

use rechime_domain::{
    condition::Condition,
    facts::FactKind,
    flow::{Flow, FlowStatus, QuietHoursPolicy, Step},
    ids::SourceId,
    link::LinkForm,
    message_kind::MessageKind,
    settings::StoreSettings,
    template::{self, Tag},
    trigger::Trigger,
};
use serde::Serialize;

use crate::use_cases::preview::people::Sample;

/// A flow as the list shows it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct FlowView {
    pub(crate) key: SourceId,
    pub(crate) name: String,
    pub(crate) trigger: Trigger,
    /// Whether it is one of the twelve defaults. They can be reset, but not deleted.
    pub(crate) is_default: bool,
    pub(crate) status: FlowStatus,
    pub(crate) quiet_hours: QuietHoursPolicy,
    pub(crate) kind: MessageKind,
    pub(crate) audience: Option<Condition>,
    pub(crate) exit_on: BTreeSet<FactKind>,
    pub(crate) expires_after_minutes: Option<u32>,
    pub(crate) each_retry: bool,
    pub(crate) links: LinkForm,
    pub(crate) steps: Vec<Step>,
    pub(crate) version: u64,
    /// The first message as a customer would read it, with sample values, and its links as they are written.
    pub(crate) sample: Option<String>,
}

impl FlowView {
    /// A flow of the store with those settings.
    pub(crate) fn of(flow: &Flow, settings: &StoreSettings) -> Self {
        Self {
            key: flow.id.clone(),
            name: flow.name.clone(),
            trigger: flow.trigger,
            is_default: flow.is_default(),
            status: flow.status,
            quiet_hours: flow.quiet_hours,
            kind: flow.kind,
            audience: flow.audience.clone(),
            exit_on: flow.exit_on.clone(),
            expires_after_minutes: flow.expires_after_minutes,
            each_retry: flow.each_retry,
            links: flow.links,
            steps: numbered(flow),
            version: flow.version,
            sample: flow.steps.first().and_then(|step| sample(step, flow, settings)),
        }
    }
}

/// The steps, each with its number.
pub(super) fn numbered(flow: &Flow) -> Vec<Step> {
    flow.numbered_steps().map(|(id, step)| Step { id: Some(id), ..step.clone() }).collect()
}

fn sample(step: &Step, flow: &Flow, settings: &StoreSettings) -> Option<String> {
    let tags = template::with_store_tags(&Sample::Maya.tags(flow.trigger), settings);
    template::compose(&step.template, &tags, settings.fold_typography, None).ok().map(|text| text.body)
}

/// A flow with what its editor needs.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct FlowDetail {
    #[serde(flatten)]
    pub(crate) flow: FlowView,
    #[cfg_attr(test, schema(value_type = Vec<Tag>))]
    pub(crate) tags: &'static [Tag],
}

impl FlowDetail {
    /// A flow of the store with those settings.
    pub(crate) fn of(flow: &Flow, settings: &StoreSettings) -> Self {
        Self { flow: FlowView::of(flow, settings), tags: template::tags_of(flow.trigger) }
    }
}
