//! A list of people in a file that a merchant brings: an export of another tool, a spreadsheet, or JSON.
//!
//! A file becomes [`Entry`]s, one for each line: what the line says of a subscriber, or why it is refused. Nobody is
//! subscribed but by a yes, and no broken line is a yes. A long file comes in parts: [`Layout`] is what its header says,
//! and each part is read by it.

use jiff::Timestamp;

mod answer;
mod change;
mod columns;
mod csv;
mod export;
mod format;
mod formula;
mod json;
mod line;
mod mapping;
mod moment;
mod refusal;
mod swallowed;
mod tally;

#[cfg(test)]
mod tests;

pub use self::{
    change::{Change, Effect, preview},
    columns::{ReadColumn, UnusableColumns},
    csv::from_line,
    export::{EXPORT_COLUMNS, row},
    line::Line,
    mapping::{Layout, Mapping},
    refusal::{Refusal, RefusalReason},
    tally::{ReasonCount, Tally},
};
use self::{
    columns::{Column, Columns},
    csv::{OpenQuote, Reader, Record},
    line::RawLine,
    swallowed::Shape,
};
use crate::settings::StoreSettings;

/// Why a whole list is refused.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableList {
    /// Its columns cannot be used.
    #[error(transparent)]
    Columns(#[from] UnusableColumns),
    /// It has no header row that can be read.
    #[error("Save the file as CSV in UTF-8 and send it again; its header row cannot be read.")]
    Header,
    /// It is no JSON list.
    #[error("Send a JSON list of people: {0}.")]
    Json(#[source] serde_json::Error),
    /// JSON has no blank fields, so that what one means cannot be told of it.
    #[error("A JSON list has no blank fields: write what each person said instead of mapping `(blank)`.")]
    BlankInJson,
    /// JSON has names for its fields, so that one which is not known is a mistake.
    #[error("Send a JSON list of people: unknown field `{0}`.")]
    UnknownField(String),
}

/// A file, or a part of one, cut into lines.
#[derive(Debug)]
pub struct ListFile {
    columns: Columns,
    records: Vec<Result<Record, OpenQuote>>,
    next_line: u64,
}

/// A line of a file, by its number as an editor counts: what it says of a subscriber, or why it is refused.
#[derive(Debug)]
pub struct Entry {
    /// The number of its first line.
    pub line: u64,
    /// What it says.
    pub read: Result<Line, Refusal>,
}

impl ListFile {
    /// Reads a whole CSV file.
    pub fn csv(file: &[u8], mapping: &Mapping) -> Result<Self, UnreadableList> {
        let mut reader = Reader::of(file);
        let layout = layout(&mut reader, mapping)?;
        Self::of(Columns::read(&layout.names, mapping)?, reader)
    }

    /// Reads a part of a CSV file whose header is known. Its first line is line `first` of the file. Unless it is the last
    /// part, a line without an end and a record that goes on in the next part are left to that one.
    pub fn part(layout: &Layout, part: &[u8], first: u64, is_last: bool) -> Result<Self, UnreadableList> {
        let columns = Columns::read(&layout.names, &layout.mapping)?;
        Self::of(columns, Reader::of_part(part, layout.delimiter, first, is_last))
    }

    /// Reads a JSON list of objects: the same as a file whose columns are the fields that any of them has.
    pub fn json(text: &[u8], mapping: &Mapping) -> Result<Self, UnreadableList> {
        if mapping.means_blanks() {
            return Err(UnreadableList::BlankInJson);
        }
        let (columns, records) = json::read(text, mapping)?;
        let next_line = records.len() as u64 + 1;
        Self { columns, records: records.into_iter().map(Ok).collect(), next_line }.checked()
    }

    fn of(columns: Columns, mut reader: Reader<'_>) -> Result<Self, UnreadableList> {
        let shape = Shape {
            columns: columns.count(),
            phone: columns.place(Column::Phone),
            delimiter: reader.delimiter(),
        };
        let records = std::iter::from_fn(|| reader.next(Some(shape))).collect();
        Self { columns, records, next_line: reader.next_line() }.checked()
    }

    fn checked(self) -> Result<Self, UnreadableList> {
        self.columns.check_values(self.records.iter().flatten().map(|record| record.fields.as_slice()))?;
        Ok(self)
    }

    /// What the lines say, in their order. An opt-out whose date cannot be read counts from `now`.
    #[must_use]
    pub fn entries(&self, settings: &StoreSettings, now: Timestamp) -> Vec<Entry> {
        let entry = |record: &Result<Record, OpenQuote>| match record {
            Ok(record) => {
                let read = RawLine::of(&self.columns, record, settings).and_then(|raw| Line::parse(raw, now));
                Entry { line: record.line, read }
            }
            Err(OpenQuote { line }) => {
                Entry { line: *line, read: Err(Refusal::new(RefusalReason::OpenQuote, OPEN_QUOTE)) }
            }
        };
        self.records.iter().map(entry).collect()
    }

    /// The lines that are refused: number, reason, and fields. `entries` are this file's.
    pub fn refused<'a>(
        &'a self,
        entries: &'a [Entry],
    ) -> impl Iterator<Item = (u64, &'a Refusal, &'a [String])> + use<'a> {
        let fields = |record: &'a Result<Record, OpenQuote>| {
            record.as_ref().map(|record| record.fields.as_slice()).unwrap_or_default()
        };
        let lines = self.records.iter().zip(entries);
        lines
            .filter_map(move |(record, entry)| Some((entry.line, entry.read.as_ref().err()?, fields(record))))
    }

    /// The line that comes after what was read.
    #[must_use]
    pub const fn next_line(&self) -> u64 {
        self.next_line
    }

    /// The tool whose export it is, by its columns; `None` where it is none that we know.
    #[must_use]
    pub fn format(&self) -> Option<&'static str> {
        self.columns.format()
    }

    /// What each column is read as.
    #[must_use]
    pub fn read_columns(&self) -> Vec<ReadColumn> {
        self.columns.read_columns()
    }

    /// Whether no column says who agreed, so that everybody in the file counts as somebody who did.
    #[must_use]
    pub const fn everybody_agreed(&self) -> bool {
        self.columns.everybody_agreed()
    }
}

impl Layout {
    /// Reads the header of a CSV file. What follows it is not looked at.
    pub fn read(file: &[u8], mapping: &Mapping) -> Result<Self, UnreadableList> {
        layout(&mut Reader::of(file), mapping)
    }
}

fn layout(reader: &mut Reader<'_>, mapping: &Mapping) -> Result<Layout, UnreadableList> {
    let header = reader.next(None).and_then(Result::ok).ok_or(UnreadableList::Header)?;
    if !header.is_utf8 {
        return Err(UnreadableList::Header);
    }
    Columns::read(&header.fields, mapping)?;
    let (delimiter, first_line) = (reader.delimiter(), reader.next_line());
    Ok(Layout { names: header.fields, delimiter, first_line, mapping: mapping.clone() })
}

/// Closed behind a phone is closed behind somebody else's row.
const OPEN_QUOTE: &str = "A quotation mark is opened in this line and not closed, or only behind a further phone. Close it, or take it out.";
