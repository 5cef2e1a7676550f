//! The handle for tests and tools, `target/local/stack.json`.

use std::fs;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::paths::Paths;

/// Where the running stack is. Addresses have no slash at their end unless said otherwise.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Stack {
    /// The HTTP API's public address.
    pub(crate) api_url: String,
    /// The console's page, with a slash at its end.
    pub(crate) console_url: String,
    /// The key that signs in to the console, also the bearer key of its API.
    pub(crate) admin_key: String,
    /// The demo store's id.
    pub(crate) store: String,
    /// The demo store's webhooks, up to and excluding `/{resource}/{action}`.
    pub(crate) webhook_url: String,
    /// The Recharge client secret that signs the demo store's webhooks.
    pub(crate) webhook_secret: String,
    /// The simulator of Recharge.
    pub(crate) recharge_simulator_url: String,
    /// The simulator of the SMS providers.
    pub(crate) sms_simulator_url: String,
    /// The AWS emulator.
    pub(crate) aws_endpoint_url: String,
    /// The movable clock.
    pub(crate) clock_url: String,
    /// The counts of the functions' AWS requests, at `/meter`.
    pub(crate) meter_url: String,
    /// Events that could not be evaluated.
    pub(crate) events_dlq_url: String,
    /// Texts that could not be sent.
    pub(crate) sends_dlq_url: String,
    /// Replies and receipts that could not be heeded.
    pub(crate) feedback_dlq_url: String,
    /// The table's name.
    pub(crate) table: String,
}

impl Stack {
    /// The running stack.
    pub(crate) fn load(paths: &Paths) -> anyhow::Result<Self> {
        let text = fs::read(paths.handle()).context("the stack is not up; start it with: cargo xtask up")?;
        serde_json::from_slice(&text)
            .with_context(|| format!("{} is of another version", paths.handle().display()))
    }

    pub(crate) fn save(&self, paths: &Paths) -> anyhow::Result<()> {
        Ok(fs::write(paths.handle(), serde_json::to_vec_pretty(self)?)?)
    }
}
