//! The segments of a shop, as its merchant asks for them.

use anyhow::Context;
use serde_json::{Value, json};

use crate::{Person, Shop, activity::PATIENCE, wait};

impl Shop<'_> {
    /// Creates a segment; gives its key, once it counts everywhere.
    pub fn add_segment(&self, name: &str, condition: &Value) -> anyhow::Result<String> {
        let wanted = json!({ "name": name, "condition": condition });
        let made = wait::until_effective(self.post("/segments", &wanted)?)?;
        Ok(made.get("key").and_then(Value::as_str).context("no key")?.to_owned())
    }

    /// Whether a person is in a segment. The list must be so short that its members are on one page.
    pub fn is_member(&self, person: &Person, segment: &str) -> anyhow::Result<bool> {
        let page = self.get(&format!("/segments/{segment}/members"))?.success()?;
        let members = page.get("members").and_then(Value::as_array).context("no members")?;
        Ok(members.iter().any(|member| member.get("phone") == Some(&json!(person.phone))))
    }

    /// How many people a condition describes; the list must be so short that this is exact.
    pub fn count(&self, condition: &Value) -> anyhow::Result<u64> {
        let counted = self.post("/segments/count", &json!({ "condition": condition }))?.success()?;
        anyhow::ensure!(counted.get("exact") == Some(&json!(true)), "{counted}");
        counted.get("count").and_then(Value::as_u64).context("no count")
    }

    /// Has a segment counted by a run, and waits for the end of it.
    pub fn await_run(&self, segment: &str) -> anyhow::Result<Value> {
        let started = self.post(&format!("/segments/{segment}/runs"), &json!({}))?.success()?;
        let key = started.get("key").and_then(Value::as_str).context("no key")?.to_owned();
        wait::until("the run is done", PATIENCE, || {
            let run = self.get(&format!("/runs/{key}"))?.success()?;
            Ok(Some(run).filter(|run| run.get("state") == Some(&json!("done"))))
        })
    }
}
