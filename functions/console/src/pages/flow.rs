//! A flow and its editor.

mod condition;
mod conflict;
mod deed;
mod editor;
mod form;
mod history;
mod person;
mod preview;
mod report;
mod view;

use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rechime_domain::{flow::Flow, ids::SourceId};
use serde::Deserialize;

pub(super) use self::{
    condition::{COMPARISONS, comparison_names, in_words as condition_words, profile_field},
    preview::{Meter, Piece, TagButton, mended, pieces},
};
use self::{
    conflict::ConflictPage,
    deed::Deed,
    editor::Editor,
    form::FlowForm,
    person::Viewers,
    view::{FlowPage, Fragment},
};
use super::{
    confirm::ConfirmPage,
    failure::{Failure, told},
    fields::{Faults, Fields},
    frame::{NoticeKind, Section},
    html::Page,
    refused, see_other,
    visit::{Key, Query, Visit},
};
use crate::{
    access::Form,
    app::App,
    use_cases::{
        flows::{self, FlowError, activation, further},
        preview::recent,
        stores,
        test_text::{self, TestError, TestText},
    },
    words::EN,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/s/{store}/flows/{key}", get(show).post(save))
        .route("/s/{store}/flows/{key}/preview", post(preview_fragment))
        .route("/s/{store}/flows/{key}/pause", post(pause))
        .route("/s/{store}/flows/{key}/report", get(report::show))
        .route("/s/{store}/flows/{key}/history", get(history::list))
        .route("/s/{store}/flows/{key}/restore", post(history::restore))
        .route("/s/{store}/flows/{key}/reset", get(confirm_reset).post(reset))
        .route("/s/{store}/flows/{key}/delete", get(confirm_delete).post(delete))
}

#[derive(Deserialize)]
struct Options {
    step: Option<String>,
    #[serde(rename = "as")]
    sample: Option<String>,
    done: Option<String>,
}

fn find<'a>(visit: &'a Visit, key: &str) -> Result<&'a Flow, Failure> {
    let id = SourceId::parse(key).map_err(|_| Failure::not_found())?;
    visit.store.flows.get(&id).ok_or_else(Failure::not_found)
}

/// The fields that a flow's editor sends back as they are.
#[cfg(test)]
pub(super) fn fields_of(flow: &Flow) -> Vec<(String, String)> {
    let version = ("version".to_owned(), flow.version.to_string());
    std::iter::once(version).chain(FlowForm::of(flow).fields()).collect()
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let flow = find(&visit, &key)?;
    let editor = Editor {
        form: FlowForm::of(flow),
        faults: Faults::default(),
        open: options.step.and_then(|place| place.parse().ok()),
        viewers: Viewers::of_sample(options.sample.as_deref()),
        test_to: String::new(),
        focus: None,
    };
    let w = &EN.flow;
    let done = match options.done.as_deref() {
        Some("activated") => Some(w.activated),
        Some("saved") => Some(w.saved),
        Some("paused") => Some(w.paused),
        Some("reset") => Some(w.was_reset),
        Some("restored") => Some(w.restored),
        Some("created") => Some(w.created),
        Some("tested") => Some(w.test_sent),
        _ => None,
    };
    let frame = visit.frame(Section::Flows, &flow.name).maybe_saying(done);
    Ok(Page(FlowPage::new(&app, &visit, flow, editor, frame).await?).into_response())
}

/// Every button of the editor but those with an address of their own.
async fn save(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let flow = find(&visit, &key)?;
    let mut editor = Editor::read(&fields, flow);
    let deed = Deed::read(&fields).ok_or_else(Failure::unreadable)?;
    match deed {
        Deed::Save | Deed::Activate => return put(&app, &visit, flow, editor, deed == Deed::Activate).await,
        Deed::Insert(field, tag) => editor.insert(field, tag, flow.trigger),
        Deed::Mend(field, kind) => {
            editor.mend(field, kind, flow.trigger, (&visit.store.settings, &app.link_base));
        }
        Deed::Test(place) => return test(&app, &visit, flow, editor, &fields, place).await,
        Deed::Recent => return preview_recent(&app, &visit, flow, editor).await,
        _ => editor.reshape(deed),
    }
    let frame = visit.frame(Section::Flows, &flow.name);
    Ok(Page(FlowPage::new(&app, &visit, flow, editor, frame).await?).into_response())
}

async fn put(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    editor: Editor,
    activate: bool,
) -> Result<Response, Failure> {
    let saved = match editor.form.edit(flow) {
        Ok(edit) => {
            flows::edit_and_activate(app, &visit.author(), &visit.store, flow.id.as_str(), edit, activate)
                .await
        }
        Err(faults) => Err(FlowError::Invalid(faults.0)),
    };
    let error = match saved {
        Ok(_) => {
            let done = if activate { "activated" } else { "saved" };
            let open = editor.open.map(|place| format!("&step={place}")).unwrap_or_default();
            return Ok(see_other(&visit.at(&format!("/flows/{}?done={done}{open}", flow.id))));
        }
        Err(FlowError::Stale(_)) => return conflict(app, visit, flow, editor, activate).await,
        Err(error) => error,
    };
    let frame = visit.frame(Section::Flows, &flow.name);
    Ok(refused(Page(match error {
        FlowError::Invalid(faults) => {
            FlowPage::new(app, visit, flow, editor.with_faults(faults.into()), frame).await?
        }
        error => FlowPage::new(app, visit, flow, editor, frame.saying(NoticeKind::Bad, told(&error))).await?,
    })))
}

