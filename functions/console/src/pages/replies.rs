//! What customers replied, the newest first.

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use rechime_domain::reply::ReplyMeaning;
use rechime_store::Cursor;
use serde::Deserialize;

use super::{
    activity::encoded,
    failure::Failure,
    frame::{Frame, Section},
    html::Page,
    moments::day_and_clock,
    subscribers::spelled,
    visit::{Query, Visit},
};
use crate::{
    app::App,
    use_cases::replies::{self, ReplyView},
    words::{EN, Words},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/s/{store}/replies", get(list))
}

#[derive(Template)]
#[template(path = "replies.html")]
struct RepliesPage {
    w: &'static Words,
    frame: Frame,
    zone: String,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    phone: String,
    /// The timeline of whoever wrote it.
    address: String,
    at: String,
    text: Option<String>,
    answer: Option<String>,
    meaning: Meaning,
}

/// What a reply was taken for, as word, icon and class, and what was done about it.
#[derive(Clone, Copy)]
struct Meaning {
    name: &'static str,
    icon: &'static str,
    class: &'static str,
    done: &'static str,
}

impl From<ReplyMeaning> for Meaning {
    fn from(meaning: ReplyMeaning) -> Self {
        let w = &EN.replies;
        match meaning {
            ReplyMeaning::Stop => Self { name: w.stop, icon: "circle-x", class: "bad", done: w.stop_done },
            ReplyMeaning::Start => {
                Self { name: w.start, icon: "circle-check", class: "good", done: w.start_done }
            }
            ReplyMeaning::Help => Self { name: w.help, icon: "circle-help", class: "", done: w.help_done },
            ReplyMeaning::Other => {
                Self { name: w.other, icon: "message-circle", class: "warn", done: w.other_done }
            }
        }
    }
}

#[derive(Deserialize)]
struct Options {
    cursor: Option<String>,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let cursor = options.cursor.map(Cursor::new);
    let page = replies::list(&app, visit.id(), cursor.as_ref()).await?;
    let (settings, now) = (&visit.store.settings, app.clock.now());
    let line = |reply: ReplyView| Line {
        address: visit.at(&format!("/subscribers/{}/timeline", reply.phone.as_str())),
        phone: spelled(&reply.phone),
        at: day_and_clock(reply.at, now, &settings.zone()),
        text: reply.text.map(|text| text.as_str().to_owned()),
        answer: reply.answer,
        meaning: reply.meaning.into(),
    };
    let page = RepliesPage {
        w: &EN,
        frame: visit.frame(Section::Replies, EN.replies.title),
        zone: (EN.say.zone)(&settings.time_zone),
        next: page.next.map(|cursor| visit.at(&format!("/replies?cursor={}", encoded(&cursor)))),
        lines: page.items.into_iter().map(line).collect(),
    };
    Ok(Page(page).into_response())
}
