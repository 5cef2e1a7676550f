//! Who changed what of the store.

mod in_words;

use askama::Template;
use axum::{
    extract::State as Port,
    response::{IntoResponse, Response},
};
use rechime_domain::ids::SourceId;
use rechime_store::{
    Cursor,
    audit::{AuditAction, AuditEntry},
};
use serde::Deserialize;

use self::in_words::Changed;
use super::Tab;
use crate::{
    app::App,
    pages::{
        activity::encoded,
        failure::Failure,
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
    object: Option<Object>,
    at: String,
    changes: Vec<Changed>,
}

/// What was changed, and where it is looked at, if it is still there.
struct Object {
    name: String,
    address: Option<String>,
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
    let (zone, now) = (visit.store.settings.zone(), app.clock.now());
    let line = |entry: AuditEntry| Line {
        who: who(&entry.by).to_owned(),
        what: action(entry.action),
        object: entry.object.and_then(|id| object(&visit, entry.action, id)),
        at: day_and_clock(entry.at, now, &zone),
        changes: entry.changes.into_iter().filter_map(|change| Changed::of(entry.action, change)).collect(),
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

/// A flow by its name, a subscriber by their masked phone. A key's name is among the changes, and an id says nothing.
fn object(visit: &Visit, action: AuditAction, id: String) -> Option<Object> {
    match action {
        AuditAction::ChangeSubscriber => Some(Object { name: id, address: None }),
        AuditAction::CreateFlow
        | AuditAction::ChangeFlow
        | AuditAction::ResetFlow
        | AuditAction::RestoreFlow
        | AuditAction::ActivateFlow
        | AuditAction::DeactivateFlow
        | AuditAction::DeleteFlow => {
            let flow = SourceId::parse(&id).ok().and_then(|id| visit.store.flows.get(&id));
            Some(match flow {
                Some(flow) => Object {
                    name: flow.name.clone(),
                    address: Some(visit.at(&format!("/flows/{}/history", flow.id))),
                },
                None => Object { name: EN.activity.deleted_flow.to_owned(), address: None },
            })
        }
        _ => None,
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
        AuditAction::PutSender => w.put_sender,
        AuditAction::DeleteSender => w.delete_sender,
        AuditAction::CreateFlow => w.create_flow,
        AuditAction::ChangeFlow => w.change_flow,
        AuditAction::ResetFlow => w.reset_flow,
        AuditAction::RestoreFlow => w.restore_flow,
        AuditAction::ActivateFlow => w.activate_flow,
        AuditAction::DeactivateFlow => w.deactivate_flow,
        AuditAction::DeleteFlow => w.delete_flow,
        AuditAction::CreateCampaign => w.create_campaign,
        AuditAction::ChangeCampaign => w.change_campaign,
        AuditAction::DeleteCampaign => w.delete_campaign,
        AuditAction::LaunchCampaign => w.launch_campaign,
        AuditAction::CancelCampaign => w.cancel_campaign,
        AuditAction::CreateSegment => w.create_segment,
        AuditAction::ChangeSegment => w.change_segment,
        AuditAction::DeleteSegment => w.delete_segment,
        AuditAction::CreateKey => w.create_key,
        AuditAction::RevokeKey => w.revoke_key,
        AuditAction::ChangeSubscriber => w.change_subscriber,
        AuditAction::ImportSubscribers => w.import_subscribers,
        AuditAction::ErasePerson => w.erase_person,
        AuditAction::RevokeLinks => w.revoke_links,
        AuditAction::SendAgain => w.send_again,
        AuditAction::RetryParked => w.retry_parked,
        AuditAction::DeleteParked => w.delete_parked,
    }
}
