//! Which store, and a new one.

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use rechime_domain::settings::{ConsentMode, StoreSettings};

use super::{
    failure::{Failure, told},
    fields::{Faults, Fields},
    frame::{Frame, NoticeKind},
    html::Page,
    refused, see_other,
};
use crate::{
    access::{Form, SignedIn},
    app::App,
    use_cases::stores::{
        self, StoresError,
        create::{NewStore, create},
        view::StoreLine,
    },
    words::{EN, Words},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/stores", get(list))
        .route("/stores/new", get(show_new).post(post_new))
}

#[derive(Template)]
#[template(path = "stores.html")]
struct StoresPage {
    w: &'static Words,
    frame: Frame,
    stores: Vec<StoreLine>,
}

#[derive(Template)]
#[template(path = "store_new.html")]
struct NewStorePage {
    w: &'static Words,
    frame: Frame,
    first: bool,
    form: StoreForm,
    faults: Faults,
}

/// A store's basic settings as they are typed.
pub(super) struct StoreForm {
    pub(super) name: String,
    pub(super) time_zone: String,
    pub(super) country: String,
    pub(super) checkout_phones: bool,
}

impl StoreForm {
    pub(super) fn of(settings: &StoreSettings) -> Self {
        Self {
            name: settings.name.clone(),
            time_zone: settings.time_zone.clone(),
            country: settings.country.clone(),
            checkout_phones: settings.consent_mode == ConsentMode::CheckoutPhones,
        }
    }

    pub(super) fn read(fields: &Fields) -> Self {
        Self {
            name: fields.text("name"),
            time_zone: fields.text("time_zone").trim().to_owned(),
            country: fields.text("country"),
            checkout_phones: fields.get("consent_mode") == Some("checkout_phones"),
        }
    }

    /// In the United States, for notices to customers who gave a phone at checkout.
    fn blank() -> Self {
        Self {
            name: String::new(),
            time_zone: String::new(),
            country: "US".to_owned(),
            checkout_phones: true,
        }
    }

    pub(super) const fn consent_mode(&self) -> ConsentMode {
        if self.checkout_phones { ConsentMode::CheckoutPhones } else { ConsentMode::OwnList }
    }
}

/// `GET /`: the only store, the list of several, or the first one to make.
async fn home(State(app): State<App>, _: SignedIn) -> Result<Response, Failure> {
    let stores = stores::list(&app).await?;
    Ok(match stores.as_slice() {
        [] => see_other("/stores/new"),
        [only] => see_other(&format!("/s/{}", only.id)),
        _ => see_other("/stores"),
    })
}

async fn list(State(app): State<App>, who: SignedIn) -> Result<Response, Failure> {
    let stores = stores::list(&app).await?;
    if stores.is_empty() {
        return Ok(see_other("/stores/new"));
    }
    Ok(Page(StoresPage { w: &EN, frame: Frame::new(&who, EN.stores.title), stores }).into_response())
}

async fn show_new(State(app): State<App>, who: SignedIn) -> Result<Response, Failure> {
    let first = stores::list(&app).await?.is_empty();
    let frame = Frame::new(&who, EN.store_new.title);
    let form = StoreForm::blank();
    Ok(Page(NewStorePage { w: &EN, frame, first, form, faults: Faults::default() }).into_response())
}

async fn post_new(
    State(app): State<App>,
    who: SignedIn,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let form = StoreForm::read(&fields);
    let new = NewStore {
        name: form.name.clone(),
        time_zone: form.time_zone.clone(),
        country: form.country.clone(),
        consent_mode: form.consent_mode(),
    };
    let frame = Frame::new(&who, EN.store_new.title);
    match create(&app, &who.author(), new).await {
        Ok(id) => Ok(see_other(&format!("/s/{id}"))),
        Err(StoresError::Invalid(faults)) => {
            let faults = faults.into();
            Ok(refused(Page(NewStorePage { w: &EN, frame, first: false, form, faults })))
        }
        Err(error) => {
            let frame = frame.saying(NoticeKind::Bad, told(&error));
            let faults = Faults::default();
            Ok(refused(Page(NewStorePage { w: &EN, frame, first: false, form, faults })))
        }
    }
}
