//! A CSV file's rows, from whatever spreadsheet it was saved by.

use csv::{ByteRecord, ReaderBuilder, StringRecord, Trim};

use super::{
    Numbered,
    line::{self, RawLine},
};

/// What Excel puts before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why a file as a whole is no list of people.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnusableTable {
    #[error("Begin the file with a header row that has a column `phone`; it has {0}.")]
    NoPhones(String),
    #[error("The header row names `{0}` twice; keep one of the two columns.")]
    Twice(String),
    #[error("Save the file as CSV in UTF-8 and send it again; its header row cannot be read.")]
    Unreadable,
}

/// The rows below the header. Columns that mean nothing to us are left alone.
pub(super) fn read(file: &[u8]) -> Result<Vec<Numbered>, UnusableTable> {
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(file))
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(file);
    let mut records = reader.byte_records();
    let header = records.next().and_then(Result::ok).ok_or(UnusableTable::Unreadable)?;
    let header = columns(header)?;
    Ok(records.flatten().map(|record| (line_of(file, &record), row(&header, record))).collect())
}

/// Spreadsheets of countries with a decimal comma separate by semicolon.
fn delimiter(file: &[u8]) -> u8 {
    let header = file.split(|byte| matches!(byte, b'\n' | b'\r')).find(|line| !line.is_empty());
    let count = |wanted| header.unwrap_or_default().split(|byte| *byte == wanted).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

/// The columns' names, as people write them: `Time Zone` is `time_zone`, `state` is `province`.
fn columns(header: ByteRecord) -> Result<Vec<String>, UnusableTable> {
    let header = StringRecord::from_byte_record(header).map_err(|_| UnusableTable::Unreadable)?;
    let names: Vec<_> = header.iter().map(column).collect();
    if !names.iter().any(|name| name == "phone") {
        return Err(UnusableTable::NoPhones(names.join(", ")));
    }
    let twice =
        |name: &&String| RawLine::knows(name) && names.iter().filter(|other| other == name).count() > 1;
    match names.iter().find(twice) {
        Some(name) => Err(UnusableTable::Twice(name.clone())),
        None => Ok(names),
    }
}

fn column(name: &str) -> String {
    line::column(&name.trim().to_lowercase().replace([' ', '-'], "_")).to_owned()
}

fn row(header: &[String], record: ByteRecord) -> Result<RawLine, String> {
    let record = StringRecord::from_byte_record(record)
        .map_err(|_| "This line is not UTF-8. Save the file as CSV in UTF-8.".to_owned())?;
    if record.len() > header.len() {
        let (has, names) = (record.len(), header.len());
        return Err(format!(
            "This line has {has} fields and the header row {names}. Put a field that holds the separator in double quotes."
        ));
    }
    let mut row = RawLine::default();
    for (name, value) in header.iter().zip(&record) {
        row.set(name, value);
    }
    Ok(row)
}

/// The number of the line on which a record begins, counted from 1 as an editor does. The reader's own count is
/// that of the line on which the record before it ended.
fn line_of(file: &[u8], record: &ByteRecord) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = file.get(from..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n');
    position.line() + blank.fold(0, |lines, _| lines + 1)
}
