//! A flow: what is sent when its trigger occurs.

use serde::{Deserialize, Serialize};

use crate::trigger::Trigger;

/// Whether a flow sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[serde(rename_all = "snake_case")]
pub enum QuietHoursPolicy {
    /// It waits for the window to open.
    Hold,
    /// It goes at once.
    SendAnyway,
    /// It is not sent.
    Drop,
}

/// What a message is in the eyes of the law: promotion needs more consent and stricter hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A notice about something the customer bought.
    Transactional,
    /// Anything that sells.
    Promotional,
}

/// One message of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Minutes after the occurrence became known; 0 to 259 200 (180 days).
    #[serde(default)]
    pub delay_minutes: u32,
    /// The text, with merge tags.
    pub template: String,
}

/// The automated messages for one trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// What starts it; also its key.
    pub trigger: Trigger,
    /// Whether it sends.
    pub status: FlowStatus,
    /// What quiet hours do to it.
    pub quiet_hours: QuietHoursPolicy,
    /// What its messages are.
    pub kind: MessageKind,
    /// Its messages, in order. At least one, at most ten.
    pub steps: Vec<Step>,
    /// Counts edits, from 1: two people who edit at once do not overwrite each other.
    pub version: u64,
}

impl Flow {
    /// The step of that number, counted from 0.
    #[must_use]
    pub fn step(&self, number: u8) -> Option<&Step> {
        self.steps.get(usize::from(number))
    }
}
