//! What a flow's texts did, and why some were not sent.

use std::cmp::Reverse;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_domain::{flow::Flow, ids::SourceId};
use serde::Deserialize;

use super::find;
use crate::{
    app::App,
    pages::{
        failure::Failure,
        frame::{Frame, Section},
        html::Page,
        results::{Results, count},
        skips,
        visit::{Key, Query, Visit},
    },
    use_cases::{
        reason_view::ReasonView,
        store_report::{
            figures::{Figures, TextFigures},
            recent::{Period, Recent},
        },
    },
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "flow_report.html")]
struct ReportPage {
    w: &'static Words,
    frame: Frame,
    address: String,
    name: String,
    zone: String,
    results: Results,
    texts: Vec<Text>,
    skips: Vec<Skip>,
}

/// A text of the flow: a message, or a version of one.
struct Text {
    name: String,
    sent: String,
    clicked: String,
    share: String,
}

/// A reason for which messages were skipped.
struct Skip {
    name: String,
    text: String,
    times: String,
    address: String,
}

#[derive(Deserialize)]
pub(super) struct Options {
    days: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let flow = find(&visit, &key)?;
    let (settings, zone) = (&visit.store.settings, visit.store.settings.zone());
    let period = options.days.as_deref().and_then(Period::of_days).unwrap_or_default();
    let counted = Recent::read(&app, settings, period).await?.of_source(&flow.id);
    let address = visit.at(&format!("/flows/{key}"));
    let csv = visit.at(&format!("/report.csv?flow={key}&"));
    let activity = visit.at(&format!("/activity?flow={key}&"));
    let page = ReportPage {
        w: &EN,
        frame: visit.frame(Section::Flows, format!("{} · {}", flow.name, EN.report.flow)),
        zone: (EN.say.zone)(&settings.time_zone),
        results: Results::of(&counted, period, &zone, &format!("{address}/report"), &activity, &csv),
        skips: skips(&counted.total(), &visit, &flow.id),
        texts: counted.by_source().get(&flow.id).map(|figures| texts(figures, flow)).unwrap_or_default(),
        name: flow.name.clone(),
        address,
    };
    Ok(Page(page).into_response())
}

/// The texts by message and version. Empty if the flow sent one text only.
fn texts(figures: &Figures, flow: &Flow) -> Vec<Text> {
    let texts = figures.texts.iter();
    texts
        .map(|text| Text {
            name: name(text, &figures.texts, flow),
            sent: (EN.say.number)(count(text.sent)),
            clicked: (EN.say.number)(count(text.clicked)),
            share: (EN.say.percent)(count(text.clicked), count(text.sent)),
        })
        .collect()
}

/// `Message 2`; with its version if there are several.
fn name(text: &TextFigures, texts: &[TextFigures], flow: &Flow) -> String {
    let place = flow.numbered_steps().position(|(number, _)| number == text.step);
    let Some(place) = place else { return EN.report.removed.to_owned() };
    let message = (EN.say.message)(place + 1);
    if texts.iter().any(|other| other.step == text.step && other.alternative > 0) {
        return format!("{message} · {}", (EN.say.variant)(text.alternative.into()));
    }
    message
}

/// The most frequent first.
fn skips(total: &Figures, visit: &Visit, flow: &SourceId) -> Vec<Skip> {
    let zone = visit.store.settings.zone();
    let mut skipped: Vec<_> = total.skipped.iter().collect();
    skipped.sort_by_key(|(_, times)| Reverse(**times));
    let skip = |(code, times): (&String, &i64)| Skip {
        name: skips::words(code).to_owned(),
        text: ReasonView::from_code(code, &zone).text,
        times: (EN.say.number)(count(*times)),
        address: visit.at(&format!("/activity?show=skipped&flow={flow}&reason={code}")),
    };
    skipped.into_iter().map(skip).collect()
}
