//! Who changed what of the store.

use askama::Template;
use axum::{
    extract::State as Port,
    response::{IntoResponse, Response},
};
use rechime_store::{
    Cursor,
    audit::{AuditAction, AuditEntry, FieldChange},
    configs::StoreConfig,
};
use serde::Deserialize;
use serde_json::Value;

use super::Tab;
use crate::{
    app::App,
    pages::{
        activity::encoded,
        failure::Failure,
        fields::capitalised,
        frame::{Frame, Section},
        html::Page,
        moments::day_and_clock,
        visit::{Query, Visit},
        who,
    },
    use_cases::audit,
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    w: &'static Words,
    frame: Frame,
    tabs: Vec<(String, &'static str, bool)>,
    entries: Vec<Line>,
    next: Option<String>,
}

struct Line {
    who: String,
    what: &'static str,
    object: Option<String>,
    at: String,
    changes: Vec<Changed>,
}

struct Changed {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Options {
    cursor: Option<String>,
}

pub(super) async fn list(
    Port(app): Port<App>,
    visit: Visit,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let cursor = options.cursor.map(Cursor::new);
    let page = audit::list(&app, visit.id(), cursor.as_ref()).await?;
    let (store, zone, now) = (&visit.store, visit.store.settings.zone(), app.clock.now());
    let line = |entry: AuditEntry| Line {
        who: who(&entry.by).to_owned(),
        what: action(entry.action),
        object: entry.object.filter(|_| !is_about_key(entry.action)).map(|object| named(store, object)),
        at: day_and_clock(entry.at, now, &zone),
        changes: entry.changes.into_iter().map(Changed::from).collect(),
    };
    let page = ChangesPage {
        w: &EN,
        frame: visit.frame(Section::Settings, EN.settings.title),
        tabs: Tab::Changes.all(&visit),
        entries: page.items.into_iter().map(line).collect(),
        next: page.next.map(|cursor| visit.at(&format!("/settings/changes?cursor={}", encoded(&cursor)))),
    };
    Ok(Page(page).into_response())
}

/// Whether the object is a key: its name, which is among the changes, says more than its id.
const fn is_about_key(action: AuditAction) -> bool {
    matches!(action, AuditAction::CreateKey | AuditAction::RevokeKey)
}

/// A flow's name in the place of its id.
fn named(store: &StoreConfig, object: String) -> String {
    let flow = rechime_domain::ids::SourceId::parse(&object).ok();
    flow.and_then(|id| store.flows.get(&id)).map(|flow| flow.name.clone()).unwrap_or(object)
}

impl From<FieldChange> for Changed {
    fn from(change: FieldChange) -> Self {
        let text = |value: Value| told(&value);
        Self {
            field: capitalised(&change.field.replace('_', " ")),
            before: change.before.map(text),
            after: change.after.map(text),
        }
    }
}

/// A value as a merchant reads it: of messages their texts, of lists what is in them.
fn told(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => EN.changes.yes.to_owned(),
        Value::Bool(false) => EN.changes.no.to_owned(),
        Value::Null => EN.changes.nothing.to_owned(),
        Value::Array(items) if items.is_empty() => EN.changes.nothing.to_owned(),
        Value::Array(items) => items.iter().map(told).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => fields.get("template").map_or_else(|| value.to_string(), told),
        Value::Number(number) => number.to_string(),
    }
}

const fn action(action: AuditAction) -> &'static str {
    let w = &EN.changes;
    match action {
        AuditAction::CreateStore => w.create_store,
        AuditAction::ConnectStore => w.connect_store,
        AuditAction::DisconnectStore => w.disconnect_store,
        AuditAction::PutShopifySecret => w.put_shopify_secret,
        AuditAction::DeleteShopifySecret => w.delete_shopify_secret,
        AuditAction::ChangeSettings => w.change_settings,
        AuditAction::CreateFlow => w.create_flow,
        AuditAction::ChangeFlow => w.change_flow,
        AuditAction::ResetFlow => w.reset_flow,
        AuditAction::RestoreFlow => w.restore_flow,
        AuditAction::ActivateFlow => w.activate_flow,
        AuditAction::DeactivateFlow => w.deactivate_flow,
        AuditAction::DeleteFlow => w.delete_flow,
        AuditAction::CreateKey => w.create_key,
        AuditAction::RevokeKey => w.revoke_key,
        AuditAction::ChangeSubscriber => w.change_subscriber,
        AuditAction::ImportSubscribers => w.import_subscribers,
        AuditAction::ErasePerson => w.erase_person,
        AuditAction::RevokeLinks => w.revoke_links,
        AuditAction::RetryParked => w.retry_parked,
        AuditAction::DeleteParked => w.delete_parked,
    }
}
