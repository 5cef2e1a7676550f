//! What became of a short list, or would.

use rechime_domain::list_file::{Entry, ListFile, ReadColumn, ReasonCount, Refusal, Tally};
use serde::Serialize;

/// What the lines did, or would do, and how the file was read.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Outcome {
    /// How many lines change something: the next three together.
    pub(crate) imported: u64,
    pub(crate) subscribed: u64,
    pub(crate) unsubscribed: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) opted_out_kept: u64,
    pub(crate) refused: Vec<Remark>,
    /// Of lines that are taken: what was left out.
    pub(crate) remarks: Vec<Remark>,
    /// The refused lines by reason.
    pub(crate) refusals: Vec<ReasonCount>,
    pub(crate) continue_from: Option<u64>,
    /// The tool whose export it is.
    pub(crate) format: Option<&'static str>,
    /// Whether no column says who agreed, so that everybody counts as somebody who did.
    pub(crate) everybody_agreed: bool,
    pub(crate) columns: Vec<ReadColumn>,
}

/// A line, and what it is told.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Remark {
    pub(crate) line: u64,
    pub(crate) detail: String,
}

impl Outcome {
    /// Of a file whose first lines are `done`.
    pub(super) fn of(file: &ListFile, done: &[Entry], tally: Tally, continue_from: Option<u64>) -> Self {
        let remark = |line, refusal: &Refusal| Remark { line, detail: refusal.detail.clone() };
        let refused =
            done.iter().filter_map(|Entry { line, read }| Some(remark(*line, read.as_ref().err()?)));
        let remarks = done
            .iter()
            .filter_map(|Entry { line, read }| Some(remark(*line, read.as_ref().ok()?.remark.as_ref()?)));
        Self {
            imported: tally.changed(),
            subscribed: tally.subscribed,
            unsubscribed: tally.unsubscribed,
            updated: tally.updated,
            unchanged: tally.unchanged,
            opted_out_kept: tally.opted_out_kept,
            refused: refused.collect(),
            remarks: remarks.collect(),
            refusals: tally.refusals,
            continue_from,
            format: file.format(),
            everybody_agreed: file.everybody_agreed(),
            columns: file.read_columns(),
        }
    }
}
