//! The campaigns of a shop, as its merchant launches them.

use anyhow::Context;
use serde_json::{Value, json};

use crate::{Shop, activity::PATIENCE, wait};

impl Shop<'_> {
    /// Creates a draft for a segment, or for everybody; gives its key.
    pub fn draft_campaign(
        &self,
        name: &str,
        template: &str,
        segment: Option<&str>,
    ) -> anyhow::Result<String> {
        let wanted = json!({ "name": name, "template": template, "segment": segment });
        let made = self.post("/campaigns", &wanted)?.success()?;
        Ok(made.get("key").and_then(Value::as_str).context("no key")?.to_owned())
    }

    /// What a campaign would come to.
    pub fn estimate_campaign(&self, key: &str) -> anyhow::Result<Value> {
        self.post(&format!("/campaigns/{key}/estimate"), &json!({}))?.success()
    }

    /// Launches a campaign.
    pub fn launch_campaign(&self, key: &str) -> anyhow::Result<Value> {
        self.post(&format!("/campaigns/{key}/launch"), &json!({}))?.success()
    }

    /// Cancels a campaign; comes back once that counts everywhere.
    pub fn cancel_campaign(&self, key: &str) -> anyhow::Result<Value> {
        wait::until_effective(self.post(&format!("/campaigns/{key}/cancel"), &json!({}))?)
    }

    /// Waits until the progress of a campaign is so, and gives the campaign.
    pub fn await_progress(&self, key: &str, is_so: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        wait::until("the campaign has come so far", PATIENCE, || {
            let campaign = self.get(&format!("/campaigns/{key}"))?.success()?;
            let progress = campaign.get("progress").cloned().unwrap_or_default();
            Ok(Some(campaign).filter(|_| is_so(&progress)))
        })
    }
}
