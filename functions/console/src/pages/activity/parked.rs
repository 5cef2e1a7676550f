//! Events that could not be handled, to be tried again or removed.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_store::{
    Cursor,
    parked::{Parked, ParkedKind},
};
use serde::Deserialize;

use super::encoded;
use crate::{
    access::Form,
    app::App,
    pages::{
        failure::{Failure, told},
        fields::Fields,
        frame::{Frame, NoticeKind, Section},
        html::Page,
        moments::day_and_clock,
        see_other,
        visit::{Key, Query, Visit},
    },
    use_cases::parked::{self, RetryOutcome, Which},
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "parked.html")]
struct ParkedPage {
    w: &'static Words,
    frame: Frame,
    items: Vec<Item>,
    next: Option<String>,
}

struct Item {
    id: String,
    kind: &'static str,
    topic: String,
    reason: String,
    at: String,
    payload: String,
}

#[derive(Deserialize)]
pub(super) struct Options {
    cursor: Option<String>,
    done: Option<String>,
    /// After all were tried again: how many, and how many could not be.
    #[serde(default)]
    tried: u64,
    #[serde(default)]
    kept: u64,
}

pub(super) async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let done = match options.done.as_deref() {
        Some("retried") => Some(EN.parked.retried.to_owned()),
        Some("removed") => Some(EN.parked.removed.to_owned()),
        Some("all") => Some((EN.say.tried_again)(options.tried, options.kept)),
        _ => None,
    };
    let cursor = options.cursor.map(Cursor::new);
    let frame = visit.frame(Section::Activity, EN.parked.title).maybe_saying(done.as_deref());
    Ok(Page(page(&app, &visit, cursor.as_ref(), frame).await?).into_response())
}

/// Tries all of them again, as many as one request has the time for.
pub(super) async fn retry_all(
    State(app): State<App>,
    visit: Visit,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    let RetryOutcome { retried, kept, .. } =
        parked::retry_all(&app, &visit.author(), Which::All, Some(visit.id())).await?;
    Ok(see_other(&visit.at(&format!("/activity/parked?done=all&tried={retried}&kept={kept}"))))
}

/// Tries one again, or removes it.
pub(super) async fn change(
    State(app): State<App>,
    visit: Visit,
    Key(id): Key,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let removes = fields.get("do") == Some("remove");
    let outcome = if removes {
        parked::delete(&app, &visit.author(), Some(visit.id()), &id).await
    } else {
        parked::retry(&app, &visit.author(), Some(visit.id()), &id).await
    };
    let done = if removes { "removed" } else { "retried" };
    match outcome {
        Ok(()) => Ok(see_other(&visit.at(&format!("/activity/parked?done={done}")))),
        Err(error) => {
            let frame = visit.frame(Section::Activity, EN.parked.title);
            let frame = frame.saying(NoticeKind::Bad, told(&error));
            Ok(Page(page(&app, &visit, None, frame).await?).into_response())
        }
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    cursor: Option<&Cursor>,
    frame: Frame,
) -> Result<ParkedPage, Failure> {
    let page = parked::list(app, Some(visit.id()), cursor).await?;
    let (zone, now) = (visit.store.settings.zone(), app.clock.now());
    let item = |parked: Parked| Item {
        at: day_and_clock(parked.parked_at, now, &zone),
        id: parked.id.to_string(),
        kind: kind(parked.kind),
        topic: parked.topic,
        reason: parked.reason,
        payload: parked.payload,
    };
    let next = page.next.map(|cursor| visit.at(&format!("/activity/parked?cursor={}", encoded(&cursor))));
    Ok(ParkedPage { w: &EN, frame, items: page.items.into_iter().map(item).collect(), next })
}

const fn kind(kind: ParkedKind) -> &'static str {
    let w = &EN.parked;
    match kind {
        ParkedKind::RechargeWebhook => w.recharge,
        ParkedKind::ShopifyWebhook => w.shopify,
        ParkedKind::Event => w.event,
        ParkedKind::Send => w.send,
        ParkedKind::Feedback => w.feedback,
        ParkedKind::Audience => w.audience,
        ParkedKind::Click => w.click,
        ParkedKind::Release => w.release,
        ParkedKind::Change => w.change,
    }
}
