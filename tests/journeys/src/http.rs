//! HTTP to the stack, as its users speak it.

use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::Value;
use ureq::{Agent, http::Request};

/// A client of one service of the stack.
#[derive(Clone, Debug)]
pub struct Http {
    agent: Agent,
    base: String,
    headers: Vec<(&'static str, String)>,
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The content type; empty where there is none.
    pub content_type: String,
    /// The body: as JSON where it is, else as text.
    pub body: Value,
}

impl Answer {
    /// The body of a success. Anything else is an error that tells what was answered.
    pub fn success(self) -> anyhow::Result<Value> {
        ensure!((200..300).contains(&self.status), "answered {}: {}", self.status, self.body);
        Ok(self.body)
    }
}

impl Http {
    /// A client of the service at `base`, an address without a slash at its end. An answer may take `patience`.
    #[must_use]
    pub fn new(base: &str, patience: Duration) -> Self {
        let config = Agent::config_builder().proxy(None).http_status_as_error(false);
        let agent = config.timeout_global(Some(patience)).build().into();
        Self { agent, base: base.to_owned(), headers: Vec::new() }
    }

    /// The same, sending one more header with each request.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// `GET`. The path begins with a slash, here and below.
    pub fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send("GET", path, Vec::new())
    }

    /// `POST`.
    pub fn post(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.send("POST", path, serde_json::to_vec(body)?)
    }

    /// `PUT`.
    pub fn put(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.send("PUT", path, serde_json::to_vec(body)?)
    }

    /// `PATCH`.
    pub fn patch(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.send("PATCH", path, serde_json::to_vec(body)?)
    }

    /// `DELETE`.
    pub fn delete(&self, path: &str) -> anyhow::Result<Answer> {
        self.send("DELETE", path, Vec::new())
    }

    /// Any request, its body as it is.
    pub fn send(&self, method: &str, path: &str, body: Vec<u8>) -> anyhow::Result<Answer> {
        let url = format!("{}{path}", self.base);
        let mut request = Request::builder().method(method).uri(&url);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !self.headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        let mut response = self.agent.run(request.body(body)?).with_context(|| format!("{method} {url}"))?;
        let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let text = response.body_mut().read_to_string()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status: response.status().as_u16(), content_type, body })
    }
}
