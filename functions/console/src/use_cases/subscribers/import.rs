//! Importing a list. Each line is handled by itself: a bad line is refused, and the others are saved.
//!
//! Importing the same list again changes nothing.

mod effect;
mod line;
mod save;
mod table;
mod tally;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use rechime_domain::settings::StoreSettings;
use rechime_store::{StoreError, configs::StoreConfig};

use self::{
    line::{Line, RawLine},
    save::Import,
};
pub(crate) use self::{table::UnusableTable, tally::Tally};
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
    Table(#[from] UnusableTable),
    #[error("Send a JSON list of people: {0}.")]
    Json(#[source] serde_json::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The number of a line, and the line as it was sent or why it cannot be read.
type Numbered = (u64, Result<RawLine, String>);

/// Imports a list, as far as time allows.
pub(crate) async fn import(app: &App, store: &StoreConfig, list: List<'_>) -> Result<Tally, ImportError> {
    let now = app.clock.now();
    let (lines, refused) = parse(rows(list)?, &store.settings, now);
    if lines.iter().any(Line::states_a_place) {
        mark_stated_zones(app, &store.settings).await?;
    }
    let saved = Import::new(app, &store.settings.id, now).save(lines).await;
    Ok(saved.and(refused))
}

fn rows(list: List<'_>) -> Result<Vec<Numbered>, ImportError> {
    match list {
        List::Csv(file) => Ok(table::read(file)?),
        List::Json(text) => {
            let people: Vec<RawLine> = serde_json::from_slice(text).map_err(ImportError::Json)?;
            Ok((1..).zip(people.into_iter().map(Ok)).collect())
        }
    }
}

/// Parses the rows into lines that can be saved, and tallies the refusals of the others.
fn parse(rows: Vec<Numbered>, settings: &StoreSettings, now: Timestamp) -> (Vec<Line>, Tally) {
    let (mut lines, mut refused) = (Vec::with_capacity(rows.len()), Tally::default());
    for (number, row) in rows {
        match row.and_then(|row| Line::parse(number, &row, settings, now)) {
            Ok(line) => lines.push(line),
            Err(detail) => refused.refuse(number, detail),
        }
    }
    (lines, refused)
}
