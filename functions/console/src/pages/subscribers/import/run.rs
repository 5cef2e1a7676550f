//! The import of a file as it stands, and the parts of its file.

use askama::Template;
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode},
    response::{IntoResponse, Response},
};
use rechime_domain::list_file::{ReasonCount, Tally};
use rechime_store::configs::StoreConfig;
use serde_json::{Value, json};

use crate::{
    access::Upload,
    api::{csv, problem_details::RouteError},
    app::App,
    pages::{
        failure::{Failure, told},
        frame::{Frame, NoticeKind, Section},
        html::Page,
        is_fragment, refused, see_other,
        visit::{Key, Visit},
    },
    use_cases::subscribers::import::long::{self, ImportState, ImportView, LongImportError, Part},
    words::{EN, Words},
};

/// The header of a part of a table that says with which line of the file the next one begins.
const NEXT_LINE: HeaderName = HeaderName::from_static("next-line");

#[derive(Template)]
#[template(path = "import_run.html")]
struct RunPage {
    w: &'static Words,
    frame: Frame,
    run: Run,
}

#[derive(Template)]
#[template(path = "parts/import_run.html")]
struct Fragment {
    w: &'static Words,
    frame: Frame,
    run: Run,
}

/// An import as it is shown.
struct Run {
    address: String,
    heading: &'static str,
    format: Option<&'static str>,
    everybody_agreed: bool,
    counts: Vec<(&'static str, String)>,
    refusals: Vec<Reason>,
    remarks: Vec<Reason>,
    /// What the button that goes on says; absent once all is done.
    button: Option<String>,
    /// Whether some lines are imported, and others not.
    is_half_done: bool,
    first_line: u64,
    refused: u64,
}

/// Why some lines are refused, or were shortened: how many, the sentence for the first, and where the first are.
struct Reason {
    lines: String,
    detail: String,
    examples: String,
}

impl From<&ReasonCount> for Reason {
    fn from(count: &ReasonCount) -> Self {
        let examples = count.first_lines.iter().map(|line| (EN.say.number)(*line)).collect::<Vec<_>>();
        Self {
            lines: (EN.say.lines)(count.lines),
            detail: count.detail.clone(),
            examples: (EN.say.in_lines)(&examples.join(", "), count.lines > examples.len() as u64),
        }
    }
}

impl Run {
    fn of(visit: &Visit, import: &ImportView) -> Self {
        let is_begun = matches!(import.state, ImportState::Importing | ImportState::Done);
        let tally = if is_begun { &import.import.tally } else { &import.preview.tally };
        let button = match import.state {
            ImportState::Previewed => Some((EN.say.import_lines)(import.preview.tally.lines)),
            ImportState::Importing => Some(EN.import.go_on_button.to_owned()),
            ImportState::Previewing => Some(EN.import.preview_on_button.to_owned()),
            ImportState::Done => None,
        };
        Self {
            address: address(visit, import),
            heading: match import.state {
                ImportState::Previewing => EN.import.previewing,
                ImportState::Previewed => EN.import.foreseen,
                ImportState::Importing => EN.import.importing,
                ImportState::Done => EN.import.done,
            },
            format: import.format,
            everybody_agreed: import.everybody_agreed,
            counts: counts(tally),
            refusals: tally.refusals.iter().map(Reason::from).collect(),
            remarks: tally.remarks.iter().map(Reason::from).collect(),
            button,
            is_half_done: import.state == ImportState::Importing,
            first_line: import.first_line,
            refused: tally.refused,
        }
    }
}

fn counts(tally: &Tally) -> Vec<(&'static str, String)> {
    let w = &EN.import;
    [
        (w.subscribed, tally.subscribed),
        (w.unsubscribed, tally.unsubscribed),
        (w.updated, tally.updated),
        (w.unchanged, tally.unchanged),
        (w.opted_out, tally.opted_out_kept),
        (w.refused, tally.refused),
    ]
    .map(|(what, lines)| (what, (EN.say.people)(lines)))
    .into()
}

pub(super) fn address(visit: &Visit, import: &ImportView) -> String {
    visit.at(&format!("/subscribers/imports/{}", import.id.as_str()))
}

pub(super) fn name(import: &ImportView) -> String {
    import.file_name.clone().unwrap_or_else(|| EN.import.nameless.to_owned())
}

pub(super) const fn state(state: ImportState) -> &'static str {
    match state {
        ImportState::Previewing => EN.import.state_previewing,
        ImportState::Previewed => EN.import.state_previewed,
        ImportState::Importing => EN.import.state_importing,
        ImportState::Done => EN.import.state_done,
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Key(id): Key,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let import = long::show(&app, &visit.store, &id).await?;
    if is_fragment(&headers) {
        let (frame, run) = (frame(&visit, &import), Run::of(&visit, &import));
        return Ok(Page(Fragment { w: &EN, frame, run }).into_response());
    }
    Ok(Page(page(&visit, &import)).into_response())
}

fn page(visit: &Visit, import: &ImportView) -> RunPage {
    RunPage { w: &EN, frame: frame(visit, import), run: Run::of(visit, import) }
}

fn frame(visit: &Visit, import: &ImportView) -> Frame {
    visit.frame(Section::Subscribers, name(import))
}

/// Which lines an upload has, as the page's script says; without JavaScript it is the whole file.
struct Lines {
    text: Vec<u8>,
    first: u64,
    is_last: bool,
}

impl Lines {
    fn of(upload: &Upload, import: &ImportView) -> Self {
        match upload.fields.get("line").and_then(|line| line.parse().ok()) {
            Some(first) => Self { text: upload.file.to_vec(), first, is_last: upload.fields.has("last") },
            None => Self {
                text: long::behind_header(&upload.file, import),
                first: import.first_line,
                is_last: true,
            },
        }
    }

