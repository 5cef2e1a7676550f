//! A list of people, pasted or taken from a file: first what it would do, then what it did.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_domain::list_file::Mapping;

use crate::{
    access::Form,
    app::App,
    pages::{
        failure::{Failure, told},
        fields::{Faults, Fields},
        frame::{Frame, Section},
        html::Page,
        refused,
        visit::Visit,
    },
    use_cases::subscribers::import::{self, ImportError, List},
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    w: &'static Words,
    frame: Frame,
    list: String,
    consent: String,
    subscribed: String,
    unsubscribed: String,
    outcome: Option<Outcome>,
    faults: Faults,
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

pub(super) async fn show(visit: Visit) -> Response {
    Page(page(&visit, &Fields::default(), None, Faults::default())).into_response()
}

/// Shows what an import of the list would do; the button below that imports it.
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
            Ok(Page(page(&visit, &kept, Some(outcome), Faults::default())).into_response())
        }
        Err(error) => {
            let mut faults = Faults::default();
            faults.add("list", told(&error));
            Ok(refused(Page(page(&visit, &fields, None, faults))))
        }
    }
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
        consent_column: fields.given("consent"),
        subscribed: Mapping::values(&fields.text("subscribed")),
        unsubscribed: Mapping::values(&fields.text("unsubscribed")),
        ..Mapping::default()
    }
}

fn page(visit: &Visit, fields: &Fields, outcome: Option<Outcome>, faults: Faults) -> ImportPage {
    ImportPage {
        w: &EN,
        frame: visit.frame(Section::Subscribers, EN.import.title),
        list: fields.text("list"),
        consent: fields.text("consent"),
        subscribed: fields.text("subscribed"),
        unsubscribed: fields.text("unsubscribed"),
        outcome,
        faults,
    }
}
