//! A flow: what is sent when its trigger occurs.

pub mod edit;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    condition::Condition, facts::FactKind, ids::SourceId, link::LinkForm, message_kind::MessageKind,
    segment::SegmentId, trigger::Trigger,
};

mod flows;
mod messages;

pub use self::flows::Flows;

/// 180 days, in minutes: the longest that a step waits, and the longest after which a message is too late.
pub const LONGEST_MINUTES: u32 = 259_200;

/// The longest name of a flow, in characters.
pub const LONGEST_NAME: usize = 60;

/// Whether a flow sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FlowStatus {
    /// Never activated since it was made.
    Draft,
    /// Sends.
    Active,
    /// Was active; messages that still wait are not sent.
    Inactive,
}

/// What becomes of a flow's message during quiet hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum QuietHoursPolicy {
    /// It waits for the window to open.
    Hold,
    /// It goes at once.
    SendAnyway,
    /// It is not sent.
    Drop,
}

/// One message of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// Its number among the flow's steps, which it keeps wherever it is moved; its place, counted from 0, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u8>,
    /// Minutes after the occurrence became known; 0 to [`LONGEST_MINUTES`].
    #[serde(default)]
    pub delay_minutes: u32,
    /// The text, with merge tags.
    pub template: String,
    /// Other texts that some people get in its place: an A/B test. At most five, of less than 100 percent together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// For whom it is. What is said of the event is settled when it happens, what is said of the subscriber only when
    /// the message is about to go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

impl Step {
    /// A message without conditions, sent so many minutes after the occurrence became known.
    #[must_use]
    pub fn new(delay_minutes: u32, template: impl Into<String>) -> Self {
        Self { id: None, delay_minutes, template: template.into(), alternatives: Vec::new(), when: None }
    }
}

/// A text that some people get in the place of a step's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// How many of a hundred people get it; 1 to 99.
    pub percent: u8,
    /// The text, with merge tags.
    pub template: String,
}

/// Automated messages for a trigger. Several flows may have the same one, each with an audience, a name and texts of
/// its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Its id, which its messages are derived from. It never changes.
    pub id: SourceId,
    /// What starts it.
    pub trigger: Trigger,
    /// What the merchant calls it. 1 to [`LONGEST_NAME`] characters.
    pub name: String,
    /// Whether it sends.
    pub status: FlowStatus,
    /// What quiet hours do to it.
    pub quiet_hours: QuietHoursPolicy,
    /// What its messages are.
    pub kind: MessageKind,
    /// For whom the flow is; everybody where absent. Asked as a step's own condition is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Condition>,
    /// What ends the flow for a customer once it happens to the subscription or charge, besides what makes a message
    /// untrue in any case.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub exit_on: BTreeSet<FactKind>,
    /// How many minutes after it was due a message is no longer worth sending; 15 to [`LONGEST_MINUTES`]. Never where
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_after_minutes: Option<u32>,
    /// Of the flow for charges that will be retried: whether each failed try is told of, and not only the first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub each_retry: bool,
    /// How the links of its texts are written, unless the store has all of its own as written.
    #[serde(default, skip_serializing_if = "LinkForm::is_usual")]
    pub links: LinkForm,
    /// Its messages, in order. At least one, at most ten.
    pub steps: Vec<Step>,
    /// Counts edits, from 1: two people who edit at once do not overwrite each other.
    pub version: u64,
}

impl Flow {
    /// A draft that sends nothing yet: news for everybody, which quiet hours hold, told however late.
    #[must_use]
    pub fn draft(id: SourceId, trigger: Trigger, name: String, steps: Vec<Step>) -> Self {
        Self {
            id,
            trigger,
            name,
            status: FlowStatus::Draft,
            quiet_hours: QuietHoursPolicy::Hold,
            kind: MessageKind::Transactional,
            audience: None,
            exit_on: BTreeSet::new(),
            expires_after_minutes: None,
            each_retry: false,
            links: LinkForm::default(),
            steps,
            version: 1,
        }
    }

    /// Whether it is one of the twelve that every store has. They can be changed and reset, but not deleted.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.id == SourceId::default_flow(self.trigger)
    }

    /// Whether its messages are sent.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status == FlowStatus::Active
    }

    /// Whether what waits by this flow waits as it would by the other: only texts may differ.
    #[must_use]
    pub fn decides_like(&self, other: &Self) -> bool {
        let timing = |flow: &Self| {
            let steps = flow.steps.iter().map(|step| (step.delay_minutes, step.when.clone()));
            (flow.quiet_hours, flow.kind, flow.expires_after_minutes, steps.collect::<Vec<_>>())
        };
        timing(self) == timing(other) && self.audience == other.audience && self.exit_on == other.exit_on
    }

    /// Whether its audience, or the condition of a step, names a segment.
    #[must_use]
    pub fn names_segment(&self, id: &SegmentId) -> bool {
        let of_steps = self.steps.iter().filter_map(|step| step.when.as_ref());
        self.audience.iter().chain(of_steps).any(|condition| condition.names(id))
    }

    /// The steps with their numbers, in order.
    pub fn numbered_steps(&self) -> impl Iterator<Item = (u8, &Step)> {
        (0..=u8::MAX).zip(&self.steps).map(|(place, step)| (step.id.unwrap_or(place), step))
    }

    /// The step of that number.
    #[must_use]
    pub fn step(&self, id: u8) -> Option<&Step> {
        self.numbered_steps().find_map(|(number, step)| (number == id).then_some(step))
    }
}
