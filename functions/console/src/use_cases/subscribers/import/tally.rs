//! The result of an import, counted.

use serde::Serialize;

use super::effect::Effect;

/// How many lines did what, and what to do about the others.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Tally {
    pub(crate) imported: usize,
    pub(crate) unchanged: usize,
    pub(crate) opted_out_kept: usize,
    pub(crate) refused: Vec<Remark>,
    /// Of lines that were taken: what was left out.
    pub(crate) remarks: Vec<Remark>,
    pub(crate) continue_from: Option<u64>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Remark {
    pub(crate) line: u64,
    pub(crate) detail: String,
}

impl Tally {
    pub(super) const fn count(&mut self, effect: Effect) {
        match effect {
            Effect::Imported => self.imported += 1,
            Effect::Unchanged => self.unchanged += 1,
            Effect::OptedOutKept => self.opted_out_kept += 1,
        }
    }

    pub(super) fn refuse(&mut self, line: u64, detail: impl Into<String>) {
        self.refused.push(Remark { line, detail: detail.into() });
    }

    /// Says what of a line was left out, if anything.
    pub(super) fn remark(&mut self, line: u64, detail: Option<String>) {
        self.remarks.extend(detail.map(|detail| Remark { line, detail }));
    }

    /// Notes that time ran out before this line.
    pub(super) fn leave(&mut self, line: u64) {
        self.continue_from = Some(self.continue_from.map_or(line, |earlier| earlier.min(line)));
    }

    /// Both together, refusals and remarks in the order of the file.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.imported += other.imported;
        self.unchanged += other.unchanged;
        self.opted_out_kept += other.opted_out_kept;
        self.refused.extend(other.refused);
        self.refused.sort_by_key(|refusal| refusal.line);
        self.remarks.extend(other.remarks);
        self.remarks.sort_by_key(|remark| remark.line);
        if let Some(line) = other.continue_from {
            self.leave(line);
        }
        self
    }
}
