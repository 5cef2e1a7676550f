//! A long list, imported in parts.
//!
//! The merchant sends the header, then every line to be looked at, then every line once more to be imported. So nothing is
//! written before the whole file was looked at, and no copy of it is kept. Where a part breaks off, its import knows the
//! line from which to send again.

mod view;

use rechime_domain::list_file::{
    Entry, Layout, Line, ListFile, Mapping, UnreadableList, from_line, preview, row,
};
use rechime_platform::random;
use rechime_store::{
    Cursor, Page, StoreError,
    audit::AuditAction,
    configs::StoreConfig,
    consistency::Consistency,
    imports::{ImportId, ImportRecord, Progress},
};

pub(crate) use self::view::{ImportState, ImportView};
use super::{batches::Batches, counts, save::known_subscribers};
use crate::{
    app::App,
    use_cases::{audit, author::Author, subscribers::mark_stated_zones},
};

/// The longest file name that is kept, in characters.
const LONGEST_NAME: usize = 200;

/// Why a part is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LongImportError {
    #[error(transparent)]
    List(#[from] UnreadableList),
    #[error("There is no such import. It may be older than 90 days.")]
    NotFound,
    #[error("Send every line to the preview first. It goes on from line {0}.")]
    NotPreviewed(u64),
    #[error("Lines are missing before this part. Send the lines from {0} on.")]
    Gap(u64),
    #[error(
        "No record ends in this part. Send more lines at once, or say that it is the last part (`last=true`)."
    )]
    TooShort,
    #[error(
        "Somebody else is sending this import at the moment. Look how far it has come, and go on from there."
    )]
    Busy,
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for LongImportError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Busy,
            other => Self::Store(other),
        }
    }
}

/// Some lines of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    /// The lines, without the header.
    pub(crate) text: &'a [u8],
    /// The number of the first of them in the file.
    pub(crate) first: u64,
    /// Whether the file ends with them.
    pub(crate) is_last: bool,
}

/// The lines of a whole file behind its header.
pub(crate) fn behind_header(file: &[u8], import: &ImportView) -> Vec<u8> {
    from_line(file, import.first_line)
}

/// Begins an import by the beginning of its file. Only the header counts; its lines come later, in parts.
pub(crate) async fn create(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    file: &[u8],
    file_name: Option<String>,
    mapping: &Mapping,
) -> Result<ImportView, LongImportError> {
    let layout = Layout::read(file, mapping)?;
    let now = app.clock.now();
    let progress = Progress::before(layout.first_line);
    let record = ImportRecord {
        // Without randomness two imports that begin in the same second would be one: the second is refused.
        id: ImportId::new(now, &random::key(6).unwrap_or_default()),
        file_name: file_name.map(|name| name.chars().take(LONGEST_NAME).collect()),
        layout,
        started_at: now,
        started_by: author.actor().clone(),
        preview: progress.clone(),
        import: progress,
        version: 1,
    };
    app.imports.create_import(&store.settings.id, &record).await?;
    ImportView::of(record)
}

/// How far an import has come.
pub(crate) async fn show(app: &App, store: &StoreConfig, id: &str) -> Result<ImportView, LongImportError> {
    ImportView::of(find(app, store, id).await?)
}

/// The refused lines of a part, as a file that can be mended and imported: their fields, each line's number, and why it is
/// refused. The columns' names stand above the first part only. With it, the line after the part.
pub(crate) async fn refused_lines(
    app: &App,
    store: &StoreConfig,
    id: &str,
    part: Part<'_>,
) -> Result<(String, u64), LongImportError> {
    let record = find(app, store, id).await?;
    let file = ListFile::part(&record.layout, part.text, part.first, part.is_last)?;
    let entries = file.entries(&store.settings, record.started_at);
    let is_first = part.first <= record.layout.first_line;
    let head = if is_first {
        refused_row(&record.layout.names, &REFUSED_COLUMNS.map(str::to_owned))
    } else {
        String::new()
    };
    let table = file.refused(&entries).fold(head, |table, (line, refusal, fields)| {
        table + &refused_row(fields, &[line.to_string(), refusal.detail.clone()])
    });
    Ok((table, file.next_line()))
}

/// What stands behind the fields of a refused line.
const REFUSED_COLUMNS: [&str; 2] = ["line", "why_refused"];

fn refused_row(fields: &[String], told: &[String; 2]) -> String {
    row(fields.iter().map(String::as_str).chain(told.iter().map(String::as_str)))
}

/// The store's imports, the newest first.
pub(crate) async fn list(
    app: &App,
    store: &StoreConfig,
    before: Option<&Cursor>,
) -> Result<Page<ImportView>, LongImportError> {
    let page = app.imports.list_imports(&store.settings.id, before).await?;
    let items = page.items.into_iter().map(ImportView::of).collect::<Result<_, _>>()?;
    Ok(Page { items, next: page.next })
}

