//! The people a store texts.

mod import;
mod person;
mod profile;

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus},
    phone::PhoneNumber,
};
use rechime_store::Cursor;
use serde::Deserialize;

use super::{
    activity::encoded,
    export::{Asked, ExportPage, Whole, with_next},
    failure::Failure,
    frame::{Frame, NoticeKind, Section},
    html::Page,
    moments::day_and_clock,
    see_other,
    visit::{Query, Visit},
};
use crate::{
    api::csv,
    app::App,
    use_cases::subscribers::{
        self, SubscriberError,
        search::{self, SearchError},
        view::SubscriberView,
    },
    words::{EN, Words},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/s/{store}/subscribers", get(list))
        .route("/s/{store}/subscribers/new", get(profile::show_new).post(profile::add))
        .merge(import::routes())
        .route("/s/{store}/subscribers/export", get(export))
        .route("/s/{store}/subscribers/subscribers.csv", get(table))
        .route("/s/{store}/subscribers/{key}", get(profile::show).post(profile::save))
        .route("/s/{store}/subscribers/{key}/timeline", get(person::show))
        .route("/s/{store}/subscribers/{key}/export", get(person::export))
        .route("/s/{store}/subscribers/{key}/erase", get(person::confirm).post(person::erase))
}

#[derive(Template)]
#[template(path = "subscribers.html")]
struct SubscribersPage {
    w: &'static Words,
    frame: Frame,
    phone: String,
    unknown: bool,
    /// Where the phone that was looked for can be added.
    add: String,
    count: String,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    phone: String,
    address: String,
    consent: ConsentWord,
    since: String,
    place: String,
}

/// A consent as word, icon and class.
#[derive(Clone, Copy)]
pub(super) struct ConsentWord {
    pub(super) name: &'static str,
    pub(super) icon: &'static str,
    pub(super) class: &'static str,
}

impl From<ConsentStatus> for ConsentWord {
    fn from(status: ConsentStatus) -> Self {
        let w = &EN.subscribers;
        match status {
            ConsentStatus::Subscribed => Self { name: w.subscribed, icon: "circle-check", class: "good" },
            ConsentStatus::Unsubscribed => Self { name: w.unsubscribed, icon: "circle-x", class: "bad" },
            ConsentStatus::Void => Self { name: w.void, icon: "triangle-alert", class: "warn" },
            ConsentStatus::Unknown => Self { name: w.unknown, icon: "circle-dashed", class: "" },
        }
    }
}

/// Where a consent came from.
pub(super) const fn source(source: ConsentSource) -> &'static str {
    let w = &EN.subscribers;
    match source {
        ConsentSource::Merchant => w.by_merchant,
        ConsentSource::Api => w.by_api,
        ConsentSource::Import => w.by_import,
        ConsentSource::Reply => w.by_reply,
        ConsentSource::Shopify => w.by_shopify,
        ConsentSource::Provider => w.by_provider,
    }
}

#[derive(Deserialize)]
struct Options {
    cursor: Option<String>,
    phone: Option<String>,
    done: Option<String>,
    erased: Option<String>,
}

/// The list, or with a phone its subscriber.
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let frame = visit.frame(Section::Subscribers, EN.subscribers.title);
    let wanted = options.phone.unwrap_or_default();
    let wanted = wanted.trim();
    if wanted.is_empty() {
        let done = options.done.is_some().then_some(EN.subscribers.saved);
        let done = options.erased.is_some().then_some(EN.subscribers.erased).or(done);
        return page(&app, &visit, frame.maybe_saying(done), options.cursor, String::new(), false).await;
    }
    let (frame, unknown) = match subscribers::show(&app, &visit.store, wanted).await {
        Ok(found) => return Ok(see_other(&address(&visit, &found))),
        Err(SubscriberError::Phone(_)) => {
            return found(&app, &visit, frame, options.cursor.map(Cursor::new).as_ref(), wanted).await;
        }
        Err(SubscriberError::NotFound) => (frame, true),
        Err(error) => return Err(error.into()),
    };
    page(&app, &visit, frame, None, wanted.to_owned(), unknown).await
}

/// The page from which the list is taken away as a file.
async fn export(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let whole = Whole {
        frame: visit.frame(Section::Subscribers, EN.export.title),
        back: (visit.at("/subscribers"), EN.subscribers.title.to_owned()),
        page: visit.at("/subscribers/export"),
        table: visit.at("/subscribers/subscribers.csv"),
        file_name: file_name(&visit),
    };
    if !asked.goes_on() {
        return Ok(Page(ExportPage::new(whole, &asked)).into_response());
    }
    let (_, next) = subscribers::export::page(&app, &visit.store, asked.after().as_ref()).await?;
    Ok(see_other(&asked.following(&whole, next.as_ref())))
}

