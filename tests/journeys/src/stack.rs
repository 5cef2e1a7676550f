//! The handle on the running stack.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::json;

use crate::http::Http;

/// How long a stack may take to say which one it is.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the running stack is. Addresses have no slash at their end.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Stack {
    id: String,
    handle: PathBuf,
    pub(crate) api_url: String,
    pub(crate) admin_key: String,
    pub(crate) store: String,
    pub(crate) webhook_url: String,
    pub(crate) webhook_secret: String,
    pub(crate) recharge_simulator_url: String,
    pub(crate) sms_simulator_url: String,
    aws_endpoint_url: String,
    pub(crate) clock_url: String,
    pub(crate) meter_url: String,
    pub(crate) events_dlq_url: String,
    pub(crate) sends_dlq_url: String,
    pub(crate) replies_dlq_url: String,
    pub(crate) feedback_dlq_url: String,
    pub(crate) clicks_dlq_url: String,
    pub(crate) audience_dlq_url: String,
}

impl Stack {
    /// All that journeys may use: those whose handles `RECHIME_STACKS` names, divided as in `PATH`, else the usual one.
    pub(crate) fn all() -> anyhow::Result<Vec<Self>> {
        let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/local/stack.json");
        let files = env::var_os("RECHIME_STACKS").unwrap_or_else(|| usual.into());
        env::split_paths(&files).map(|file| Self::load(&file)).collect()
    }

    /// A client of an AWS service, as the emulator knows which one is meant.
    pub(crate) fn aws(&self, service: &str, content_type: &str, patience: Duration) -> Http {
        let scope = format!("AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request");
        Http::new(&self.aws_endpoint_url, patience)
            .with_header("authorization", scope)
            .with_header("content-type", content_type)
    }

    /// The file with its handle.
    pub(crate) fn handle(&self) -> &Path {
        &self.handle
    }

    pub(crate) fn load(file: &Path) -> anyhow::Result<Self> {
        let down = || format!("no stack is up by {}; start one with cargo xtask up", file.display());
        let text = fs::read(file).with_context(down)?;
        let stack: Self = serde_json::from_slice(&text)
            .with_context(|| format!("{} is of another version", file.display()))?;
        ensure!(stack.handle == file.canonicalize()?, "{}: it is a copy", down());
        stack.ensure_it_answers().with_context(down)?;
        Ok(stack)
    }

    /// Fails where nobody, or another stack, is at the stack's addresses.
    fn ensure_it_answers(&self) -> anyhow::Result<()> {
        let answer = Http::new(&self.clock_url, PATIENCE).get("/stack")?.success()?;
        ensure!(answer == json!({ "id": self.id }), "another stack is at {}", self.clock_url);
        Ok(())
    }
}
