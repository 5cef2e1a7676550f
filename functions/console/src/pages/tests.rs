//! The pages over a table in memory: each renders, none trusts what it shows, and forms come back as they were typed.

mod escaping;
mod forms;
mod path;
mod people;
mod rendering;
mod replies;
mod results;

use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
};
use tower::ServiceExt;

use crate::{
    testing::{Bench, KEY},
    use_cases::sessions::SessionToken,
};

/// A browser without JavaScript that is signed in.
struct Browser<'a> {
    bench: &'a Bench,
    cookie: String,
}

/// What a browser got.
struct Seen {
    status: u16,
    location: Option<String>,
    html: String,
}

impl<'a> Browser<'a> {
    async fn signed_in(bench: &'a Bench) -> Self {
        let mut browser = Self { bench, cookie: String::new() };
        let form = encode(&[("key", KEY), ("name", "Ana")]);
        let answer = browser.send("POST", "/sign-in", form).await;
        let set = answer.headers().get(header::SET_COOKIE).unwrap().to_str().unwrap();
        browser.cookie = set.split(';').next().unwrap().to_owned();
        browser
    }

    async fn get(&self, path: &str) -> Seen {
        Seen::of(self.send("GET", path, String::new()).await).await
    }

    /// Sends a form with the session's token.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let token = SessionToken::parse(self.cookie.split_once('=').unwrap().1).unwrap().csrf().to_string();
        let fields = [fields, &[("csrf", token.as_str())]].concat();
        Seen::of(self.send("POST", path, encode(&fields)).await).await
    }

    /// The same, and then the page that it leads to.
    async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let answer = self.post(path, fields).await;
        match &answer.location {
            Some(next) => self.get(next).await,
            None => answer,
        }
    }

    async fn send(&self, method: &str, path: &str, form: String) -> axum::response::Response {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::HOST, "texts.example").header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.header(header::COOKIE, &self.cookie).body(Body::from(form)).unwrap();
        self.bench.router().oneshot(request).await.unwrap()
    }
}

impl Seen {
    async fn of(response: axum::response::Response) -> Self {
        let (head, body) = response.into_parts();
        let location = head.headers.get(header::LOCATION).map(|it| it.to_str().unwrap().to_owned());
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        Self { status: head.status.as_u16(), location, html }
    }

    #[track_caller]
    fn shows(&self, text: &str) -> &Self {
        assert!(self.html.contains(text), "{text} is not in {}: {}", self.status, self.html);
        self
    }

    #[track_caller]
    fn hides(&self, text: &str) -> &Self {
        assert!(!self.html.contains(text), "{text} is in {}", self.html);
        self
    }
}

fn encode(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