    fn part(&self) -> Part<'_> {
        Part { text: &self.text, first: self.first, is_last: self.is_last }
    }
}

/// Looks at a part.
pub(super) async fn preview(
    State(app): State<App>,
    visit: Visit,
    Key(id): Key,
    upload: Upload,
) -> Result<Response, Failure> {
    let store = &visit.store;
    let import = long::show(&app, store, &id).await?;
    let lines = Lines::of(&upload, &import);
    Ok(match long::preview_part(&app, store, &id, lines.part()).await {
        Ok(import) => {
            let is_whole = import.state != ImportState::Previewing;
            progress(store, &import, import.preview.next_line, is_whole).into_response()
        }
        Err(error) => problem(&error),
    })
}

/// Imports a part, or the whole file as far as time allows.
pub(super) async fn import(
    State(app): State<App>,
    visit: Visit,
    Key(id): Key,
    headers: HeaderMap,
    upload: Upload,
) -> Result<Response, Failure> {
    let store = &visit.store;
    let mut standing = long::show(&app, store, &id).await?;
    let lines = Lines::of(&upload, &standing);
    let by_script = is_fragment(&headers);
    if !by_script && standing.state == ImportState::Previewing {
        standing = long::preview_part(&app, store, &id, lines.part()).await?;
        return Ok(see_other(&address(&visit, &standing)));
    }
    match long::import_part(&app, &visit.author(), store, &id, lines.part()).await {
        Ok(import) if by_script => {
            let is_whole = import.state == ImportState::Done;
            Ok(progress(store, &import, import.import.next_line, is_whole).into_response())
        }
        Ok(import) => Ok(see_other(&address(&visit, &import))),
        Err(error) if by_script => Ok(problem(&error)),
        Err(error) => {
            let mut page = page(&visit, &standing);
            page.frame = page.frame.saying(NoticeKind::Bad, told(&error));
            Ok(refused(Page(page)))
        }
    }
}

/// The refused lines of a part, or of the whole file, as a table.
pub(super) async fn refused_lines(
    State(app): State<App>,
    visit: Visit,
    Key(id): Key,
    upload: Upload,
) -> Result<Response, Failure> {
    let import = long::show(&app, &visit.store, &id).await?;
    let lines = Lines::of(&upload, &import);
    let (table, next) = long::refused_lines(&app, &visit.store, &id, lines.part()).await?;
    let mut answer = csv::answer("refused-lines.csv", table);
    answer.headers_mut().insert(NEXT_LINE, next.into());
    Ok(answer)
}

/// How far an import has come, for the page's script.
pub(super) fn progress(
    store: &StoreConfig,
    import: &ImportView,
    next_line: u64,
    is_whole: bool,
) -> Json<Value> {
    let address = format!("/s/{}/subscribers/imports/{}", store.settings.id, import.id.as_str());
    Json(json!({ "address": address, "next_line": next_line, "is_whole": is_whole }))
}

/// Why a part is not taken, for the page's script.
pub(super) fn problem(error: &LongImportError) -> Response {
    let status = match error.status() {
        status if status.is_server_error() => status,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, Json(json!({ "problem": told(error) }))).into_response()
}