/// Looks at a part: what its lines would do to the list as it is now. Lines that were looked at already are left out, so
/// that a part may be sent twice.
pub(crate) async fn preview_part(
    app: &App,
    store: &StoreConfig,
    id: &str,
    part: Part<'_>,
) -> Result<ImportView, LongImportError> {
    let mut record = find(app, store, id).await?;
    if record.preview.is_whole {
        return ImportView::of(record);
    }
    let Rest { entries, end, is_whole } = read(&record, &record.preview, store, part)?;
    let mut known = known_subscribers(app, &store.settings.id, &entries, Consistency::Eventual).await?;
    let tally = std::mem::take(&mut record.preview.tally).and(preview(&entries, &mut known));
    record.preview = Progress { next_line: end, is_whole, tally };
    put(app, store, &mut record).await?;
    ImportView::of(record)
}

/// Imports a part, as far as time allows. Lines that are imported already are left out.
pub(crate) async fn import_part(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    id: &str,
    part: Part<'_>,
) -> Result<ImportView, LongImportError> {
    let mut record = find(app, store, id).await?;
    if !record.preview.is_whole {
        return Err(LongImportError::NotPreviewed(record.preview.next_line));
    }
    if record.import.is_whole {
        return ImportView::of(record);
    }
    let rest = read(&record, &record.import, store, part)?;
    if rest.end > record.preview.next_line {
        return Err(LongImportError::NotPreviewed(record.preview.next_line));
    }
    if rest.entries.iter().filter_map(|entry| entry.read.as_ref().ok()).any(Line::states_a_place) {
        mark_stated_zones(app, author, &store.settings).await?;
    }
    if record.import == Progress::before(record.layout.first_line) {
        let entry = author.entry_of(app, AuditAction::ImportSubscribers, record.id.as_str(), Vec::new());
        audit::record(app, &store.settings.id, &entry).await;
    }
    save(app, store, &mut record, &rest).await?;
    if record.import.is_whole {
        let tally = &record.import.tally;
        let counted = counts(tally.changed(), tally.refused);
        let entry = author.entry_of(app, AuditAction::ImportSubscribers, record.id.as_str(), counted);
        audit::record(app, &store.settings.id, &entry).await;
    }
    ImportView::of(record)
}

/// Saves batch after batch, each with its progress, so that a process that dies loses no more than the counts of one.
async fn save(
    app: &App,
    store: &StoreConfig,
    record: &mut ImportRecord,
    rest: &Rest,
) -> Result<(), LongImportError> {
    let mut batches = Batches::of(app, &store.settings.id, &rest.entries);
    while let Some(tally) = batches.save_next().await? {
        let next_line = batches.next_line();
        record.import = Progress {
            next_line: next_line.unwrap_or(rest.end),
            is_whole: rest.is_whole && next_line.is_none(),
            tally: std::mem::take(&mut record.import.tally).and(tally),
        };
        put(app, store, record).await?;
    }
    // A part of blank lines has no batch.
    if rest.entries.is_empty() {
        record.import = Progress {
            next_line: rest.end,
            is_whole: rest.is_whole,
            tally: std::mem::take(&mut record.import.tally),
        };
        put(app, store, record).await?;
    }
    Ok(())
}

/// The lines of a part that are not done yet.
struct Rest {
    entries: Vec<Entry>,
    /// The line after them.
    end: u64,
    /// Whether the file ends with them.
    is_whole: bool,
}

fn read(
    record: &ImportRecord,
    progress: &Progress,
    store: &StoreConfig,
    part: Part<'_>,
) -> Result<Rest, LongImportError> {
    let done = progress.next_line;
    if part.first > done {
        return Err(LongImportError::Gap(done));
    }
    let file = ListFile::part(&record.layout, part.text, part.first, part.is_last)?;
    let end = file.next_line();
    if end <= part.first && !part.is_last {
        return Err(LongImportError::TooShort);
    }
    let mut entries = file.entries(&store.settings, record.started_at);
    entries.retain(|entry| entry.line >= done);
    Ok(Rest { entries, end: end.max(done), is_whole: part.is_last && end >= done })
}

async fn find(app: &App, store: &StoreConfig, id: &str) -> Result<ImportRecord, LongImportError> {
    let id = ImportId::parse(id).ok_or(LongImportError::NotFound)?;
    app.imports.get_import(&store.settings.id, &id).await?.ok_or(LongImportError::NotFound)
}

async fn put(app: &App, store: &StoreConfig, record: &mut ImportRecord) -> Result<(), LongImportError> {
    record.version += 1;
    Ok(app.imports.put_import(&store.settings.id, record).await?)
}
