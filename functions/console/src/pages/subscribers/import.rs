//! A list of people, pasted or taken from a file.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

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
    use_cases::subscribers::import::{List, Tally, import},
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    w: &'static Words,
    frame: Frame,
    list: String,
    consent: String,
    outcome: Option<Outcome>,
    faults: Faults,
}

/// What became of the lines.
struct Outcome {
    imported: String,
    unchanged: String,
    opted_out: String,
    remarks: Vec<(u64, String)>,
    continue_from: Option<u64>,
}

impl From<Tally> for Outcome {
    fn from(tally: Tally) -> Self {
        let count = |n: usize| (EN.say.people)(n as u64);
        let remarks = tally.refused.into_iter().chain(tally.remarks);
        Self {
            imported: count(tally.imported),
            unchanged: count(tally.unchanged),
            opted_out: count(tally.opted_out_kept),
            remarks: remarks.map(|remark| (remark.line, remark.detail)).collect(),
            continue_from: tally.continue_from,
        }
    }
}

pub(super) async fn show(visit: Visit) -> Response {
    Page(page(&visit, &Fields::default(), None, Faults::default())).into_response()
}

pub(super) async fn import_list(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let (list, consent) = (fields.text("list"), fields.given("consent"));
    let csv = List::Csv(list.as_bytes());
    match import(&app, &visit.author(), &visit.store, csv, consent.as_deref()).await {
        Ok(tally) => {
            let kept = if tally.continue_from.is_some() { fields } else { Fields::default() };
            Ok(Page(page(&visit, &kept, Some(tally.into()), Faults::default())).into_response())
        }
        Err(error) => {
            let mut faults = Faults::default();
            faults.add("list", told(&error));
            Ok(refused(Page(page(&visit, &fields, None, faults))))
        }
    }
}

fn page(visit: &Visit, fields: &Fields, outcome: Option<Outcome>, faults: Faults) -> ImportPage {
    ImportPage {
        w: &EN,
        frame: visit.frame(Section::Subscribers, EN.import.title),
        list: fields.text("list"),
        consent: fields.text("consent"),
        outcome,
        faults,
    }
}
