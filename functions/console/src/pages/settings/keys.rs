//! API keys, by which other systems reach the store.

use askama::Template;
use axum::{
    extract::State as Port,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use rechime_store::api_keys::Scope;

use super::Tab;
use crate::{
    access::Form,
    app::App,
    pages::{
        confirm::ConfirmPage,
        failure::{Failure, told},
        fields::{Faults, Fields},
        frame::{Frame, NoticeKind, Section},
        html::Page,
        moments::day_and_clock,
        see_other,
        visit::{Key, Query, Visit},
        who,
    },
    use_cases::api_keys::{self, ApiKeyError, ApiKeyView, NewApiKey},
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "keys.html")]
struct KeysPage {
    w: &'static Words,
    frame: Frame,
    tabs: Vec<(String, &'static str, bool)>,
    keys: Vec<KeyLine>,
    /// A key that was just created: shown this once.
    shown: Option<String>,
    address: String,
    name: String,
    scopes: Vec<ScopeChoice>,
    faults: Faults,
}

struct KeyLine {
    id: String,
    name: String,
    scopes: String,
    last_four: String,
    created: String,
    used: String,
}

struct ScopeChoice {
    value: &'static str,
    name: &'static str,
    hint: &'static str,
    chosen: bool,
}

pub(super) async fn list(
    Port(app): Port<App>,
    visit: Visit,
    Query(options): Query<Fields>,
) -> Result<Response, Failure> {
    let done = options.has("done").then_some(EN.keys.revoked);
    let frame = visit.frame(Section::Settings, EN.settings.title).maybe_saying(done);
    Ok(Page(page(&app, &visit, frame, &blank(), Faults::default()).await?).into_response())
}

/// The form of a new key: it may look, until more is ticked.
fn blank() -> Fields {
    Fields(vec![("scopes".to_owned(), Scope::Read.name().to_owned())])
}

pub(super) async fn create_key(
    Port(app): Port<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let scopes = Scope::ALL.into_iter().filter(|scope| fields.all("scopes").any(|name| name == scope.name()));
    let new = NewApiKey { name: fields.text("name"), scopes: scopes.collect() };
    let frame = visit.frame(Section::Settings, EN.settings.title);
    let (status, page) = match api_keys::create(&app, &visit.author(), &visit.store, new).await {
        Ok(created) => {
            let page = page(&app, &visit, frame, &blank(), Faults::default()).await?;
            (StatusCode::OK, KeysPage { shown: Some(created.key), ..page })
        }
        Err(ApiKeyError::Invalid(faults)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, page(&app, &visit, frame, &fields, faults.into()).await?)
        }
        Err(error) => {
            let frame = frame.saying(NoticeKind::Bad, told(&error));
            (StatusCode::UNPROCESSABLE_ENTITY, page(&app, &visit, frame, &fields, Faults::default()).await?)
        }
    };
    Ok((status, Page(page)).into_response())
}

pub(super) async fn confirm_revoke(
    Port(app): Port<App>,
    visit: Visit,
    Key(id): Key,
) -> Result<Response, Failure> {
    let w = &EN.keys;
    let keys = api_keys::list(&app, visit.id()).await?;
    let key = keys.into_iter().find(|key| key.id.as_str() == id).ok_or_else(Failure::not_found)?;
    let back = visit.at("/settings/keys");
    let action = visit.at(&format!("/settings/keys/{id}"));
    let frame = visit.frame(Section::Settings, w.revoke_title);
    let texts = (w.revoke_title, w.revoke_text, w.revoke_button);
    let page = ConfirmPage::new(frame, (back, EN.settings.keys.to_owned()), action, texts);
    Ok(Page(page.about(key.name)).into_response())
}

pub(super) async fn revoke_key(
    Port(app): Port<App>,
    visit: Visit,
    Key(id): Key,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    api_keys::revoke(&app, &visit.author(), visit.id(), &id).await?;
    Ok(see_other(&visit.at("/settings/keys?done=revoked")))
}

async fn page(
    app: &App,
    visit: &Visit,
    frame: Frame,
    fields: &Fields,
    faults: Faults,
) -> Result<KeysPage, Failure> {
    let keys = api_keys::list(app, visit.id()).await?;
    let line = |key: ApiKeyView| KeyLine {
        id: key.id.as_str().to_owned(),
        name: key.name,
        scopes: key.scopes.iter().map(|scope| scope_words(*scope).0).collect::<Vec<_>>().join(", "),
        last_four: key.last_four,
        created: (EN.say.by)(
            &day_and_clock(key.created_at, app.clock.now(), &visit.store.settings.zone()),
            who(&key.created_by),
        ),
        used: key
            .last_used_on
            .map_or_else(|| EN.moments.never.to_owned(), |day| format!("{} UTC", day.strftime("%b %-d, %Y"))),
    };
    let scopes = Scope::ALL.map(|scope| {
        let (name, hint) = scope_words(scope);
        let chosen = fields.all("scopes").any(|chosen| chosen == scope.name());
        ScopeChoice { value: scope.name(), name, hint, chosen }
    });
    Ok(KeysPage {
        w: &EN,
        frame,
        tabs: Tab::Keys.all(visit),
        keys: keys.into_iter().map(line).collect(),
        shown: None,
        address: format!("{}/api/v1/stores/{}", app.public_url, visit.id()),
        name: fields.text("name"),
        scopes: scopes.into(),
        faults,
    })
}

pub(super) const fn scope_words(scope: Scope) -> (&'static str, &'static str) {
    let w = &EN.keys;
    match scope {
        Scope::Read => (w.read, w.read_hint),
        Scope::WriteSubscribers => (w.subscribers, w.subscribers_hint),
        Scope::WriteFlows => (w.flows, w.flows_hint),
        Scope::WriteSettings => (w.settings, w.settings_hint),
    }
}
