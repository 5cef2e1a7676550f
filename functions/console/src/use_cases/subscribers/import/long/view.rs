//! A long import as it is shown.

use jiff::Timestamp;
use rechime_domain::list_file::{ListFile, ReadColumn, Tally};
use rechime_store::{
    audit::Actor,
    imports::{ImportId, ImportRecord, Progress},
};
use serde::Serialize;

use super::LongImportError;

/// A long import: how its file is read, and how far it has come.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct ImportView {
    pub(crate) id: ImportId,
    pub(crate) file_name: Option<String>,
    pub(crate) state: ImportState,
    /// The tool whose export it is.
    pub(crate) format: Option<&'static str>,
    /// Whether no column says who agreed, so that everybody counts as somebody who did.
    pub(crate) everybody_agreed: bool,
    pub(crate) columns: Vec<ReadColumn>,
    /// The number of the line behind the header.
    #[serde(skip)]
    pub(crate) first_line: u64,
    pub(crate) started_at: Timestamp,
    pub(crate) started_by: Actor,
    pub(crate) preview: ProgressView,
    pub(crate) import: ProgressView,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportState {
    /// Not every line was looked at.
    Previewing,
    /// Every line was looked at, and none is imported.
    Previewed,
    /// Some lines are imported.
    Importing,
    /// All are.
    Done,
}

/// How far the preview or the import has come.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct ProgressView {
    /// The line to send next.
    pub(crate) next_line: u64,
    #[serde(flatten)]
    pub(crate) tally: Tally,
}

impl ImportView {
    pub(super) fn of(record: ImportRecord) -> Result<Self, LongImportError> {
        let file = ListFile::part(&record.layout, &[], record.layout.first_line, true)?;
        Ok(Self {
            state: state(&record),
            format: file.format(),
            everybody_agreed: file.everybody_agreed(),
            columns: file.read_columns(),
            first_line: record.layout.first_line,
            id: record.id,
            file_name: record.file_name,
            started_at: record.started_at,
            started_by: record.started_by,
            preview: record.preview.into(),
            import: record.import.into(),
        })
    }
}

impl From<Progress> for ProgressView {
    fn from(progress: Progress) -> Self {
        Self { next_line: progress.next_line, tally: progress.tally }
    }
}

fn state(record: &ImportRecord) -> ImportState {
    if record.import.is_whole {
        ImportState::Done
    } else if !record.preview.is_whole {
        ImportState::Previewing
    } else if record.import.next_line == record.layout.first_line {
        ImportState::Previewed
    } else {
        ImportState::Importing
    }
}
