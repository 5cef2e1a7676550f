//! A list of people: first what it would do, then what it did. A file is sent in parts by the page's script, and whole
//! without JavaScript; a list that is pasted comes as text.

mod run;

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rechime_domain::list_file::Mapping;

use crate::{
    access::{Form, UPLOAD_LIMIT, Upload},
    app::App,
    pages::{
        failure::{Failure, told},
        fields::{Faults, Fields},
        frame::{Frame, Section},
        html::Page,
        is_fragment,
        moments::day_and_clock,
        refused, see_other,
        visit::Visit,
        who,
    },
    use_cases::subscribers::import::{
        self, ImportError, List,
        long::{self, ImportView, LongImportError, Part},
    },
    words::{EN, Words},
};

/// Imports of before that the page names.
const EARLIER: usize = 10;

pub(super) fn routes() -> Router<App> {
    let uploads = Router::new()
        .route("/s/{store}/subscribers/imports", post(begin))
        .route("/s/{store}/subscribers/imports/{key}", get(run::show).post(run::import))
        .route("/s/{store}/subscribers/imports/{key}/preview", post(run::preview))
        .route("/s/{store}/subscribers/imports/{key}/refused", post(run::refused_lines))
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT));
    Router::new().route("/s/{store}/subscribers/import", get(show).post(import_list)).merge(uploads)
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    w: &'static Words,
    frame: Frame,
    list: String,
    mapping: TypedMapping,
    outcome: Option<Outcome>,
    earlier: Vec<Earlier>,
    faults: Faults,
}

/// What the merchant says of the columns.
struct TypedMapping {
    phone: String,
    consent: String,
    consent_at: String,
    subscribed: String,
    unsubscribed: String,
}

impl TypedMapping {
    fn read(fields: &Fields) -> Self {
        let [phone, consent, consent_at, subscribed, unsubscribed] =
            ["phone_column", "consent_column", "consent_at_column", "subscribed", "unsubscribed"]
                .map(|name| fields.text(name));
        Self { phone, consent, consent_at, subscribed, unsubscribed }
    }

    const fn is_empty(&self) -> bool {
        self.phone.is_empty()
            && self.consent.is_empty()
            && self.consent_at.is_empty()
            && self.subscribed.is_empty()
            && self.unsubscribed.is_empty()
    }
}

/// An import of before.
struct Earlier {
    address: String,
    name: String,
    told: String,
    state: &'static str,
}

/// What becomes of the lines, or would.
struct Outcome {
    is_preview: bool,
    format: Option<&'static str>,
    everybody_agreed: bool,
    counts: Vec<(&'static str, String)>,
    remarks: Vec<(u64, String)>,
    continue_from: Option<u64>,
}

impl Outcome {
    fn of(outcome: &import::Outcome, is_preview: bool) -> Self {
        let count = |n: u64| (EN.say.people)(n);
        let remarks = outcome.refused.iter().chain(&outcome.remarks);
        let counts = [
            (EN.import.subscribed, outcome.subscribed),
            (EN.import.unsubscribed, outcome.unsubscribed),
            (EN.import.updated, outcome.updated),
            (EN.import.unchanged, outcome.unchanged),
            (EN.import.opted_out, outcome.opted_out_kept),
            (EN.import.refused, outcome.refused.len() as u64),
        ];
        Self {
            is_preview,
            format: outcome.format,
            everybody_agreed: outcome.everybody_agreed,
            counts: counts.map(|(what, lines)| (what, count(lines))).to_vec(),
            remarks: remarks.map(|remark| (remark.line, remark.detail.clone())).collect(),
            continue_from: outcome.continue_from,
        }
    }
}

pub(super) async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    Ok(Page(page(&app, &visit, &Fields::default(), None, Faults::default()).await?).into_response())
}

/// Shows what an import of the pasted list would do; the button below that imports it.
pub(super) async fn import_list(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let is_preview = fields.text("act") != "import";
    match handle(&app, &visit, &fields, is_preview).await {
        Ok(outcome) => {
            let is_done = !is_preview && outcome.continue_from.is_none();
            let kept = if is_done { Fields::default() } else { fields };
            let outcome = Outcome::of(&outcome, is_preview);
            Ok(Page(page(&app, &visit, &kept, Some(outcome), Faults::default()).await?).into_response())
        }
        Err(error) => {
            let mut faults = Faults::default();
            faults.add("list", told(&error));
            Ok(refused(Page(page(&app, &visit, &fields, None, faults).await?)))
        }
    }
}

/// Begins the import of a file. The page's script sends its beginning only, and then its lines in parts; without JavaScript
/// this is the whole file, which is looked at here.
pub(super) async fn begin(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    upload: Upload,
) -> Result<Response, Failure> {
    let (store, by_script) = (&visit.store, is_fragment(&headers));
    let begun = begin_with(&app, &visit, &upload, by_script).await;
    match begun {
        Ok(import) if by_script => {
            Ok(run::progress(store, &import, import.preview.next_line, false).into_response())
        }
        Ok(import) => Ok(see_other(&run::address(&visit, &import))),
        Err(error) if by_script => Ok(run::problem(&error)),
        Err(error) => {
            let mut faults = Faults::default();
            faults.add("file", told(&error));
            Ok(refused(Page(page(&app, &visit, &upload.fields, None, faults).await?)))
        }
    }
}

async fn begin_with(
    app: &App,
    visit: &Visit,
    upload: &Upload,
    by_script: bool,
) -> Result<ImportView, LongImportError> {
    let (store, name) = (&visit.store, upload.file_name.clone());
    let mapping = mapping(&upload.fields);
    let import = long::create(app, &visit.author(), store, &upload.file, name, &mapping).await?;
    if by_script {
        return Ok(import);
    }
    let text = long::behind_header(&upload.file, &import);
    let part = Part { text: &text, first: import.first_line, is_last: true };
    long::preview_part(app, store, import.id.as_str(), part).await
}

async fn handle(
    app: &App,
    visit: &Visit,
    fields: &Fields,
    is_preview: bool,
) -> Result<import::Outcome, ImportError> {
    let (text, mapping) = (fields.text("list"), mapping(fields));
    let list = List::Csv(text.as_bytes());
    if is_preview {
        import::foresee(app, &visit.store, list, &mapping).await
    } else {
        import::import(app, &visit.author(), &visit.store, list, &mapping).await
    }
}

fn mapping(fields: &Fields) -> Mapping {
    Mapping {
        phone_column: fields.given("phone_column"),
        consent_column: fields.given("consent_column"),
        consent_at_column: fields.given("consent_at_column"),
        subscribed: Mapping::values(&fields.text("subscribed")),
        unsubscribed: Mapping::values(&fields.text("unsubscribed")),
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    fields: &Fields,
    outcome: Option<Outcome>,
    faults: Faults,
) -> Result<ImportPage, Failure> {
    let earlier = long::list(app, &visit.store, None).await?;
    let (zone, now) = (visit.store.settings.zone(), app.clock.now());
    let earlier = earlier.items.into_iter().take(EARLIER).map(|import| Earlier {
        address: run::address(visit, &import),
        told: (EN.say.by)(&day_and_clock(import.started_at, now, &zone), who(&import.started_by)),
        state: run::state(import.state),
        name: run::name(&import),
    });
    Ok(ImportPage {
        w: &EN,
        frame: visit.frame(Section::Subscribers, EN.import.title),
        list: fields.text("list"),
        mapping: TypedMapping::read(fields),
        outcome,
        earlier: earlier.collect(),
        faults,
    })
}
