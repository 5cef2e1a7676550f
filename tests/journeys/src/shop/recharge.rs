//! The simulator of Recharge, as far as a shop needs it beside its own webhooks.

use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};

use crate::{Webhook, activity::PATIENCE, http::Http, wait};

/// The simulator.
#[derive(Debug)]
pub struct Recharge(Http);

impl Recharge {
    pub(crate) fn new(url: &str) -> Self {
        Self(Http::new(url, Duration::from_secs(30)))
    }

    /// The token of the store `demo`.
    pub(crate) fn demo_token(&self) -> anyhow::Result<String> {
        let shown = self.0.get("/_sim")?.success()?;
        let token = shown.get("demo_token").and_then(Value::as_str);
        token.map(str::to_owned).context("the simulator has no demo token")
    }

    pub(crate) fn add_token(&self, token: &str, client_secret: &str) -> anyhow::Result<()> {
        let token = json!({ "token": token, "client_secret": client_secret });
        self.0.post("/_sim/tokens", &token)?.success().map(drop)
    }

    /// Registering and deleting a webhook for each topic is more than the rate limit allows at once.
    pub(crate) fn forget_webhooks(&self, token: &str) -> anyhow::Result<()> {
        self.0.put("/_sim/faults", &json!({ "rate_limit": false }))?.success()?;
        for webhook in self.webhooks(token)? {
            let id = webhook.get("id").context("a webhook without an id")?;
            self.admin(token).delete(&format!("/webhooks/{id}"))?.success()?;
        }
        self.mend()
    }

    pub(crate) fn webhooks(&self, token: &str) -> anyhow::Result<Vec<Value>> {
        // The functions ask with the same token, whose requests are limited.
        let list = wait::until("room for one more request", PATIENCE, || {
            let answer = self.admin(token).get("/webhooks?limit=250")?;
            if answer.status == 429 { Ok(None) } else { answer.success().map(Some) }
        })?;
        list.get("webhooks").and_then(Value::as_array).cloned().context("no list of webhooks")
    }

    fn admin(&self, token: &str) -> Http {
        let api = self.0.clone().with_header("x-recharge-access-token", token);
        api.with_header("x-recharge-version", "2021-11")
    }

    /// Lets Recharge have objects by their kind (`charges`, `subscriptions`, `customers` and so on), in the lists of
    /// one token alone.
    pub(crate) fn keep(&self, token: &str, objects: &Value) -> anyhow::Result<()> {
        self.0.post(&format!("/_sim/objects?token={token}"), objects)?.success().map(drop)
    }

    /// Sends events to a token's webhooks, and gives up on each that fails as Recharge does, though sooner.
    pub(crate) fn send_all(&self, token: &str, webhooks: &[Webhook]) -> anyhow::Result<()> {
        let emission =
            |webhook: &Webhook| json!({ "topic": webhook.topic, "payload": webhook.payload, "token": token });
        self.wait_between_attempts(1)?;
        let emissions: Vec<_> = webhooks.iter().map(emission).collect();
        let sent = self.0.post("/_sim/emit_batch", &Value::Array(emissions))?.success().map(drop);
        self.wait_between_attempts(300)?;
        sent
    }

    fn wait_between_attempts(&self, milliseconds: u64) -> anyhow::Result<()> {
        self.0.put("/_sim/retries", &json!({ "backoff_ms": milliseconds }))?.success().map(drop)
    }

    /// Neither do its webhooks reach us, nor do we reach its Admin API.
    pub fn cut_off(&self) -> anyhow::Result<()> {
        self.0.put("/_sim/faults", &json!({ "status": 503, "deliveries": false }))?.success().map(drop)
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
