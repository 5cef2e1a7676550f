//! The first page of a store: what needs a person, what is left to set up, and the latest texts.

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use rechime_domain::flow::FlowStatus;
use rechime_store::configs::ConnectionState;

use super::{
    activity::Line,
    failure::Failure,
    frame::{Frame, NoticeKind, Section},
    html::Page,
    visit::Visit,
};
use crate::{
    app::App,
    use_cases::{
        activity, parked,
        stores::{self, view::StoreDetail},
    },
    words::{EN, Words},
};

/// Batches of events that the latest texts are taken from.
const BATCHES: usize = 5;
const LINES: usize = 8;

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
    lines: Vec<Line>,
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

async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let store = &visit.store;
    let detail = stores::show(&app, store).await?;
    let latest = activity::list(&app, &store.settings, None, Some(BATCHES)).await?;
    let parked = parked::list(&app, Some(visit.id()), None).await?;
    let mut needs = connection_needs(&visit, &detail);
    if !parked.items.is_empty() {
        needs.push(Need {
            kind: NoticeKind::Warn,
            text: EN.overview.parked.to_owned(),
            address: visit.at("/activity/parked"),
            action: EN.overview.look,
        });
    }
    let steps = steps(&visit);
    let is_set_up = steps.iter().all(|step| step.done);
    let active = store.flows.iter().filter(|flow| flow.is_active()).count() as u64;
    let lead = if is_set_up { (EN.say.live)(active) } else { EN.overview.lead_setup.to_owned() };
    let lines = latest.items.into_iter().take(LINES).map(|entry| Line::of(entry, store, app.clock.now()));
    let page = OverviewPage {
        w: &EN,
        frame: visit.frame(Section::Overview, EN.overview.title),
        lead,
        zone: is_set_up.then(|| (EN.say.zone)(&store.settings.time_zone)),
        needs,
        is_set_up,
        steps,
        lines: lines.collect(),
    };
    Ok(Page(page).into_response())
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
