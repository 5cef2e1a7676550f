//! What was sent, waits or was skipped, and why.

mod again;
mod parked;

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use rechime_domain::ids::SourceId;
use rechime_store::{
    Cursor,
    configs::{ConnectionState, StoreConfig},
};
use serde::Deserialize;

use super::{
    failure::Failure,
    flows::Choice,
    frame::{Frame, Section},
    html::Page,
    moments::day_and_clock,
    skips,
    visit::{Query, Visit},
};
use crate::{
    app::App,
    use_cases::{
        activity::{
            entry::Entry,
            filter::{Filter, Standing, find},
        },
        parked as parked_messages,
    },
    words::{EN, Words},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/s/{store}/activity", get(list))
        .route("/s/{store}/activity/again", get(again::ask).post(again::all))
        .route("/s/{store}/activity/again/{key}", post(again::one))
        .route("/s/{store}/activity/parked", get(parked::list).post(parked::retry_all))
        .route("/s/{store}/activity/parked/{key}", post(parked::change))
}

#[derive(Template)]
#[template(path = "activity.html")]
#[expect(clippy::struct_excessive_bools, reason = "the template asks each of them")]
struct ActivityPage {
    w: &'static Words,
    frame: Frame,
    tabs: Vec<Tab>,
    flows: Vec<Choice>,
    /// The reasons of skips, where skips are shown.
    reasons: Vec<Choice>,
    standing: &'static str,
    /// The page's own address.
    here: String,
    /// Whether new messages would show here.
    is_newest: bool,
    is_filtered: bool,
    connected: bool,
    /// Whether there are events that could not be handled.
    has_parked: bool,
    zone: String,
    lines: Vec<Line>,
    next: Option<String>,
    /// Where all failed ones of the list are sent again, if it is a list of those and one of them may be.
    send_all_again: Option<String>,
}

/// The list alone, for a page that is open.
#[derive(Template)]
#[template(path = "activity_fragment.html")]
struct ActivityFragment<'a> {
    page: &'a ActivityPage,
}

struct Tab {
    name: &'static str,
    address: String,
    current: bool,
}

/// One message in a list.
pub(super) struct Line {
    /// The timeline of the person that it is for.
    pub(super) person: String,
    pub(super) flow: String,
    pub(super) state: &'static str,
    pub(super) icon: &'static str,
    pub(super) class: &'static str,
    pub(super) summary: String,
    pub(super) at: String,
    pub(super) body: Option<String>,
    pub(super) problem: Option<String>,
    pub(super) why: Vec<String>,
    pub(super) facts: Option<String>,
    /// When a link of it was opened.
    pub(super) clicked: Option<String>,
    /// Where it is sent again, if it may be.
    pub(super) again: Option<String>,
}

impl Line {
    pub(super) fn of(entry: Entry, store: &StoreConfig, now: Timestamp) -> Self {
        let (w, zone) = (&EN.activity, store.settings.zone());
        let (state, icon, class) = state_words(entry.state);
        let flow = source_name(&entry.flow, store);
        let again =
            entry.can_be_sent_again.then(|| format!("/s/{}/activity/again/{}", store.settings.id, entry.id));
        let clicked = entry.clicked_at.map(|at| format!("{} {}", w.clicked, day_and_clock(at, now, &zone)));
        let phone = entry.phone.unwrap_or_else(|| w.no_phone.to_owned());
        let until = entry.held_until.map(|until| day_and_clock(until, now, &zone));
        let cause = entry.why.last().map(|reason| reason.text.clone());
        let summary = match (entry.state, &until, &entry.body, &cause) {
            ("held" | "due", Some(until), _, _) => format!("{phone} · {} {until}", w.until),
            ("skipped", _, _, Some(cause)) => format!("{phone} · {cause}"),
            (_, _, Some(body), _) => format!("{phone} · {body}"),
            _ => phone.clone(),
        };
        let mut why: Vec<_> = entry.why.into_iter().map(|reason| reason.text).collect();
        if why.is_empty() {
            why.push(w.no_reason.to_owned());
        }
        let segments = entry.segments.map(|count| (EN.say.segments)(count.into()));
        Self {
            person: format!("/s/{}/subscribers/{}/timeline", store.settings.id, entry.id.person()),
            flow,
            state,
            icon,
            class,
            summary,
            at: day_and_clock(entry.at, now, &zone),
            body: entry.body,
            problem: entry.problem,
            why,
            facts: segments.map(|segments| format!("{phone} · {segments}")),
            clicked,
            again,
        }
    }
}

/// A message's state as word, icon and class.
fn state_words(state: &str) -> (&'static str, &'static str, &'static str) {
    let w = &EN.activity;
    match state {
        "held" => (w.held, "moon", ""),
        "due" => (w.due, "clock", ""),
        "sending" => (w.sending, "send", ""),
        "accepted" => (w.accepted, "send", "good"),
        "delivered" => (w.delivered, "circle-check", "good"),
        "undelivered" => (w.undelivered, "circle-x", "bad"),
        "failed" => (w.failed_state, "circle-x", "bad"),
        "unknown" => (w.unknown, "circle-help", "warn"),
        "erased" => (w.erased, "trash-2", ""),
        _ => (w.skipped_state, "circle-dashed", "warn"),
    }
}

