//! A store's settings: the store itself, how it texts, its API keys, and who changed what.

mod changes;
mod keys;
mod quiet_hours;
mod sender;
mod sms;
mod store;

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rechime_domain::settings::StoreSettings;

use super::{
    failure::{Failure, told},
    fields::{Faults, Fields},
    frame::{Frame, NoticeKind, Section},
    refused, see_other,
    visit::Visit,
};
use crate::{
    app::App,
    use_cases::stores::{
        self, StoresError,
        settings::{SettingsEdit, edit},
    },
    words::EN,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/s/{store}/settings", get(store::show).post(store::save))
        .route("/s/{store}/settings/sms", get(sms::list))
        .route("/s/{store}/settings/sms/quiet-hours", get(quiet_hours::show).post(quiet_hours::save))
        .route("/s/{store}/settings/sms/quiet-hours/preview", post(quiet_hours::preview_fragment))
        .route("/s/{store}/settings/sms/laws", get(sms::show_laws).post(sms::save_laws))
        .route("/s/{store}/settings/sms/frequency", get(sms::show_frequency).post(sms::save_frequency))
        .route("/s/{store}/settings/sms/contact", get(sms::show_contact).post(sms::save_contact))
        .route("/s/{store}/settings/sms/sender", get(sender::show).post(sender::save))
        .route("/s/{store}/settings/sms/sender/test", post(sender::test))
        .route("/s/{store}/settings/sms/sender/remove", get(sender::confirm_removal).post(sender::remove))
        .route("/s/{store}/settings/keys", get(keys::list).post(keys::create_key))
        .route("/s/{store}/settings/keys/{key}", get(keys::confirm_revoke).post(keys::revoke_key))
        .route("/s/{store}/settings/changes", get(changes::list))
}

/// The tabs of the settings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Store,
    Sms,
    Keys,
    Changes,
}

impl Tab {
    fn all(self, visit: &Visit) -> Vec<(String, &'static str, bool)> {
        let w = &EN.settings;
        [
            (Self::Store, "/settings", w.store),
            (Self::Sms, "/settings/sms", w.sms),
            (Self::Keys, "/settings/keys", w.keys),
            (Self::Changes, "/settings/changes", w.changes),
        ]
        .map(|(tab, path, name)| (visit.at(path), name, tab == self))
        .into()
    }
}

/// A form of settings as it is shown: over which version, with what is wrong.
struct State {
    frame: Frame,
    version: u64,
    faults: Faults,
}

impl State {
    fn new(visit: &Visit, title: &str, fields: &Fields) -> Self {
        let done = fields.has("done").then_some(EN.settings.saved);
        let frame = visit.frame(Section::Settings, title).maybe_saying(done);
        Self { frame, version: visit.store.settings.version, faults: Faults::default() }
    }
}

/// Saves an edit over the version that the form was made of. A refusal comes back as the form with what was typed; if
/// somebody else saved meanwhile, it says so, and the form is then over their version.
async fn save<F, P>(
    app: &App,
    visit: &Visit,
    (title, path): (&str, &str),
    fields: &Fields,
    wanted: SettingsEdit,
    page: F,
) -> Result<Response, Failure>
where
    F: FnOnce(&StoreSettings, State) -> P,
    P: IntoResponse,
{
    let author = visit.author().having_seen(seen(fields));
    let Err(error) = edit(app, &author, &visit.store, wanted).await else {
        return Ok(see_other(&visit.at(&format!("{path}?done=saved"))));
    };
    refuse(app, visit, title, error, page).await
}

async fn refuse<F, P>(
    app: &App,
    visit: &Visit,
    title: &str,
    error: StoresError,
    page: F,
) -> Result<Response, Failure>
where
    F: FnOnce(&StoreSettings, State) -> P,
    P: IntoResponse,
{
    let store = stores::find(app, visit.id()).await?;
    let mut state = State::new(visit, title, &Fields::default());
    state.version = store.settings.version;
    match error {
        StoresError::Invalid(faults) => state.faults = faults.into(),
        StoresError::Stale(_) => state.frame = state.frame.saying(NoticeKind::Warn, EN.settings.stale),
        error => state.frame = state.frame.saying(NoticeKind::Bad, told(&error)),
    }
    Ok(refused(page(&store.settings, state)))
}

/// The version that a form was made of.
fn seen(fields: &Fields) -> Option<u64> {
    fields.get("version").and_then(|text| text.parse().ok())
}
