//! A message in the activity.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rechime_domain::{
    ids::{MessageId, SourceId},
    message::{MessageRecord, MessageState},
    minute::Minute,
    reason::{Reason, moment},
    settings::StoreSettings,
};
use rechime_store::journal::{JournalDecision, JournalLine};
use serde::Serialize;

use crate::use_cases::reason_view::ReasonView;

/// One message: where it stands, and why. Each time is told twice: in UTC, and on the store's clocks with their offset.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Entry {
    pub(crate) id: MessageId,
    pub(crate) flow: SourceId,
    pub(crate) step: u8,
    /// Masked.
    pub(crate) phone: Option<String>,
    pub(crate) state: &'static str,
    pub(crate) held_until: Option<Timestamp>,
    pub(crate) held_until_local: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) segments: Option<u32>,
    /// The provider's id of it, once it has one.
    pub(crate) provider_id: Option<String>,
    /// What the provider said of a text that did not arrive, what is known of one that may have, or why one that is due
    /// was not sent yet.
    pub(crate) problem: Option<String>,
    /// When a person first followed one of its links.
    pub(crate) clicked_at: Option<Timestamp>,
    /// Whether it failed lately, and was not sent again yet.
    pub(crate) can_be_sent_again: bool,
    /// When its event was evaluated.
    pub(crate) at: Timestamp,
    pub(crate) at_local: String,
    pub(crate) why: Vec<ReasonView>,
}

/// The time, and the clocks that the store reads it from.
pub(in crate::use_cases) struct StoreClock {
    now: Timestamp,
    zone: TimeZone,
}

impl StoreClock {
    pub(in crate::use_cases) fn of(settings: &StoreSettings, now: Timestamp) -> Self {
        Self { now, zone: settings.zone() }
    }

    pub(in crate::use_cases) const fn now(&self) -> Timestamp {
        self.now
    }

    /// RFC 3339: `2026-11-24T09:03:00-05:00`.
    pub(in crate::use_cases) fn local(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    pub(in crate::use_cases) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub(in crate::use_cases) fn reasons(&self, why: &[Reason]) -> Vec<ReasonView> {
        why.iter().map(|reason| ReasonView::of(reason, &self.zone)).collect()
    }

    /// Whether a message without a row should have one by now: every message that was to go has one within the day.
    fn is_gone(&self, at: Timestamp, decision: &JournalDecision) -> bool {
        let planned = match decision {
            JournalDecision::Send => at,
            JournalDecision::Wait { until } => until.start(),
            JournalDecision::Skip { .. } => return false,
        };
        self.now.duration_since(planned) > SignedDuration::from_hours(24)
    }

    /// What waits until then is due once that has come.
    fn waiting(&self, until: Timestamp) -> &'static str {
        if until > self.now { "held" } else { "due" }
    }
}

impl Entry {
    /// A message that has a row: it was claimed, sent or skipped, or waits otherwise than it was planned.
    pub(super) fn from_row(row: MessageRecord, at: Timestamp, clock: &StoreClock) -> Self {
        let (provider_id, problem) = outcome(&row.state);
        let can_be_sent_again = row.check_again(clock.now).is_ok();
        let (state, held_until) = match row.state {
            MessageState::Held { until, .. } => (clock.waiting(until.start()), Some(until.start())),
            state => (state.name(), row.held_until.map(Minute::start)),
        };
        Self {
            provider_id,
            problem,
            state,
            phone: row.phone.map(|phone| phone.masked()),
            held_until,
            held_until_local: held_until.map(|until| clock.local(until)),
            segments: row.body.is_some().then_some(row.parts),
            why: clock.reasons(&row.why),
            id: row.id,
            flow: row.source,
            step: row.step,
            clicked_at: row.clicked_at,
            can_be_sent_again,
            body: row.body,
            at,
            at_local: clock.local(at),
        }
    }

    /// A message of which only the plan is known.
    pub(super) fn from_journal(id: MessageId, line: JournalLine, clock: &StoreClock) -> Self {
        let JournalLine { at, entry } = line;
        let (state, held_until, why) = match entry.decision {
            _ if clock.is_gone(at, &entry.decision) => ("erased", None, vec![erased()]),
            ref decision => standing(decision, clock),
        };
        Self {
            id,
            flow: entry.source,
            step: entry.step,
            phone: entry.phone,
            state,
            held_until,
            held_until_local: held_until.map(|until| clock.local(until)),
            body: None,
            segments: None,
            provider_id: None,
            problem: None,
            clicked_at: None,
            can_be_sent_again: false,
            at,
            at_local: clock.local(at),
            why,
        }
    }

    /// Whether it was not sent, and the cause has this code.
    pub(super) fn was_skipped_for(&self, code: &str) -> bool {
        self.state == "skipped" && self.why.last().is_some_and(|reason| reason.code == code)
    }

    /// The same, no longer to be sent again if it was.
    pub(super) fn sent_again(mut self, was_sent_again: bool) -> Self {
        self.can_be_sent_again &= !was_sent_again;
        self
    }

    /// The same with the reasons in full, where they are known.
    pub(super) fn because(mut self, why: &[Reason], clock: &StoreClock) -> Self {
        if !why.is_empty() {
            self.why = clock.reasons(why);
        }
        self
    }
}

fn erased() -> ReasonView {
    ReasonView::new("erased", "What was kept of this message was erased with its person.")
}

fn standing(
    decision: &JournalDecision,
    clock: &StoreClock,
) -> (&'static str, Option<Timestamp>, Vec<ReasonView>) {
    match decision {
        JournalDecision::Send => ("due", None, Vec::new()),
        JournalDecision::Wait { until } => {
            let until = until.start();
            let text = format!("The message waits until {}.", moment::in_words(until, &clock.zone));
            (clock.waiting(until), Some(until), vec![ReasonView::new("held", text)])
        }
        JournalDecision::Skip { code } => ("skipped", None, vec![ReasonView::from_code(code, &clock.zone)]),
    }
}

fn outcome(state: &MessageState) -> (Option<String>, Option<String>) {
    match state {
        MessageState::Accepted { provider_id, .. } | MessageState::Delivered { provider_id, .. } => {
            (Some(provider_id.clone()), None)
        }
        MessageState::Undelivered { provider_id, reason, .. } => {
            (Some(provider_id.clone()), Some(format!("The text did not arrive: {reason}.")))
        }
        MessageState::Failed { reason, .. } => {
            (None, Some(format!("The SMS provider refused the text: {reason}.")))
        }
        MessageState::Unknown { reason, .. } => {
            (None, Some(format!("It is not known whether the text was sent: {reason}.")))
        }
        MessageState::Due { reason, .. } => (None, Some(reason.clone())),
        MessageState::Held { .. } | MessageState::Sending { .. } | MessageState::Skipped { .. } => {
            (None, None)
        }
    }
}