#[derive(Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    flow: String,
    #[serde(default)]
    reason: String,
    cursor: Option<String>,
}

impl Wanted {
    fn filter(&self) -> Filter {
        let standing = Standing::ALL.into_iter().find(|standing| standing.key() == self.show);
        let reason = Some(self.reason.clone()).filter(|code| !code.is_empty());
        Filter {
            standing,
            flow: SourceId::parse(&self.flow).ok(),
            reason: reason.filter(|_| standing == Some(Standing::Skipped)),
        }
    }
}

/// The address of the messages that stand so, of the same flow, and with the same reason if skips are shown.
fn address(visit: &Visit, filter: &Filter, standing: Option<Standing>) -> String {
    let show = standing.map_or("", Standing::key);
    let flow = filter.flow.as_ref().map(|flow| format!("&flow={flow}"));
    let reason = filter.reason.as_ref().filter(|_| standing == Some(Standing::Skipped));
    let reason = reason.map(|code| format!("&reason={}", escaped(code)));
    visit.at(&format!("/activity?show={show}{}{}", flow.unwrap_or_default(), reason.unwrap_or_default()))
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
    Query(done): Query<again::Done>,
) -> Result<Response, Failure> {
    let frame = done.told(visit.frame(Section::Activity, EN.activity.title));
    let page = page(&app, &visit, wanted, frame).await?;
    if headers.contains_key("x-fragment") {
        return Ok(Page(ActivityFragment { page: &page }).into_response());
    }
    Ok(Page(page).into_response())
}

async fn page(app: &App, visit: &Visit, wanted: Wanted, frame: Frame) -> Result<ActivityPage, Failure> {
    let filter = wanted.filter();
    let standing = filter.standing;
    let cursor = wanted.cursor.map(Cursor::new);
    let is_newest = cursor.is_none();
    let (page, parked) = futures::join!(
        find(app, &visit.store.settings, &filter, cursor),
        parked_messages::list(app, Some(visit.id()), None),
    );
    let page = page?;
    let (store, now) = (&visit.store, app.clock.now());
    let here = address(visit, &filter, standing);
    let next = page.next.map(|cursor| format!("{here}&cursor={}", encoded(&cursor)));
    let shows_skips = standing == Some(Standing::Skipped);
    let has_failed = matches!(standing, Some(Standing::Failed | Standing::Undelivered));
    let lines: Vec<_> = page.items.into_iter().map(|entry| Line::of(entry, store, now)).collect();
    let offers_all = has_failed && lines.iter().any(|line| line.again.is_some());
    Ok(ActivityPage {
        w: &EN,
        frame,
        tabs: tabs(standing, |standing| address(visit, &filter, standing)),
        send_all_again: offers_all.then(|| here.replace("/activity?", "/activity/again?")),
        flows: flow_choices(store, filter.flow.as_ref()),
        reasons: if shows_skips { skips::choices(filter.reason.as_deref()) } else { Vec::new() },
        standing: standing.map_or("", Standing::key),
        here,
        is_newest,
        is_filtered: filter != Filter::default(),
        connected: store.profile.connection.state == ConnectionState::Live,
        has_parked: !parked?.items.is_empty(),
        zone: (EN.say.zone)(&store.settings.time_zone),
        lines,
        next,
    })
}

/// What a message comes from: the name of its flow, or that it is a campaign's.
pub(super) fn source_name(source: &SourceId, store: &StoreConfig) -> String {
    if source.is_campaign() {
        return EN.campaigns.one.to_owned();
    }
    let flow = store.flows.get(source).map(|flow| flow.name.clone());
    flow.unwrap_or_else(|| EN.activity.deleted_flow.to_owned())
}

/// A cursor as part of an address.
pub(super) fn encoded(cursor: &Cursor) -> String {
    escaped(cursor.as_str())
}

fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn tabs(chosen: Option<Standing>, address: impl Fn(Option<Standing>) -> String) -> Vec<Tab> {
    let w = &EN.activity;
    let all = Tab { name: w.all, address: address(None), current: chosen.is_none() };
    let names = [w.sent, w.waiting, w.failed, w.undelivered_all, w.skipped];
    let others = Standing::ALL.into_iter().zip(names).map(|(standing, name)| Tab {
        name,
        address: address(Some(standing)),
        current: chosen == Some(standing),
    });
    std::iter::once(all).chain(others).collect()
}

fn flow_choices(store: &StoreConfig, chosen: Option<&SourceId>) -> Vec<Choice> {
    let choice = |flow: &rechime_domain::flow::Flow| Choice {
        value: flow.id.as_str().to_owned(),
        name: flow.name.clone(),
        selected: chosen == Some(&flow.id),
    };
    store.flows.iter().map(choice).collect()
}
