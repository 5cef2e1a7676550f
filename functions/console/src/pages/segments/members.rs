//! Who is in a segment: page by page, as a file; and its deletion.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_domain::subscriber::Subscriber;
use rechime_store::Cursor;

use crate::{
    access::Form,
    api::csv,
    app::App,
    pages::{
        activity::encoded,
        confirm::ConfirmPage,
        export::{Asked, ExportPage, Whole, with_next},
        failure::{Failure, told},
        fields::Fields,
        frame::{Frame, NoticeKind, Section},
        html::Page,
        refused, see_other,
        subscribers::{ConsentWord, spelled},
        visit::{Key, Query, Visit},
    },
    use_cases::segments::{
        self,
        members::{self, Span},
    },
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "segment_members.html")]
struct MembersPage {
    w: &'static Words,
    frame: Frame,
    key: String,
    address: String,
    condition: String,
    lines: Vec<Line>,
    is_first: bool,
    next: Option<String>,
}

struct Line {
    phone: String,
    address: String,
    consent: ConsentWord,
    received: String,
    clicked: String,
}

fn line(visit: &Visit, member: &Subscriber) -> Line {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.strftime("%b %-d, %Y").to_string());
    Line {
        phone: spelled(&member.phone),
        address: visit.at(&format!("/subscribers/{}", member.phone.as_str())),
        consent: member.consent_status().into(),
        received: day(member.received_recharge_on).unwrap_or_else(|| EN.moments.never.to_owned()),
        clicked: day(member.clicked_recharge_on).unwrap_or_else(|| EN.moments.never.to_owned()),
    }
}

pub(super) async fn list(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let segment = segments::show(&visit.store, &key)?;
    let page = members::list(&app, &visit.store, &key, asked.cursor().as_ref(), Span::LIST).await?;
    let address = visit.at(&format!("/segments/{key}"));
    let page = MembersPage {
        w: &EN,
        frame: visit.frame(Section::Segments, segment.name),
        condition: super::in_words(&segment.condition, &visit.store),
        lines: page.items.iter().map(|member| line(&visit, member)).collect(),
        is_first: asked.cursor().is_none(),
        next: page.next.map(|cursor| format!("{address}/members?cursor={}", encoded(&cursor))),
        address,
        key,
    };
    Ok(Page(page).into_response())
}

/// The page from which the members are taken away as a file.
pub(super) async fn export(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let segment = segments::show(&visit.store, &key)?;
    let address = visit.at(&format!("/segments/{key}"));
    let whole = Whole {
        frame: visit.frame(Section::Segments, EN.export.title),
        back: (format!("{address}/members"), segment.name),
        page: format!("{address}/export"),
        table: format!("{address}/members.csv"),
        file_name: format!("{}-{key}.csv", visit.id()),
    };
    if !asked.goes_on() {
        return Ok(Page(ExportPage::new(whole, &asked)).into_response());
    }
    let page = members::list(&app, &visit.store, &key, asked.after().as_ref(), Span::EXPORT).await?;
    Ok(see_other(&asked.following(&whole, page.next.as_ref())))
}

/// A part of the file.
pub(super) async fn table(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let cursor: Option<Cursor> = asked.cursor();
    let page = members::list(&app, &visit.store, &key, cursor.as_ref(), Span::EXPORT).await?;
    let name = format!("{}-{key}.csv", visit.id());
    Ok(with_next(csv::answer(&name, members::table(&page, cursor.is_none())), page.next.as_ref()))
}

/// Asks once more.
pub(super) async fn confirm(visit: Visit, Key(key): Key) -> Result<Response, Failure> {
    Ok(Page(question(&visit, &key, None)?).into_response())
}

fn question(visit: &Visit, key: &str, problem: Option<String>) -> Result<ConfirmPage, Failure> {
    let (segment, w) = (segments::show(&visit.store, key)?, &EN.segments);
    let mut frame = visit.frame(Section::Segments, w.delete_title);
    if let Some(problem) = problem {
        frame = frame.saying(NoticeKind::Bad, problem);
    }
    let address = visit.at(&format!("/segments/{key}"));
    let texts = (w.delete_title, w.delete_text, w.delete_button);
    let action = format!("{address}/delete");
    Ok(ConfirmPage::new(frame, (address, segment.name.clone()), action, texts).about(segment.name))
}

pub(super) async fn delete(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    match segments::delete(&app, &visit.author(), &visit.store, &key).await {
        Ok(()) => Ok(see_other(&visit.at("/segments?done=deleted"))),
        Err(error @ segments::SegmentError::NotFound) => Err(error.into()),
        Err(error) => Ok(refused(Page(question(&visit, &key, Some(told(&error)))?))),
    }
}
