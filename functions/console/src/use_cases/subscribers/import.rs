//! Importing a list. Each line is handled by itself: a bad line is refused, and the others are saved.
//!
//! Importing the same list again changes nothing.

mod columns;
mod csv;
mod effect;
mod line;
mod save;
mod stated_consent;
mod tally;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use rechime_domain::settings::StoreSettings;
use rechime_store::{StoreError, configs::StoreConfig};
use serde_json::{Map, Value};

pub(crate) use self::{columns::UnusableColumns, tally::Tally};
use self::{
    columns::{Column, Columns},
    csv::{OpenQuote, Reader, Record},
    line::{Line, RawLine},
    save::Import,
};
use super::mark_stated_zones;
use crate::app::App;

/// A list of people as it was sent.
#[derive(Clone, Copy)]
pub(crate) enum List<'a> {
    /// A CSV file.
    Csv(&'a [u8]),
    /// A JSON list of objects.
    Json(&'a [u8]),
}

/// Why a whole list is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    #[error(transparent)]
    Columns(#[from] UnusableColumns),
    #[error("Save the file as CSV in UTF-8 and send it again; its header row cannot be read.")]
    Unreadable,
    #[error("Send a JSON list of people: {0}.")]
    Json(#[source] serde_json::Error),
    #[error("Send a JSON list of people: unknown field `{0}`.")]
    UnknownField(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A list, read: its columns, and its lines or why they cannot be read.
struct Rows {
    columns: Columns,
    records: Vec<Result<Record, OpenQuote>>,
}

/// Imports a list, as far as time allows. `consent` is the column that says who agreed, where the merchant names it.
pub(crate) async fn import(
    app: &App,
    store: &StoreConfig,
    list: List<'_>,
    consent: Option<&str>,
) -> Result<Tally, ImportError> {
    let now = app.clock.now();
    let (lines, refused) = parse(&read(list, consent)?, &store.settings, now);
    if lines.iter().any(Line::states_a_place) {
        mark_stated_zones(app, &store.settings).await?;
    }
    let saved = Import::new(app, &store.settings.id, now).save(lines).await;
    Ok(saved.and(refused))
}

fn read(list: List<'_>, consent: Option<&str>) -> Result<Rows, ImportError> {
    let rows = match list {
        List::Csv(file) => read_csv(file, consent)?,
        List::Json(text) => read_json(text, consent)?,
    };
    rows.columns.check_values(rows.records.iter().flatten().map(|record| record.fields.as_slice()))?;
    Ok(rows)
}

fn read_csv(file: &[u8], consent: Option<&str>) -> Result<Rows, ImportError> {
    let mut reader = Reader::of(file);
    let header = reader.next(usize::MAX, &|_| false).and_then(Result::ok).ok_or(ImportError::Unreadable)?;
    if !header.is_utf8 {
        return Err(ImportError::Unreadable);
    }
    let columns = Columns::read(&header.fields, consent)?;
    let phone = columns.place(Column::Phone);
    let is_row =
        |fields: &[String]| phone.and_then(|phone| fields.get(phone)).is_some_and(|it| looks_like_phone(it));
    let records = std::iter::from_fn(|| reader.next(header.fields.len(), &is_row)).collect();
    Ok(Rows { columns, records })
}

fn looks_like_phone(field: &str) -> bool {
    let is_dialled = |c: char| c.is_ascii_digit() || "+()-./ '\"".contains(c);
    field.chars().all(is_dialled) && field.bytes().filter(u8::is_ascii_digit).count() >= 7
}

/// The same as a file whose columns are the fields that any of the objects has. Null is a blank field.
fn read_json(text: &[u8], consent: Option<&str>) -> Result<Rows, ImportError> {
    let people: Vec<Map<String, Value>> = serde_json::from_slice(text).map_err(ImportError::Json)?;
    let mut names: Vec<String> = Vec::new();
    for name in people.iter().flat_map(Map::keys) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let columns = Columns::read(&names, consent)?;
    if let Some(unknown) = columns.unused() {
        return Err(ImportError::UnknownField(unknown.to_owned()));
    }
    let fields =
        |person: &Map<String, Value>| names.iter().map(|name| plain_value(person.get(name))).collect();
    let records =
        (1..).zip(&people).map(|(line, person)| Ok(Record { line, fields: fields(person), is_utf8: true }));
    Ok(Rows { columns, records: records.collect() })
}

fn plain_value(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Parses the rows into lines that can be saved, and tallies the refusals of the others.
fn parse(rows: &Rows, settings: &StoreSettings, now: Timestamp) -> (Vec<Line>, Tally) {
    let (mut lines, mut refused) = (Vec::with_capacity(rows.records.len()), Tally::default());
    for record in &rows.records {
        match record {
            Ok(record) => {
                match RawLine::of(&rows.columns, record, settings).and_then(|raw| Line::parse(raw, now)) {
                    Ok(line) => lines.push(line),
                    Err(detail) => refused.refuse(record.line, detail),
                }
            }
            Err(OpenQuote { line }) => refused.refuse(*line, OPEN_QUOTE),
        }
    }
    (lines, refused)
}

const OPEN_QUOTE: &str = "A quotation mark is opened in this line and not closed. Close it, or take it out.";
