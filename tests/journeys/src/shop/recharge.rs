//! The simulator of Recharge, as far as a shop needs it beside its own webhooks.

use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};

use crate::http::Http;

/// The simulator.
#[derive(Debug)]
pub struct Recharge(Http);

impl Recharge {
    pub(crate) fn new(url: &str) -> Self {
        Self(Http::new(url, Duration::from_secs(30)))
    }

    pub(crate) fn add_token(&self, token: &str, client_secret: &str) -> anyhow::Result<()> {
        let token = json!({ "token": token, "client_secret": client_secret });
        self.0.post("/_sim/tokens", &token)?.success().map(drop)
    }

    pub(crate) fn forget_webhooks(&self, token: &str) -> anyhow::Result<()> {
        let api = self.0.clone().with_header("x-recharge-access-token", token);
        let api = api.with_header("x-recharge-version", "2021-11");
        let list = api.get("/webhooks?limit=250")?.success()?;
        let ids = list.get("webhooks").and_then(Value::as_array).context("no list of webhooks")?;
        for id in ids.iter().filter_map(|webhook| webhook.get("id")) {
            api.delete(&format!("/webhooks/{id}"))?.success()?;
        }
        Ok(())
    }

    /// Lets Recharge have an object of a kind: `charges`, `subscriptions`, `customers` and so on.
    pub fn keep(&self, kind: &str, object: &Value) -> anyhow::Result<()> {
        self.0.post("/_sim/objects", &json!({ kind: [object] }))?.success().map(drop)
    }

    /// The Admin API answers every request with that status.
    pub fn answer_with(&self, status: u16) -> anyhow::Result<()> {
        self.0.put("/_sim/faults", &json!({ "status": status }))?.success().map(drop)
    }

    /// Everything goes right again.
    pub fn mend(&self) -> anyhow::Result<()> {
        self.0.delete("/_sim/faults")?.success().map(drop)
    }
}
