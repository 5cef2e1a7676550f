//! The first page of a store: what needs a person, what is left to set up, what its texts did, what waits, and the latest.

mod waiting;

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use rechime_domain::flow::FlowStatus;
use rechime_store::configs::ConnectionState;

use serde::Deserialize;

use self::waiting::Waiting;
use super::{
    activity::Line,
    failure::Failure,
    frame::{Frame, NoticeKind, Section},
    html::Page,
    results::{Results, count},
    visit::{Query, Visit},
};
use crate::{
    app::App,
    use_cases::{
        activity, forecast, parked,
        store_report::recent::{Period, Recent},
        stores::{self, view::StoreDetail},
    },
    words::{EN, Words},
};

/// Batches of events that the latest texts are taken from.
const BATCHES: usize = 5;
const LINES: usize = 5;

/// Days in which a text that could not be sent needs a look: today and yesterday.
const LATELY: i32 = 2;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/s/{store}", get(show))
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

/// Something that only a person can mend.
struct Need {
    kind: NoticeKind,
    text: String,
    address: String,
    action: &'static str,
}

/// A step on the way to the first text.
struct Step {
    done: bool,
    next: bool,
    title: &'static str,
    text: String,
    address: String,
    action: &'static str,
}

impl Step {
    const fn class(&self) -> &'static str {
        match (self.done, self.next) {
            (true, _) => "done",
            (false, true) => "next",
            (false, false) => "later",
        }
    }
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let store = &visit.store;
    let period = options.days.as_deref().and_then(Period::of_days).unwrap_or_default();
    let lately = if period == Period::Today { Period::Week } else { period };
    let (detail, latest, parked, counted, forecast) = futures::join!(
        stores::show(&app, store),
        activity::list(&app, &store.settings, None, Some(BATCHES)),
        parked::list(&app, Some(visit.id()), None),
        Recent::read(&app, &store.settings, lately),
        forecast::show(&app, &store.settings),
    );
    let counted = counted?;
    let mut needs = connection_needs(&visit, &detail?);
    needs.extend(failed_need(&visit, &counted));
    needs.extend(
        parked?.items.first().map(|_| need(&visit, NoticeKind::Warn, EN.overview.parked, "/activity/parked")),
    );
    let steps = steps(&visit);
    let is_set_up = steps.iter().all(|step| step.done);
    let is_begun = is_set_up || !latest.as_ref().is_ok_and(|latest| latest.items.is_empty());
    let active = store.flows.iter().filter(|flow| flow.is_active()).count() as u64;
    let (zone, now) = (store.settings.zone(), app.clock.now());
    let counted = if period == Period::Today { counted.of_today() } else { counted };
    let lines =
        latest?.items.into_iter().take(LINES).map(|entry| Line::of(entry, store, now)).collect::<Vec<_>>();
    let page = OverviewPage {
        w: &EN,
        frame: visit.frame(Section::Overview, EN.overview.title),
        lead: if is_begun { (EN.say.live)(active) } else { EN.overview.lead_setup.to_owned() },
        zone: is_begun.then(|| (EN.say.zone)(&store.settings.time_zone)),
        needs,
        is_set_up,
        steps,
        results: is_begun
            .then(|| Results::of(&counted, period, &zone, &visit.at(""), &visit.at("/activity?"))),
        waiting: Waiting::of(&forecast?, now, &zone),
        lines,
    };
    Ok(Page(page).into_response())
}

fn need(visit: &Visit, kind: NoticeKind, text: &str, path: &str) -> Need {
    Need { kind, text: text.to_owned(), address: visit.at(path), action: EN.overview.look }
}

/// Texts that the provider refused, and those of which it is not known whether they went.
fn failed_need(visit: &Visit, counted: &Recent) -> Option<Need> {
    let lately = counted.total_of(LATELY);
    let failed = count(lately.failed + lately.unknown);
    let text = (EN.say.failed_lately)(failed);
    (failed > 0).then(|| need(visit, NoticeKind::Warn, &text, "/activity?show=failed"))
}

fn connection_needs(visit: &Visit, detail: &StoreDetail) -> Vec<Need> {
    let problem = detail.store.connection.problem.as_ref();
    let need = problem.map(|problem| Need {
        kind: NoticeKind::Bad,
        text: problem.text.clone(),
        address: visit.at("/integrations/recharge"),
        action: EN.overview.mend,
    });
    need.into_iter().collect()
}

fn steps(visit: &Visit) -> Vec<Step> {
    let (store, w) = (&visit.store, &EN.overview);
    let settings = &store.settings;
    let is_live = store.profile.connection.state == ConnectionState::Live;
    let any_active = store.flows.iter().any(|flow| flow.status != FlowStatus::Draft);
    let step = |done, title, text: &str, path, action| Step {
        done,
        next: false,
        title,
        text: text.to_owned(),
        address: visit.at(path),
        action,
    };
    let mut steps = vec![
        step(is_live, w.connect, w.connect_text, "/integrations/recharge", w.connect_action),
        step(any_active, w.activate, w.activate_text, "/flows", w.activate_action),
        step(
            settings.contact.is_some(),
            w.contact,
            w.contact_text,
            "/settings/sms/contact",
            w.contact_action,
        ),
    ];
    if let Some(first) = steps.iter_mut().find(|step| !step.done) {
        first.next = true;
    }
    steps
}
