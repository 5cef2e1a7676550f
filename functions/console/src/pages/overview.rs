//! The first page of a store: what needs a person, what is left to set up, what its texts did, what waits, and the latest.

mod needs;
mod steps;
mod waiting;

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::{Timestamp, ToSpan};
use rechime_domain::ids::SourceId;
use serde::Deserialize;

use self::{
    needs::{Need, needs},
    steps::{Step, steps},
    waiting::Waiting,
};
use super::{
    activity::Line,
    failure::Failure,
    frame::{Frame, Section},
    html::Page,
    results::Results,
    visit::{Query, Visit},
};
use crate::{
    api::store_report::table,
    app::App,
    use_cases::{
        activity::{self, entry::Entry},
        forecast::{self, Forecast},
        parked,
        store_report::{
            self, Span,
            recent::{Period, Recent},
        },
        stores::{self, view::StoreDetail},
    },
    words::{EN, Words},
};

/// How many of the latest texts are shown.
const LATEST: usize = 5;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/s/{store}", get(show)).route("/s/{store}/report.csv", get(export))
}

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    w: &'static Words,
    frame: Frame,
    lead: String,
    /// The zone of the times that are shown.
    zone: Option<String>,
    needs: Vec<Need>,
    is_set_up: bool,
    steps: Vec<Step>,
    /// Once there is something to tell.
    results: Option<Results>,
    waiting: Waiting,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Options {
    days: Option<String>,
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let period = options.days.as_deref().and_then(Period::of_days).unwrap_or_default();
    let page = Read::of(&app, &visit, period).await?.page(&visit, period, app.clock.now());
    Ok(Page(page).into_response())
}

#[derive(Deserialize)]
struct Wanted {
    days: Option<String>,
    flow: Option<String>,
}

/// What texts did, by day and flow, as a table for a spreadsheet.
async fn export(
    State(app): State<App>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let settings = &visit.store.settings;
    let period = wanted.days.as_deref().and_then(Period::of_days).unwrap_or_default();
    let to = app.clock.now().to_zoned(settings.zone()).date();
    let from = to.saturating_sub((period.days() - 1).days());
    let mut report = store_report::show(&app, settings, Some(from), Some(to), Span::Day).await?;
    if let Some(flow) = wanted.flow.and_then(|flow| SourceId::parse(&flow).ok()) {
        report.lines.retain(|line| line.source.as_ref() == Some(&flow));
    }
    Ok(table::answer(&settings.id, &report))
}

/// What the page is made of.
struct Read {
    detail: StoreDetail,
    latest: Vec<Entry>,
    has_parked: bool,
    counted: Recent,
    forecast: Forecast,
}

impl Read {
    async fn of(app: &App, visit: &Visit, period: Period) -> Result<Self, Failure> {
        let (store, settings) = (&visit.store, &visit.store.settings);
        // What failed yesterday is told also of today.
        let counted = if period == Period::Today { Period::Week } else { period };
        let (detail, latest, parked, counted, forecast) = futures::join!(
            stores::show(app, store),
            activity::latest(app, settings, LATEST),
            parked::list(app, Some(visit.id()), None),
            Recent::read(app, settings, counted),
            forecast::show(app, store),
        );
        Ok(Self {
            detail: detail?,
            latest: latest?,
            has_parked: !parked?.items.is_empty(),
            counted: counted?,
            forecast: forecast?,
        })
    }

    fn page(self, visit: &Visit, period: Period, now: Timestamp) -> OverviewPage {
        let (store, zone) = (&visit.store, visit.store.settings.zone());
        let steps = steps(visit);
        let is_set_up = steps.iter().all(|step| step.done);
        let is_begun = is_set_up || !self.latest.is_empty();
        let active = store.flows.iter().filter(|flow| flow.is_active()).count() as u64;
        let needs = needs(visit, &self.detail, &self.counted, self.has_parked);
        let counted = if period == Period::Today { self.counted.of_today() } else { self.counted };
        let [address, activity, csv] = ["", "/activity?", "/report.csv?"].map(|path| visit.at(path));
        let results = || Results::of(&counted, period, &zone, &address, &activity, &csv);
        OverviewPage {
            w: &EN,
            frame: visit.frame(Section::Overview, EN.overview.title),
            lead: if is_begun { (EN.say.live)(active) } else { EN.overview.lead_setup.to_owned() },
            zone: is_begun.then(|| (EN.say.zone)(&store.settings.time_zone)),
            needs,
            is_set_up,
            steps,
            results: is_begun.then(results),
            waiting: Waiting::of(&self.forecast, now, &zone),
            lines: self.latest.into_iter().map(|entry| Line::of(entry, store, now)).collect(),
        }
    }
}
