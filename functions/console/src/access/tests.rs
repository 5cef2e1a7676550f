//! Who gets in, who stays out, and what others can make a browser do.

mod forms;
mod product;
mod sessions;

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{Request, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use rechime_platform::{clock::Clock, http_api::SourceIp};
use secrecy::SecretString;
use serde::Deserialize;
use tower::ServiceExt;

use super::{form::OpenForm, *};
use crate::{
    testing::{Bench, KEY},
    use_cases::sessions::{SignIn, SignInError, sign_in, sign_out, sign_out_everywhere},
};

const HOME: &str = "198.51.100.1";
const ELSEWHERE: &str = "203.0.113.7";

#[derive(Deserialize)]
struct Typed {
    key: SecretString,
    name: String,
}

/// What a page for signing in does.
async fn post_sign_in(
    State(app): State<App>,
    address: ClientAddress,
    OwnSession(previous): OwnSession,
    OpenForm(typed): OpenForm<Typed>,
) -> Response {
    let wanted =
        SignIn { key: &typed.key, name: &typed.name, address: address.as_str(), previous: previous.as_ref() };
    match sign_in(&app, wanted).await {
        Ok(token) => ([set_session(&token)], "in").into_response(),
        Err(SignInError::Invalid(_)) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Err(SignInError::WrongKey) => StatusCode::FORBIDDEN.into_response(),
        Err(SignInError::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS.into_response(),
        Err(error) => panic!("{error}"),
    }
}

async fn post_sign_out(State(app): State<App>, who: SignedIn, Form(()): Form<()>) -> impl IntoResponse {
    sign_out(&app, &who.token).await.unwrap();
    [clear_session()]
}

async fn post_sign_out_everywhere(State(app): State<App>, _: SignedIn, Form(()): Form<()>) -> &'static str {
    sign_out_everywhere(&app).await.unwrap();
    "all out"
}

async fn show(who: SignedIn) -> Html<String> {
    Html(format!("{} {} {}", who.name, who.csrf, "a long page ".repeat(100)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    text: String,
    minutes: u32,
}

async fn save(who: SignedIn, Form(edit): Form<Edit>) -> String {
    format!("{} saved {} {}", who.name, edit.text, edit.minutes)
}

/// Pages over the bench's table, as seen by one browser.
struct Browser {
    pages: Router,
    address: &'static str,
    cookie: Option<String>,
}

impl Browser {
    fn new(bench: &Bench, address: &'static str) -> Self {
        Self::of_app(bench.app.clone(), address)
    }

    fn of_app(app: App, address: &'static str) -> Self {
        let pages = Router::new()
            .route("/sign-in", post(post_sign_in))
            .route("/sign-out", post(post_sign_out))
            .route("/sign-out-everywhere", post(post_sign_out_everywhere))
            .route("/s/demo", get(show).post(save))
            .route("/a/0f3a/app.css", get(async || "body{}"));
        let pages = protect_pages(pages, &app).with_state(app);
        Self { pages, address, cookie: None }
    }

    /// The product's own pages, for a browser that is signed in.
    async fn of_the_product(bench: &Bench) -> Self {
        let stand_in = Self::signed_in(bench).await;
        Self { pages: crate::router(bench.app.clone()), ..stand_in }
    }

    async fn signed_in(bench: &Bench) -> Self {
        let mut browser = Self::new(bench, HOME);
        assert_eq!(browser.sign_in(KEY).await.status(), 200);
        browser
    }

    async fn sign_in(&mut self, key: &str) -> Response {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("key", key), ("name", " Ana ")])
            .finish();
        let response = self.post("/sign-in", &[("sec-fetch-site", "same-origin")], form).await;
        if let Some(set) = response.headers().get(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            self.cookie = Some(set.split(';').next().unwrap().to_owned());
        }
        response
    }

    /// The token that this browser's forms carry.
    fn csrf(&self) -> String {
        let token = self.cookie.as_ref().unwrap().split_once('=').unwrap().1;
        crate::use_cases::sessions::SessionToken::parse(token).unwrap().csrf().to_string()
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        self.send("GET", path, headers, String::new()).await
    }

    async fn post(&self, path: &str, headers: &[(&str, &str)], form: String) -> Response {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let has_kind = headers.iter().any(|(name, _)| *name == "content-type");
        let headers: Vec<_> = headers.iter().copied().chain((!has_kind).then_some(kind)).collect();
        self.send("POST", path, &headers, form).await
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Response {
        let mut request = Request::builder().method(method).uri(path).header("host", "texts.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let mut request = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(SourceIp(self.address.to_owned()));
        self.pages.clone().oneshot(request).await.unwrap()
    }
}

async fn text(response: Response) -> String {
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}
