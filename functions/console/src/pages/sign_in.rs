//! Signing in and out.

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use secrecy::SecretString;
use serde::Deserialize;

use super::{
    failure::{Failure, told},
    fields::{Faults, Fields},
    frame::{Frame, Icon},
    html::Page,
    see_other,
    visit::Query,
};
use crate::{
    access::{
        ClientAddress, Form, OpenForm, OwnSession, SignedIn, clear_session, same_origin_path, set_session,
    },
    api::problem_details::RouteError,
    app::App,
    use_cases::sessions::{self, SignIn, SignInError},
    words::{EN, Words},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/sign-out-everywhere", post(sign_out_everywhere))
        .route("/account", get(account))
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    w: &'static Words,
    name: String,
    next: String,
    problem: Option<String>,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    w: &'static Words,
    frame: Frame,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

/// What somebody types to get in.
#[derive(Deserialize)]
struct Typed {
    key: SecretString,
    name: String,
    #[serde(default)]
    next: String,
}

impl SignInPage {
    #[expect(clippy::unused_self, reason = "its template has no frame to reach it by")]
    const fn icon(&self, name: &'static str) -> Icon {
        Icon(name)
    }
}

impl RouteError for SignInError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::WrongKey => StatusCode::FORBIDDEN,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Random(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }
}

async fn show(Query(Next { next }): Query<Next>) -> Response {
    let faults = Faults::default();
    Page(SignInPage { w: &EN, name: String::new(), next, problem: None, faults }).into_response()
}

async fn sign_in(
    State(app): State<App>,
    address: ClientAddress,
    OwnSession(previous): OwnSession,
    OpenForm(typed): OpenForm<Typed>,
) -> Response {
    let Typed { key, name, next } = typed;
    let wanted = SignIn { key: &key, name: &name, address: address.as_str(), previous: previous.as_ref() };
    match sessions::sign_in(&app, wanted).await {
        Ok(token) => {
            let next = same_origin_path(&next).unwrap_or("/");
            ([set_session(&token)], Redirect::to(next)).into_response()
        }
        Err(error) => {
            let (problem, faults) = match &error {
                SignInError::Invalid(faults) => (None, faults.clone().into()),
                error => (Some(told(error)), Faults::default()),
            };
            (error.status(), Page(SignInPage { w: &EN, name, next, problem, faults })).into_response()
        }
    }
}

async fn sign_out(State(app): State<App>, who: SignedIn, Form(_): Form<Fields>) -> Result<Response, Failure> {
    sessions::sign_out(&app, &who.token).await?;
    Ok(([clear_session()], see_other("/sign-in")).into_response())
}

async fn sign_out_everywhere(
    State(app): State<App>,
    _: SignedIn,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    sessions::sign_out_everywhere(&app).await?;
    Ok(([clear_session()], see_other("/sign-in")).into_response())
}

async fn account(who: SignedIn) -> Response {
    Page(AccountPage { w: &EN, frame: Frame::new(&who, EN.account.title) }).into_response()
}
