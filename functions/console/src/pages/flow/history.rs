//! The versions of a flow: looked at, compared with what stands, restored.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_domain::flow::Flow;
use rechime_store::Cursor;
use serde::Deserialize;

use super::{conflict, find, form::FlowForm};
use crate::{
    access::Form,
    app::App,
    pages::{
        activity::encoded,
        failure::Failure,
        fields::Fields,
        frame::{Frame, Section},
        html::Page,
        moments::day_and_clock,
        see_other,
        visit::{Key, Query, Visit},
        who,
    },
    use_cases::flows::{
        history::{self, FlowVersionView, Restoring},
        view::FlowView,
    },
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "flow_history.html")]
struct HistoryPage {
    w: &'static Words,
    frame: Frame,
    address: String,
    name: String,
    versions: Vec<Version>,
    next: Option<String>,
}

struct Version {
    number: u64,
    title: String,
    told: String,
    is_current: bool,
    texts: Vec<Text>,
    /// Whether anything but texts is other than now.
    settings_differ: bool,
}

/// A message of that version, and the one in its place now if that is another.
struct Text {
    label: String,
    then: Option<String>,
    now: Option<String>,
    differs: bool,
}

#[derive(Deserialize)]
pub(super) struct Options {
    cursor: Option<String>,
}

pub(super) async fn list(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let flow = find(&visit, &key)?;
    let cursor = options.cursor.map(Cursor::new);
    let page = history::list(&app, &visit.store, &key, cursor.as_ref()).await?;
    let (zone, now) = (visit.store.settings.zone(), app.clock.now());
    let version = |version: FlowVersionView| {
        let at = day_and_clock(version.saved_at, now, &zone);
        let seen = &as_flow(version.flow);
        Version {
            number: seen.version,
            title: (EN.say.version)(seen.version),
            told: (EN.say.by)(&at, who(&version.saved_by)),
            is_current: seen.version == flow.version,
            texts: texts(seen, flow),
            settings_differ: settings(seen) != settings(flow),
        }
    };
    let address = visit.at(&format!("/flows/{key}"));
    let next = page.next.map(|cursor| format!("{address}/history?cursor={}", encoded(&cursor)));
    let page = HistoryPage {
        w: &EN,
        frame: visit.frame(Section::Flows, EN.flow.history),
        name: flow.name.clone(),
        versions: page.items.into_iter().map(version).collect(),
        next,
        address,
    };
    Ok(Page(page).into_response())
}

/// A version as the flow that it was.
fn as_flow(view: FlowView) -> Flow {
    Flow {
        id: view.key,
        trigger: view.trigger,
        name: view.name,
        status: view.status,
        quiet_hours: view.quiet_hours,
        kind: view.kind,
        audience: view.audience,
        exit_on: view.exit_on,
        expires_after_minutes: view.expires_after_minutes,
        each_retry: view.each_retry,
        links: view.links,
        steps: view.steps,
        version: view.version,
    }
}

/// The texts of both, each beside the one in its place.
fn texts(then: &Flow, now: &Flow) -> Vec<Text> {
    let [then, now] = [then, now].map(|flow| conflict::texts(&FlowForm::of(flow)));
    let find = |texts: &[(String, String)], label: &str| {
        texts.iter().find(|(other, _)| other == label).map(|(_, text)| text.clone())
    };
    let gone = now.iter().filter(|(label, _)| find(&then, label).is_none());
    let labels = then.iter().chain(gone).map(|(label, _)| label);
    let text = |label: &String| {
        let (then, now) = (find(&then, label), find(&now, label));
        Text { label: label.clone(), differs: then != now, then, now }
    };
    labels.map(text).collect()
}

/// All that a flow's form has but texts.
fn settings(flow: &Flow) -> Vec<(String, String)> {
    let mut fields = FlowForm::of(flow).fields();
    let is_setting = |name: &str| !matches!(name.rsplit('.').next(), Some("template" | "id"));
    fields.retain(|(name, _)| is_setting(name));
    fields
}

pub(super) async fn restore(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let version = fields.get("version").and_then(|text| text.parse().ok()).ok_or_else(Failure::unreadable)?;
    history::restore(&app, &visit.author(), &visit.store, &key, &Restoring { version }).await?;
    Ok(see_other(&visit.at(&format!("/flows/{key}?done=restored"))))
}