/// Offers real events for the preview.
async fn preview_recent(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    mut editor: Editor,
) -> Result<Response, Failure> {
    let mut frame = visit.frame(Section::Flows, &flow.name);
    match recent::list(app, &visit.store, flow.trigger).await {
        Ok(events) if events.is_empty() => frame = frame.saying(NoticeKind::Warn, EN.flow.no_recent),
        Ok(events) => editor.viewers.offer(events),
        Err(error) => frame = frame.saying(NoticeKind::Warn, error.to_string()),
    }
    Ok(Page(FlowPage::new(app, visit, flow, editor, frame).await?).into_response())
}

/// Sends a message's text, as it is typed, to a phone of the merchant's.
async fn test(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    mut editor: Editor,
    fields: &Fields,
    place: usize,
) -> Result<Response, Failure> {
    let step = editor.form.steps.get(place).ok_or_else(Failure::unreadable)?;
    let wanted = TestText {
        template: step.template.clone(),
        trigger: Some(flow.trigger),
        to: fields.text("test_to"),
        tags: Some(editor.viewers.tags(flow.trigger)),
        links: editor.form.links,
    };
    editor.test_to = fields.text("test_to");
    let frame = visit.frame(Section::Flows, &flow.name);
    let Err(error) = test_text::send(app, &visit.store, wanted).await else {
        let frame = frame.saying(NoticeKind::Good, EN.flow.test_sent);
        return Ok(Page(FlowPage::new(app, visit, flow, editor, frame).await?).into_response());
    };
    let mut faults = Faults::default();
    match error {
        TestError::Template(error) => {
            faults.add(format!("steps.{place}.template"), error.0.to_string());
        }
        error => faults.add("test_to", told(&error)),
    }
    Ok(refused(Page(FlowPage::new(app, visit, flow, editor.with_faults(faults), frame).await?)))
}

/// Somebody else saved meanwhile: both are shown, and neither is lost.
async fn conflict(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    editor: Editor,
    activate: bool,
) -> Result<Response, Failure> {
    // Another process may have saved after this page's store was read.
    let store = stores::find(app, visit.id()).await?;
    let theirs = store.flows.get(&flow.id).ok_or_else(Failure::not_found)?;
    let frame = visit.frame(Section::Flows, EN.flow.conflict_title);
    let page = ConflictPage::new(visit, theirs, editor, frame, activate);
    Ok((axum::http::StatusCode::CONFLICT, Page(page)).into_response())
}

/// The phone and the meters of what is typed, to be put into the page.
async fn preview_fragment(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let flow = find(&visit, &key)?;
    let editor = Editor::read(&fields, flow);
    let frame = visit.frame(Section::Flows, &flow.name);
    let page = FlowPage::new(&app, &visit, flow, editor, frame).await?;
    if headers.contains_key("x-fragment") {
        return Ok(Page(Fragment { page }).into_response());
    }
    Ok(Page(page).into_response())
}

async fn pause(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    activation::deactivate(&app, &visit.author(), &visit.store, &key).await?;
    Ok(see_other(&visit.at(&format!("/flows/{key}?done=paused"))))
}

/// Asks whether a flow is really to be reset or deleted.
fn confirm(
    visit: &Visit,
    flow: &Flow,
    deed: &str,
    texts: (&'static str, &'static str, &'static str),
) -> Response {
    let back = visit.at(&format!("/flows/{}", flow.id));
    let action = format!("{back}/{deed}");
    let frame = visit.frame(Section::Flows, texts.0);
    Page(ConfirmPage::new(frame, (back, flow.name.clone()), action, texts)).into_response()
}

async fn confirm_reset(visit: Visit, Key(key): Key) -> Result<Response, Failure> {
    let w = &EN.flow;
    let flow = find(&visit, &key)?;
    Ok(confirm(&visit, flow, "reset", (w.reset_title, w.reset_text, w.reset_button)))
}

async fn reset(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    further::reset(&app, &visit.author(), &visit.store, &key).await?;
    Ok(see_other(&visit.at(&format!("/flows/{key}?done=reset"))))
}

async fn confirm_delete(visit: Visit, Key(key): Key) -> Result<Response, Failure> {
    let w = &EN.flow;
    let flow = find(&visit, &key)?;
    Ok(confirm(&visit, flow, "delete", (w.delete_title, w.delete_text, w.delete_button)))
}

async fn delete(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    further::delete(&app, &visit.author(), &visit.store, &key).await?;
    Ok(see_other(&visit.at("/flows?done=deleted")))
}