/// A part of the file.
async fn table(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (table, next) = subscribers::export::page(&app, &visit.store, asked.cursor().as_ref()).await?;
    Ok(with_next(csv::answer(&file_name(&visit), table), next.as_ref()))
}

fn file_name(visit: &Visit) -> String {
    format!("{}-subscribers.csv", visit.id())
}

/// A phone as people group its digits: `+1 415 555 2671`. Other countries' numbers stay in one piece.
pub(super) fn spelled(phone: &PhoneNumber) -> String {
    let digits = phone.as_str();
    let national = digits.strip_prefix("+1").filter(|rest| rest.len() == 10);
    let groups = national.and_then(|rest| Some((rest.get(..3)?, rest.get(3..6)?, rest.get(6..)?)));
    groups.map_or_else(|| digits.to_owned(), |(area, office, line)| format!("+1 {area} {office} {line}"))
}

/// The address of a subscriber's page.
fn address(visit: &Visit, subscriber: &SubscriberView) -> String {
    visit.at(&format!("/subscribers/{}", subscriber.phone.as_str()))
}

/// Those whose phone begins so, or whose e-mail address it is. If that is one person, their page.
async fn found(
    app: &App,
    visit: &Visit,
    frame: Frame,
    from: Option<&Cursor>,
    wanted: &str,
) -> Result<Response, Failure> {
    let found = if wanted.contains('@') {
        let found = search::by_email(app, &visit.store, wanted).await;
        found.map(|found| (rechime_store::Page { items: found.subscribers, next: None }, found.others))
    } else {
        let page = search::by_phone(app, &visit.store, wanted, from).await;
        page.map(|page| (page, Vec::new()))
    };
    let (people, others) = match found {
        Ok(found) => found,
        Err(error @ (SearchError::Secrets(_) | SearchError::Store(_))) => return Err(error.into()),
        Err(problem) => {
            let frame = frame.saying(NoticeKind::Bad, problem.to_string());
            return page(app, visit, frame, None, wanted.to_owned(), false).await;
        }
    };
    match (people.items.as_slice(), others.as_slice(), from) {
        ([only], [], None) if people.next.is_none() => return Ok(see_other(&address(visit, only))),
        ([], [only], _) => return Ok(see_other(&visit.at(&format!("/subscribers/{only}/timeline")))),
        _ => {}
    }
    let next = format!("&phone={}", form_urlencoded::byte_serialize(wanted.as_bytes()).collect::<String>());
    let unknown = people.items.is_empty();
    Ok(shown(app, visit, frame, people, (wanted.to_owned(), unknown), &next))
}

async fn page(
    app: &App,
    visit: &Visit,
    frame: Frame,
    cursor: Option<String>,
    phone: String,
    unknown: bool,
) -> Result<Response, Failure> {
    let cursor = cursor.map(Cursor::new);
    let people = subscribers::list(app, &visit.store, cursor.as_ref()).await?;
    Ok(shown(app, visit, frame, people, (phone, unknown), ""))
}

/// Subscribers, with what was looked for and whether it is nobody's. `search` is what the address of the next page needs
/// besides its cursor.
fn shown(
    app: &App,
    visit: &Visit,
    frame: Frame,
    page: rechime_store::Page<SubscriberView>,
    (phone, unknown): (String, bool),
    search: &str,
) -> Response {
    let (zone, now) = (visit.store.settings.zone(), app.clock.now());
    let line = |subscriber: SubscriberView| Line {
        address: address(visit, &subscriber),
        phone: spelled(&subscriber.phone),
        consent: subscriber.consent.into(),
        since: match (subscriber.consent_source, subscriber.consent_since) {
            (Some(from), Some(since)) => format!("{}, {}", source(from), day_and_clock(since, now, &zone)),
            _ => String::new(),
        },
        place: place(&subscriber),
    };
    let address_of = |cursor| visit.at(&format!("/subscribers?cursor={}{search}", encoded(&cursor)));
    let next = page.next.map(address_of);
    // The list's own order spreads the phones, and says nothing.
    let mut people = page.items;
    people.sort_by(|one, other| {
        let key = |person: &SubscriberView| (std::cmp::Reverse(person.consent_since), person.phone.clone());
        key(one).cmp(&key(other))
    });
    let count = (EN.say.subscribers)(people.len() as u64, next.is_some());
    let lines = people.into_iter().map(line).collect();
    let typed: String = form_urlencoded::byte_serialize(phone.as_bytes()).collect();
    let add = visit.at(&format!("/subscribers/new?phone={typed}"));
    Page(SubscribersPage { w: &EN, frame, phone, unknown, add, count, lines, next }).into_response()
}

fn place(subscriber: &SubscriberView) -> String {
    let address = &subscriber.profile.address;
    let parts = [&address.zip, &address.province, &address.country, &subscriber.profile.time_zone];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
}
