//! The handle for tests and tools, `target/local/stack.json`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::http::Http;
use crate::paths::Paths;

/// Where the running stack is. Addresses have no slash at their end unless said otherwise.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Stack {
    /// No other start of a stack has it. The stack answers it at `/stack` of the clock's address.
    pub(crate) id: String,
    /// Where this file belongs. A copy of it elsewhere is of no stack.
    pub(crate) handle: PathBuf,
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
    /// Replies that could not be heeded.
    pub(crate) replies_dlq_url: String,
    /// Receipts that could not be heeded.
    pub(crate) feedback_dlq_url: String,
    /// Clicks that could not be handled.
    pub(crate) clicks_dlq_url: String,
    /// Where parts of runs over lists end up that cannot be done.
    pub(crate) audience_dlq_url: String,
    /// The table's name.
    pub(crate) table: String,
}

impl Stack {
    /// The running stack. It must be the one that the handle was written for, and it must answer.
    pub(crate) fn load(paths: &Paths) -> anyhow::Result<Self> {
        const DOWN: &str = "the stack is not up; start it with: cargo xtask up";
        let file = paths.handle().canonicalize().context(DOWN)?;
        let stack: Self = serde_json::from_slice(&fs::read(&file)?)
            .with_context(|| format!("{} is of another version", file.display()))?;
        ensure!(stack.handle == file, "{DOWN} ({} is a copy)", file.display());
        stack.ensure_it_answers().context(DOWN)?;
        Ok(stack)
    }

    /// Fails where nobody, or another stack, is at the stack's addresses.
    pub(super) fn ensure_it_answers(&self) -> anyhow::Result<()> {
        let answer = Http::new(&self.clock_url).get("/stack")?;
        ensure!(answer == json!({ "id": self.id }), "another stack is at {}", self.clock_url);
        Ok(())
    }

    pub(super) fn save(&self) -> anyhow::Result<()> {
        Ok(fs::write(&self.handle, serde_json::to_vec_pretty(self)?)?)
    }
}
