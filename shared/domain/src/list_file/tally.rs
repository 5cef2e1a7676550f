//! What the lines of a list do, counted.

use serde::{Deserialize, Serialize};

use super::{
    change::Effect,
    refusal::{Refusal, RefusalReason},
};

/// How many lines are named of those that share a reason.
const FIRST_LINES: usize = 5;

/// How many lines do what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Tally {
    /// All of them; blank ones are none.
    pub lines: u64,
    /// They subscribe somebody.
    pub subscribed: u64,
    /// They opt somebody out.
    pub unsubscribed: u64,
    /// They say something else that is new, such as a place, or a person of whom no consent is known.
    pub updated: u64,
    /// They say nothing new.
    pub unchanged: u64,
    /// They say that somebody agreed who opted out, and the opt-out stands.
    pub opted_out_kept: u64,
    /// They are not taken.
    pub refused: u64,
    /// Why, by reason.
    pub refusals: Vec<ReasonCount>,
    /// What was left out of lines that are taken, by reason.
    pub remarks: Vec<ReasonCount>,
}

/// How many lines share a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonCount {
    /// The reason.
    pub reason: RefusalReason,
    /// How many lines.
    pub lines: u64,
    /// The first of them.
    pub first_lines: Vec<u64>,
    /// What the first of them is told.
    pub detail: String,
}

impl Tally {
    /// Counts a line that does something.
    pub const fn count(&mut self, effect: Effect) {
        self.lines += 1;
        match effect {
            Effect::Subscribed => self.subscribed += 1,
            Effect::Unsubscribed => self.unsubscribed += 1,
            Effect::Updated => self.updated += 1,
            Effect::Unchanged => self.unchanged += 1,
            Effect::OptedOutKept => self.opted_out_kept += 1,
        }
    }

    /// Counts a line that is not taken.
    pub fn refuse(&mut self, line: u64, refusal: &Refusal) {
        self.lines += 1;
        self.refused += 1;
        add(&mut self.refusals, ReasonCount::one(line, refusal));
    }

    /// Notes what was left out of a line that is taken.
    pub fn remark(&mut self, line: u64, remark: &Refusal) {
        add(&mut self.remarks, ReasonCount::one(line, remark));
    }

    /// Both together. The lines of `later` come after those of `self`.
    #[must_use]
    pub fn and(mut self, later: Self) -> Self {
        self.lines += later.lines;
        self.subscribed += later.subscribed;
        self.unsubscribed += later.unsubscribed;
        self.updated += later.updated;
        self.unchanged += later.unchanged;
        self.opted_out_kept += later.opted_out_kept;
        self.refused += later.refused;
        later.refusals.into_iter().for_each(|count| add(&mut self.refusals, count));
        later.remarks.into_iter().for_each(|count| add(&mut self.remarks, count));
        self
    }

    /// How many lines change something.
    #[must_use]
    pub const fn changed(&self) -> u64 {
        self.subscribed + self.unsubscribed + self.updated
    }
}

impl ReasonCount {
    fn one(line: u64, refusal: &Refusal) -> Self {
        Self { reason: refusal.reason, lines: 1, first_lines: vec![line], detail: refusal.detail.clone() }
    }
}

fn add(counts: &mut Vec<ReasonCount>, more: ReasonCount) {
    match counts.iter_mut().find(|count| count.reason == more.reason) {
        Some(count) => {
            count.lines += more.lines;
            let room = FIRST_LINES.saturating_sub(count.first_lines.len());
            count.first_lines.extend(more.first_lines.into_iter().take(room));
        }
        None => counts.push(more),
    }
}
