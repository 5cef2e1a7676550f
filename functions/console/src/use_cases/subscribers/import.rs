//! Importing a list. Each line counts for itself: a bad line is refused, and the others are saved.
//!
//! Importing the same list again changes nothing. A short list comes in one request ([`import`]), a long one in parts
//! ([`long`]); both go through [`batches`].

mod batches;
pub(crate) mod long;
mod outcome;
mod save;

use std::collections::BTreeMap;

use rechime_domain::list_file::{Line, ListFile, Mapping, UnreadableList, preview};
use rechime_store::{
    StoreError,
    audit::{AuditAction, FieldChange},
    configs::StoreConfig,
    consistency::Consistency,
};
use serde_json::Value;

pub(crate) use self::outcome::Outcome;
use self::{batches::Batches, save::known_subscribers};
use super::mark_stated_zones;
use crate::{
    app::App,
    use_cases::{audit, author::Author},
};

/// A list of people as it was sent.
#[derive(Clone, Copy)]
pub(crate) enum List<'a> {
    /// A CSV file.
    Csv(&'a [u8]),
    /// A JSON list of objects.
    Json(&'a [u8]),
}

/// Why a list is not imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    #[error(transparent)]
    List(#[from] UnreadableList),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Imports a short list, as far as time allows.
pub(crate) async fn import(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    list: List<'_>,
    mapping: &Mapping,
) -> Result<Outcome, ImportError> {
    let file = read(list, mapping)?;
    let entries = file.entries(&store.settings, app.clock.now());
    if entries.iter().filter_map(|entry| entry.read.as_ref().ok()).any(Line::states_a_place) {
        mark_stated_zones(app, author, &store.settings).await?;
    }
    let mut batches = Batches::of(app, &store.settings.id, &entries);
    while batches.save_next().await?.is_some() {}
    let (tally, done) = batches.done();
    let (done, rest) = entries.split_at_checked(done).unwrap_or((&entries, &[]));
    let counted = counts(tally.changed(), tally.refused);
    let outcome = Outcome::of(&file, done, tally, rest.first().map(|entry| entry.line));
    audit::record(app, &store.settings.id, &author.entry(app, AuditAction::ImportSubscribers, counted)).await;
    Ok(outcome)
}

/// What [`import`] would do. Writes nothing.
pub(crate) async fn foresee(
    app: &App,
    store: &StoreConfig,
    list: List<'_>,
    mapping: &Mapping,
) -> Result<Outcome, ImportError> {
    let file = read(list, mapping)?;
    let entries = file.entries(&store.settings, app.clock.now());
    let mut known: BTreeMap<_, _> =
        known_subscribers(app, &store.settings.id, &entries, Consistency::Eventual).await?;
    let tally = preview(&entries, &mut known);
    Ok(Outcome::of(&file, &entries, tally, None))
}

fn read(list: List<'_>, mapping: &Mapping) -> Result<ListFile, UnreadableList> {
    match list {
        List::Csv(file) => ListFile::csv(file, mapping),
        List::Json(text) => ListFile::json(text, mapping),
    }
}

/// How many lines did what, for the audit.
fn counts(imported: u64, refused: u64) -> Vec<FieldChange> {
    let count = |field: &str, lines: u64| FieldChange {
        field: field.to_owned(),
        before: None,
        after: Some(Value::from(lines)),
    };
    vec![count("imported", imported), count("refused", refused)]
}
