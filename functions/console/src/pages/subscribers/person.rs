//! A person's timeline, and their erasure.

use askama::Template;
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use rechime_store::configs::StoreConfig;
use serde::Deserialize;

use super::spelled;
use crate::{
    access::Form,
    app::App,
    pages::{
        activity::{encoded, source_name},
        confirm::ConfirmPage,
        failure::Failure,
        fields::Fields,
        frame::{Frame, NoticeKind, Section},
        html::Page,
        moments::day_and_clock,
        see_other,
        visit::{Key, Query, Visit},
    },
    use_cases::people::{
        PersonError, erasure,
        event::{Event, EventKind},
        export, timeline,
    },
    words::{EN, Words},
};

/// What the page of a subscriber shows of their timeline.
const LATEST: usize = 12;

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePage {
    w: &'static Words,
    frame: Frame,
    back: String,
    phone: String,
    events: Vec<Line>,
    complete: bool,
    next: Option<String>,
    /// Where all that is kept can be taken away, and erased.
    export: String,
    erase: String,
}

/// One thing that happened.
pub(super) struct Line {
    pub(super) icon: &'static str,
    pub(super) text: String,
    pub(super) at: String,
    pub(super) flow: Option<String>,
    pub(super) body: Option<String>,
    pub(super) why: Vec<String>,
}

impl Line {
    fn of(event: Event, store: &StoreConfig, now: Timestamp) -> Self {
        let flow = event.flow.map(|id| source_name(&id, store));
        Self {
            icon: icon(event.kind),
            at: day_and_clock(event.at, now, &store.settings.zone()),
            flow,
            why: event.why.into_iter().map(|reason| reason.text).collect(),
            text: event.text,
            body: event.body,
        }
    }
}

/// The last things that happened, and whether there are more.
pub(super) async fn latest(app: &App, visit: &Visit, phone: &str) -> Result<(Vec<Line>, bool), Failure> {
    let timeline = match timeline::show(app, &visit.store, phone, None).await {
        Err(PersonError::NotFound) => return Ok((Vec::new(), false)),
        found => found?,
    };
    let more = timeline.events.len() > LATEST;
    let latest = timeline.events.into_iter().take(LATEST);
    let now = app.clock.now();
    Ok((latest.map(|event| Line::of(event, &visit.store, now)).collect(), more))
}

#[derive(Deserialize)]
pub(super) struct Options {
    cursor: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Key(phone): Key,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let cursor = options.cursor.and_then(|cursor| rechime_store::Cursor::try_from(cursor).ok());
    let timeline = match timeline::show(&app, &visit.store, &phone, cursor.as_ref()).await {
        Err(PersonError::Name(_) | PersonError::NotFound) => return Err(Failure::not_found()),
        found => found?,
    };
    let (store, now) = (&visit.store, app.clock.now());
    let (back, name) = match timeline.phones.first() {
        Some(phone) => (at(&visit, phone.as_str(), ""), spelled(phone)),
        None => (visit.at("/subscribers"), EN.subscribers.title.to_owned()),
    };
    let page = TimelinePage {
        w: &EN,
        frame: visit.frame(Section::Subscribers, EN.subscribers.timeline),
        back,
        next: timeline
            .next_cursor
            .map(|next| at(&visit, &phone, &format!("/timeline?cursor={}", encoded(&next)))),
        complete: timeline.complete,
        export: at(&visit, &phone, "/export"),
        erase: at(&visit, &phone, "/erase"),
        events: timeline.events.into_iter().map(|event| Line::of(event, store, now)).collect(),
        phone: name,
    };
    Ok(Page(page).into_response())
}

/// The address of a page about a phone.
fn at(visit: &Visit, phone: &str, page: &str) -> String {
    let phone: String = form_urlencoded::byte_serialize(phone.as_bytes()).collect();
    visit.at(&format!("/subscribers/{phone}{page}"))
}

const fn icon(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Webhook => "plug",
        EventKind::Decision => "scroll-text",
        EventKind::Wait => "clock",
        EventKind::Text => "send",
        EventKind::Receipt => "check",
        EventKind::Click => "link",
        EventKind::Reply | EventKind::Answer => "message-circle",
        EventKind::Consent => "users",
    }
}

/// All that is kept of the person, as a file.
pub(super) async fn export(
    State(app): State<App>,
    visit: Visit,
    Key(name): Key,
) -> Result<Response, Failure> {
    let export = match export::make(&app, &visit.store, &name).await {
        Err(PersonError::Name(_) | PersonError::NotFound) => return Err(Failure::not_found()),
        export => export?,
    };
    let headers =
        [(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}-person.json\"", visit.id()))];
    Ok((headers, Json(export)).into_response())
}

/// Asks once more.
pub(super) async fn confirm(visit: Visit, Key(phone): Key) -> Response {
    Page(question(&visit, &phone, None)).into_response()
}

fn question(visit: &Visit, phone: &str, problem: Option<&str>) -> ConfirmPage {
    let w = &EN.subscribers;
    let mut frame = visit.frame(Section::Subscribers, w.erase);
    if let Some(problem) = problem {
        frame = frame.saying(NoticeKind::Bad, problem);
    }
    let back = (at(visit, phone, ""), phone.to_owned());
    ConfirmPage::new(frame, back, at(visit, phone, "/erase"), (w.erase, w.erase_text, w.erase))
}

/// Erases. What is left is told, and the same button goes on.
pub(super) async fn erase(
    State(app): State<App>,
    visit: Visit,
    Key(phone): Key,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    let erased = match erasure::erase(&app, &visit.author(), &visit.store, &phone).await {
        Err(PersonError::Name(_)) => return Err(Failure::not_found()),
        erased => erased?,
    };
    if erased.done {
        return Ok(see_other(&visit.at("/subscribers?erased=yes")));
    }
    Ok(Page(question(&visit, &phone, Some(EN.subscribers.erase_left))).into_response())
}
