//! The versions of a flow: looked at, compared with what stands, restored.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_domain::flow::Step;
use rechime_store::Cursor;
use serde::Deserialize;

use super::find;
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
    use_cases::flows::history::{self, FlowVersionView, Restoring},
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
        let seen = &version.flow;
        Version {
            number: seen.version,
            title: (EN.say.version)(seen.version),
            told: (EN.say.by)(&at, who(&version.saved_by)),
            is_current: seen.version == flow.version,
            texts: texts(&seen.steps, &flow.steps),
            settings_differ: seen.quiet_hours != flow.quiet_hours
                || seen.kind != flow.kind
                || seen.audience != flow.audience
                || seen.exit_on != flow.exit_on
                || seen.expires_after_minutes != flow.expires_after_minutes,
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

fn texts(then: &[Step], now: &[Step]) -> Vec<Text> {
    let text = |place: usize| {
        let of = |steps: &[Step]| steps.get(place).map(|step| step.template.clone());
        let (then, now) = (of(then), of(now));
        Text { label: (EN.say.message)(place + 1), differs: then != now, then, now }
    };
    (0..then.len().max(now.len())).map(text).collect()
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
