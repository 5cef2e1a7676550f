//! The store itself: name, time zone, country, and who may be texted.

use askama::Template;
use axum::{
    extract::State as Port,
    response::{IntoResponse, Response},
};

use super::{State, Tab, save as save_edit};
use crate::{
    access::Form,
    app::App,
    pages::{
        failure::Failure,
        fields::{Faults, Fields},
        frame::Frame,
        html::Page,
        stores::StoreForm,
        visit::{Query, Visit},
    },
    use_cases::stores::settings::SettingsEdit,
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "settings_store.html")]
struct StorePage {
    w: &'static Words,
    frame: Frame,
    tabs: Vec<(String, &'static str, bool)>,
    version: u64,
    form: StoreForm,
    faults: Faults,
}

pub(super) async fn show(visit: Visit, Query(options): Query<Fields>) -> Response {
    let state = State::new(&visit, EN.settings.title, &options);
    Page(page(&visit, StoreForm::of(&visit.store.settings), state)).into_response()
}

pub(super) async fn save(
    Port(app): Port<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let form = StoreForm::read(&fields);
    let wanted = SettingsEdit {
        name: Some(form.name.clone()),
        time_zone: Some(form.time_zone.clone()),
        country: Some(form.country.trim().to_owned()),
        consent_mode: Some(form.consent_mode()),
        ..SettingsEdit::default()
    };
    let place = (EN.settings.title, "/settings");
    save_edit(&app, &visit, place, &fields, wanted, |_, state| Page(page(&visit, form, state))).await
}

fn page(visit: &Visit, form: StoreForm, state: State) -> StorePage {
    let State { frame, version, faults } = state;
    StorePage { w: &EN, frame, tabs: Tab::Store.all(visit), version, form, faults }
}
