//! What the simulators know after their process has ended and another one has begun.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::{recharge, sms};

/// Everything that outlives a process.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Memory {
    /// Recharge's tokens, webhooks and objects, and what it has delivered.
    pub recharge: recharge::Memory,
    /// What the SMS providers have sent.
    pub outbox: Vec<sms::Entry>,
}

impl Memory {
    /// What the file holds; nothing where there is none.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        if !file.exists() {
            return Ok(Self::default());
        }
        serde_json::from_slice(&fs::read(file)?)
            .with_context(|| format!("{} is of another version", file.display()))
    }

    /// Writes the file, wholly or not at all.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        let new = file.with_extension("new");
        fs::write(&new, serde_json::to_vec(self)?)?;
        fs::rename(&new, file).with_context(|| format!("{} cannot be written", file.display()))
    }
}
