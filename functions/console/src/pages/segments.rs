//! Segments: groups of the people on the list.

mod editor;
mod form;
mod in_words;
mod members;

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rechime_domain::segment::SegmentId;

pub(super) use self::in_words::in_words;
use super::{
    failure::{Failure, told},
    fields::Fields,
    frame::{Frame, NoticeKind, Section},
    html::Page,
    is_fragment,
    moments::clock,
    visit::{Query, Visit},
};
use crate::{
    app::App,
    use_cases::segments::{
        self,
        count::{CountView, count_all},
        view::{SegmentUse, SegmentView},
    },
    words::{EN, Words},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/s/{store}/segments", get(list))
        .route("/s/{store}/segments/new", get(editor::show_new).post(editor::create))
        .route("/s/{store}/segments/count", post(editor::count_fragment))
        .route("/s/{store}/segments/{key}", get(editor::show).post(editor::save))
        .route("/s/{store}/segments/{key}/members", get(members::list))
        .route("/s/{store}/segments/{key}/export", get(members::export))
        .route("/s/{store}/segments/{key}/members.csv", get(members::table))
        .route("/s/{store}/segments/{key}/delete", get(members::confirm).post(members::delete))
}

#[derive(Template)]
#[template(path = "segments.html")]
struct SegmentsPage {
    w: &'static Words,
    frame: Frame,
    lines: Vec<Line>,
    /// Where the page with the counts is; absent once they are there.
    count: Option<String>,
}

/// The list with the counts, alone.
#[derive(Template)]
#[template(path = "segments.html", block = "list")]
struct Fragment {
    w: &'static Words,
    frame: Frame,
    lines: Vec<Line>,
}

struct Line {
    name: String,
    address: String,
    members: String,
    /// Who is in it; absent for those that every store has, whose names say it.
    condition: Option<String>,
    used_by: Vec<(String, String)>,
    count: Option<String>,
}

/// The list. The counts come by themselves where there is JavaScript, because they take as long as the list is.
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Fields>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let wanted = options.has("count") || is_fragment(&headers);
    let mut frame = visit.frame(Section::Segments, EN.segments.title);
    frame = frame.maybe_saying(options.has("done").then_some(EN.segments.deleted));
    let counts = if wanted { count_all(&app, &visit.store).await } else { Ok(BTreeMap::new()) };
    let counts = counts.unwrap_or_else(|error| {
        frame.notice = Some(super::frame::Notice { kind: NoticeKind::Bad, text: told(&error) });
        BTreeMap::new()
    });
    let segments = segments::list(&visit.store);
    let lines = segments.into_iter().map(|segment| line(&visit, segment, &counts)).collect();
    if is_fragment(&headers) {
        return Ok(Page(Fragment { w: &EN, frame, lines }).into_response());
    }
    let count = (!wanted).then(|| visit.at("/segments?count=yes"));
    Ok(Page(SegmentsPage { w: &EN, frame, lines, count }).into_response())
}

fn line(visit: &Visit, segment: SegmentView, counts: &BTreeMap<SegmentId, CountView>) -> Line {
    let count = counts.get(&segment.key).map(|count| counted(count, visit));
    Line {
        count,
        condition: (!segment.is_built_in).then(|| in_words(&segment.condition, &visit.store)),
        used_by: used_by(visit, &segment.used_by),
        address: visit.at(&format!("/segments/{}", segment.key)),
        members: visit.at(&format!("/segments/{}/members", segment.key)),
        name: segment.name,
    }
}

/// What uses a segment: address and name.
fn used_by(visit: &Visit, uses: &[SegmentUse]) -> Vec<(String, String)> {
    let flow = |used: &SegmentUse| (visit.at(&format!("/flows/{}", used.key)), used.name.clone());
    uses.iter().map(flow).collect()
}

/// `1,204 people at 2:02 PM EST`.
fn counted(count: &CountView, visit: &Visit) -> String {
    let at = clock(count.as_of, &visit.store.settings.zone());
    (EN.say.counted)(count.count, count.exact, &at)
}
