//! The meter: which AWS requests the functions made, and which of them go wrong.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;
use serde_json::Value;

use crate::http::Http;

/// The meter. Journeys read it and never reset it: others count with it, too.
#[derive(Debug)]
pub struct Meter(Http);

/// Requests that go wrong. A call is tried three times.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Fault<'a> {
    /// Such as `DynamoDB.PutItem`.
    pub operation: &'a str,
    /// What their bodies contain. Name a shop or a person of the journey's own.
    pub containing: &'a str,
    /// How many.
    pub times: u32,
    /// How.
    pub kind: FaultKind,
}

/// How a request goes wrong.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// AWS fails, and nothing is done.
    Refuse,
    /// It is done, and the answer is lost.
    LoseAnswer,
    /// It takes so many milliseconds.
    Delay(u64),
}

/// Requests by operation, such as `DynamoDB.PutItem`.
pub type Calls = BTreeMap<String, u64>;

impl Meter {
    pub(crate) fn new(url: &str) -> Self {
        Self(Http::new(url, Duration::from_secs(30)))
    }

    /// What a function has asked of AWS so far; its name without the stage.
    pub fn calls(&self, function: &str) -> anyhow::Result<Calls> {
        let table = self.0.get("/meter")?.success()?;
        let operations = table.get(format!("rechime-local-{function}")).and_then(Value::as_object);
        let count = |(operation, tally): (&String, &Value)| {
            Some((operation.clone(), tally.get("requests").and_then(Value::as_u64)?))
        };
        Ok(operations.into_iter().flatten().filter_map(count).collect())
    }

    /// Makes requests go wrong from now on, in the place of what went wrong before.
    pub fn trouble(&self, faults: &[Fault<'_>]) -> anyhow::Result<()> {
        self.0.put("/meter/faults", &serde_json::to_value(faults)?)?.success().map(drop)
    }

    /// Everything goes right again.
    pub fn mend(&self) -> anyhow::Result<()> {
        self.0.delete("/meter/faults")?.success().map(drop)
    }
}

/// How often an operation was called.
#[must_use]
pub fn count(calls: &Calls, operation: &str) -> u64 {
    calls.get(operation).copied().unwrap_or_default()
}
