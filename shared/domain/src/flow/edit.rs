//! An edited flow, and whether it can work.

mod change;
mod numbers;
mod step;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, ops::RangeInclusive};

use serde::{Deserialize, Serialize};

pub use self::{change::Change, step::EditedStep};
use super::{Flow, Flows, LONGEST_MINUTES, LONGEST_NAME, QuietHoursPolicy};
use crate::{
    characters::is_meaningless,
    condition::{Condition, Scope},
    facts::FactKind,
    link::LinkForm,
    message_kind::MessageKind,
    segment::Segments,
    trigger::Trigger,
    truth,
};

const MOST_STEPS: usize = 10;

/// Minutes after which a message may be said to be too late: a quarter of an hour to 180 days.
const LIFETIMES: RangeInclusive<u32> = 15..=LONGEST_MINUTES;

/// What is wrong with one field of what somebody wants to save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldFault {
    /// The field, as in `steps.0.template`.
    pub field: String,
    /// What is wrong with it, and what to do.
    pub detail: String,
}

impl FieldFault {
    /// What is wrong with `field`.
    pub fn new(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { field: field.into(), detail: detail.into() }
    }
}

/// Why a flow is not edited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowEditError {
    /// The edit is of another version than the one that stands.
    #[error("somebody else changed this flow")]
    Stale,
    /// The flow could not work. At least one fault.
    #[error("the flow cannot work as it was edited")]
    Invalid(Vec<FieldFault>),
}

/// A flow's name as it is kept, without the blanks around it.
pub fn check_name(name: &str) -> Result<String, FieldFault> {
    let name = name.trim();
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Err(FieldFault::new(
            "name",
            format!("give the flow a name of 1 to {LONGEST_NAME} characters"),
        ));
    }
    if name.chars().any(is_meaningless) {
        let detail = "take out line breaks and invisible characters: type the name instead of pasting it";
        return Err(FieldFault::new("name", detail));
    }
    Ok(name.to_owned())
}

/// What may be changed of a flow. What is left out stays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FlowEdit {
    /// What the merchant calls it.
    pub name: Option<String>,
    /// What quiet hours do to it.
    pub quiet_hours: Option<QuietHoursPolicy>,
    /// What its messages are.
    pub kind: Option<MessageKind>,
    /// For whom it is; `None` for everybody.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Condition>))]
    pub audience: Change<Option<Condition>>,
    /// What ends it for a customer.
    pub exit_on: Option<BTreeSet<FactKind>>,
    /// After how many minutes a message is too late; `None` for never.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub expires_after_minutes: Change<Option<u32>>,
    /// Whether each failed try of a charge is told of.
    pub each_retry: Option<bool>,
    /// How the links of its texts are written.
    pub links: Option<LinkForm>,
    /// All its messages, in order.
    pub steps: Vec<EditedStep>,
    /// The version that was read.
    pub version: u64,
}

impl FlowEdit {
    /// The flow as it will be, with the next version. Its conditions may name the store's flows and segments.
    pub fn apply(self, current: &Flow, flows: &Flows, segments: &Segments) -> Result<Flow, FlowEditError> {
        if self.version != current.version {
            return Err(FlowEditError::Stale);
        }
        let scope = Scope { trigger: Some(current.trigger), flows, segments: Some(segments) };
        let faults = self.faults(current, &scope);
        if !faults.is_empty() {
            return Err(FlowEditError::Invalid(faults));
        }
        let name = self.name.as_deref().and_then(|name| check_name(name).ok());
        Ok(Flow {
            name: name.unwrap_or_else(|| current.name.clone()),
            quiet_hours: self.quiet_hours.unwrap_or(current.quiet_hours),
            kind: self.kind.unwrap_or(current.kind),
            audience: self.audience.or_keep(&current.audience),
            exit_on: self.exit_on.unwrap_or_else(|| current.exit_on.clone()),
            expires_after_minutes: self.expires_after_minutes.or_keep(&current.expires_after_minutes),
            each_retry: self.each_retry.unwrap_or(current.each_retry),
            links: self.links.unwrap_or(current.links),
            steps: numbers::keep(current, self.steps),
            version: current.version + 1,
            ..current.clone()
        })
    }

    fn faults(&self, current: &Flow, scope: &Scope<'_>) -> Vec<FieldFault> {
        let trigger = current.trigger;
        if !(1..=MOST_STEPS).contains(&self.steps.len()) {
            return vec![FieldFault::new("steps", format!("a flow has 1 to {MOST_STEPS} messages"))];
        }
        let of_steps =
            self.steps.iter().enumerate().flat_map(|(place, step)| step.faults(place, trigger, scope));
        of_steps.chain(numbers::faults(current, &self.steps)).chain(self.own_faults(trigger, scope)).collect()
    }

    fn own_faults(&self, trigger: Trigger, scope: &Scope<'_>) -> impl Iterator<Item = FieldFault> {
        let retries = self.each_retry == Some(true) && trigger != Trigger::ChargeWillBeRetried;
        let audience = self.audience.new_value().and_then(Option::as_ref);
        let lifetime = self.expires_after_minutes.new_value().copied().flatten();
        let name = self.name.as_deref().and_then(|name| check_name(name).err());
        let faults = [
            ("name", name.map(|fault| fault.detail)),
            ("each_retry", retries.then(|| "only charge_will_be_retried has retries to tell of".to_owned())),
            ("audience", audience.and_then(|audience| Some(audience.check(scope).err()?.to_string()))),
            (
                "expires_after_minutes",
                lifetime.filter(|minutes| !LIFETIMES.contains(minutes)).map(|_| {
                    "a message is too late after 15 to 259200 minutes (180 days); null for never".to_owned()
                }),
            ),
            ("exit_on", self.exit_fault(trigger)),
        ];
        faults.into_iter().filter_map(|(field, fault)| Some(FieldFault::new(field, fault?)))
    }

    fn exit_fault(&self, trigger: Trigger) -> Option<String> {
        let ends = truth::can_end(trigger);
        let other = self.exit_on.iter().flatten().find(|kind| !ends.contains(kind))?.key();
        let known: Vec<_> = ends.iter().map(|kind| kind.key()).collect();
        let known = known.join(", ");
        Some(format!("`{other}` does not happen to what starts this flow; use some of: {known}"))
    }
}
