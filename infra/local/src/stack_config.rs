//! The binary's configuration: its ports, and the names that the deployment gave its resources.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

/// The configuration file. Every port is on 127.0.0.1.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StackConfig {
    /// The id of this stack's start, which no other stack has.
    pub(crate) stack_id: String,
    /// The port of the API's public address.
    pub(crate) gateway_port: u16,
    /// The port at which the clock is read and moved.
    pub(crate) clock_port: u16,
    /// The port to which the functions send their AWS requests.
    pub(crate) meter_port: u16,
    /// The emulator's own address, without a slash at its end.
    pub(crate) emulator_url: String,
    /// The deployed HTTP API.
    pub(crate) api_id: String,
    /// The group of the release schedules.
    pub(crate) schedule_group: String,
    /// The functions that hourly schedules wake.
    pub(crate) hourly_functions: Vec<String>,
    /// The function that the alarms of the dead-letter queues wake.
    pub(crate) dead_letters: String,
    /// The dead-letter queues.
    pub(crate) dead_letter_urls: Vec<String>,
    /// The queues between the functions, in the order in which a message passes them.
    pub(crate) queue_urls: Vec<String>,
    /// The file with the clock's offset from the machine's, which the functions read.
    pub(crate) clock_file: PathBuf,
}

impl StackConfig {
    pub(crate) fn load(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is not a configuration", path.display()))
    }
}
