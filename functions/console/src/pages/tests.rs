//! The pages over a table in memory: each renders, none trusts what it shows, and forms come back as they were typed.

mod again;
mod campaigns;
mod escaping;
mod forms;
mod imports;
mod path;
mod people;
mod rendering;
mod replies;
mod results;
mod segments;
mod sender;

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

    fn token(&self) -> String {
        SessionToken::parse(self.cookie.split_once('=').unwrap().1).unwrap().csrf().to_string()
    }

    /// Sends a form with the session's token.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let token = self.token();
        let fields = [fields, &[("csrf", token.as_str())]].concat();
        Seen::of(self.send("POST", path, encode(&fields)).await).await
    }

    /// Sends a form with a file, and the session's token.
    async fn upload(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Seen {
        let token = self.token();
        Seen::of(self.send_file(path, &[fields, &[("csrf", token.as_str())]].concat(), file, false).await)
            .await
    }

    async fn send_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: &[u8],
        by_script: bool,
    ) -> axum::response::Response {
        let part = |name: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"");
        let mut body: Vec<u8> = Vec::new();
        for (name, value) in fields {
            body.extend(format!("{}\r\n\r\n{value}\r\n", part(name)).bytes());
        }
        body.extend(format!("{}; filename=\"list.csv\"\r\n\r\n", part("file")).bytes());
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        let request = Request::post(path).header(header::HOST, "texts.example");
        let request = request.header("sec-fetch-site", "same-origin").header(header::COOKIE, &self.cookie);
        let mut request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        if by_script {
            request = request.header("x-fragment", "1");
        }
        self.bench.router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
    }

    /// Sends a form, and gives the page that it leads to.
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
