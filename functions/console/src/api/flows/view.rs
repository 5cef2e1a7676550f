//! A flow as the API shows it.

use std::collections::BTreeSet;

use rechime_domain::{
    condition::Condition,
    facts::FactKind,
    flow::{Flow, FlowStatus, MessageKind, QuietHoursPolicy, Step},
    settings::StoreSettings,
    template::{self, Tag},
};
use serde::Serialize;

/// A line of the list of flows.
#[derive(Serialize)]
pub(super) struct FlowView {
    key: &'static str,
    name: &'static str,
    status: FlowStatus,
    quiet_hours: QuietHoursPolicy,
    kind: MessageKind,
    audience: Option<Condition>,
    exit_on: BTreeSet<FactKind>,
    expires_after_minutes: Option<u32>,
    each_retry: bool,
    steps: Vec<Step>,
    version: u64,
    /// The first message as a customer would read it, with sample values.
    sample: Option<String>,
}

impl FlowView {
    /// Shows a flow of the store with those settings.
    pub(super) fn of(flow: &Flow, settings: &StoreSettings) -> Self {
        Self {
            key: flow.trigger.key(),
            name: flow.trigger.console_name(),
            status: flow.status,
            quiet_hours: flow.quiet_hours,
            kind: flow.kind,
            audience: flow.audience.clone(),
            exit_on: flow.exit_on.clone(),
            expires_after_minutes: flow.expires_after_minutes,
            each_retry: flow.each_retry,
            steps: flow.numbered_steps().map(|(id, step)| Step { id: Some(id), ..step.clone() }).collect(),
            version: flow.version,
            sample: flow.steps.first().and_then(|step| sample(step, flow, settings)),
        }
    }
}

fn sample(step: &Step, flow: &Flow, settings: &StoreSettings) -> Option<String> {
    let tags = template::with_store_tags(&template::sample_tags(flow.trigger), settings);
    template::compose(&step.template, &tags, settings.fold_typography).ok().map(|text| text.body)
}

/// A flow by itself: what the editor needs.
#[derive(Serialize)]
pub(super) struct FlowDetail {
    #[serde(flatten)]
    flow: FlowView,
    tags: &'static [Tag],
}

impl FlowDetail {
    /// Shows a flow of the store with those settings.
    pub(super) fn of(flow: &Flow, settings: &StoreSettings) -> Self {
        Self { flow: FlowView::of(flow, settings), tags: template::tags_of(flow.trigger) }
    }
}
