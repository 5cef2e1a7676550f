//! The handle on the running stack.

use std::{env, fs, path::PathBuf};

use anyhow::Context;
use serde::Deserialize;

/// Where the running stack is. Addresses have no slash at their end.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Stack {
    pub(crate) api_url: String,
    pub(crate) admin_key: String,
    pub(crate) recharge_simulator_url: String,
    pub(crate) sms_simulator_url: String,
    pub(crate) aws_endpoint_url: String,
    pub(crate) clock_url: String,
    pub(crate) meter_url: String,
    pub(crate) events_dlq_url: String,
    pub(crate) sends_dlq_url: String,
    pub(crate) feedback_dlq_url: String,
}

impl Stack {
    /// The file with the handle.
    pub(crate) fn file() -> PathBuf {
        let usual = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/local/stack.json"));
        env::var_os("RECHIME_STACK").map_or_else(usual, PathBuf::from)
    }

    pub(crate) fn load() -> anyhow::Result<Self> {
        let file = Self::file();
        let text = fs::read(&file).with_context(|| {
            format!("the stack is not up ({} is missing); start it with cargo xtask up", file.display())
        })?;
        serde_json::from_slice(&text).with_context(|| format!("{} is of another version", file.display()))
    }
}
