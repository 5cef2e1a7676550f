//! JSON over HTTP to the local stack, as its users speak it.

use anyhow::{Context, bail};
use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;

/// A client of one service of the stack.
pub(crate) struct Http {
    agent: Agent,
    base: String,
    authorization: Option<String>,
}

impl Http {
    /// A client of the service at `base`, an address without a slash at its end.
    pub(crate) fn new(base: &str) -> Self {
        let agent = Agent::config_builder().proxy(None).http_status_as_error(false).build().into();
        Self { agent, base: base.to_owned(), authorization: None }
    }

    /// The same, showing a key as `Authorization: Bearer`.
    pub(crate) fn with_key(self, key: &str) -> Self {
        Self { authorization: Some(format!("Bearer {key}")), ..self }
    }

    /// `GET`. The path begins with a slash, here and below.
    pub(crate) fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.send("GET", path, Vec::new())
    }

    /// `POST`.
    pub(crate) fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.send("POST", path, serde_json::to_vec(body)?)
    }

    /// `PUT`.
    pub(crate) fn put(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.send("PUT", path, serde_json::to_vec(body)?)
    }

    /// `DELETE`.
    pub(crate) fn delete(&self, path: &str) -> anyhow::Result<Value> {
        self.send("DELETE", path, Vec::new())
    }

    /// The body of the answer, null if it is empty. A refusal is an error that says what was refused and why.
    fn send(&self, method: &str, path: &str, body: Vec<u8>) -> anyhow::Result<Value> {
        let url = format!("{}{path}", self.base);
        let mut request =
            Request::builder().method(method).uri(&url).header("content-type", "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let mut response = self.agent.run(request.body(body)?).with_context(|| format!("{method} {url}"))?;
        let text = response.body_mut().read_to_string()?;
        if !response.status().is_success() {
            bail!("{method} {url} answered {}: {text}", response.status());
        }
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).with_context(|| format!("{method} {url} answered {text}"))
    }
}
