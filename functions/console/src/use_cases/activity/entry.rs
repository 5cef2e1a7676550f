//! A message in the activity.

use jiff::Timestamp;
use rechime_domain::{
    ids::{MessageId, SourceId},
    message::{MessageRecord, MessageState},
    minute::Minute,
    reason::Reason,
};
use rechime_store::journal::{JournalDecision, JournalLine};
use serde::Serialize;

use crate::use_cases::reason_view::ReasonView;

/// One message: where it stands, and why.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) id: MessageId,
    pub(crate) flow: SourceId,
    pub(crate) step: u8,
    /// Masked.
    pub(crate) phone: Option<String>,
    pub(crate) state: &'static str,
    pub(crate) held_until: Option<Timestamp>,
    pub(crate) body: Option<String>,
    pub(crate) segments: Option<u32>,
    /// The provider's id of it, once it has one.
    pub(crate) provider_id: Option<String>,
    /// What the provider said of a text that did not arrive, or what is known of one that may have.
    pub(crate) problem: Option<String>,
    /// When its event was evaluated.
    pub(crate) at: Timestamp,
    pub(crate) why: Vec<ReasonView>,
}

impl Entry {
    /// A message that has a row: it was claimed, sent or skipped.
    pub(super) fn from_row(row: MessageRecord, at: Timestamp) -> Self {
        let (provider_id, problem) = outcome(&row.state);
        Self {
            provider_id,
            problem,
            state: row.state.name(),
            phone: row.phone.map(|phone| phone.masked()),
            held_until: row.held_until.map(Minute::start),
            segments: row.body.is_some().then_some(row.parts),
            why: row.why.iter().map(ReasonView::from).collect(),
            id: row.id,
            flow: row.source,
            step: row.step,
            body: row.body,
            at,
        }
    }

    /// A message of which only the plan is known.
    pub(super) fn from_journal(id: MessageId, line: JournalLine, now: Timestamp) -> Self {
        let JournalLine { at, entry } = line;
        let (state, held_until, why) = standing(&entry.decision, now);
        Self {
            id,
            flow: entry.source,
            step: entry.step,
            phone: entry.phone,
            state,
            held_until,
            body: None,
            segments: None,
            provider_id: None,
            problem: None,
            at,
            why,
        }
    }

    /// The same with the reasons in full, where they are known.
    pub(super) fn because(mut self, why: &[Reason]) -> Self {
        if !why.is_empty() {
            self.why = why.iter().map(ReasonView::from).collect();
        }
        self
    }
}

fn standing(
    decision: &JournalDecision,
    now: Timestamp,
) -> (&'static str, Option<Timestamp>, Vec<ReasonView>) {
    match decision {
        JournalDecision::Send => ("due", None, Vec::new()),
        JournalDecision::Wait { until } => {
            let until = until.start();
            let state = if until > now { "held" } else { "due" };
            (state, Some(until), vec![ReasonView::new("held", format!("The message waits until {until}."))])
        }
        JournalDecision::Skip { code } => ("skipped", None, vec![ReasonView::from_code(code)]),
    }
}

fn outcome(state: &MessageState) -> (Option<String>, Option<String>) {
    match state {
        MessageState::Accepted { provider_id, .. } | MessageState::Delivered { provider_id, .. } => {
            (Some(provider_id.clone()), None)
        }
        MessageState::Undelivered { provider_id, reason, .. } => {
            (Some(provider_id.clone()), Some(reason.clone()))
        }
        MessageState::Failed { reason, .. } | MessageState::Unknown { reason, .. } => {
            (None, Some(reason.clone()))
        }
        MessageState::Due | MessageState::Sending { .. } | MessageState::Skipped { .. } => (None, None),
    }
}
