//! The meter: which AWS requests the functions made.

use std::{collections::BTreeMap, time::Duration};

use serde_json::Value;

use crate::http::Http;

/// The meter. Journeys read it and never reset it: others count with it, too.
#[derive(Debug)]
pub struct Meter(Http);

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
}

/// How often an operation was called.
#[must_use]
pub fn count(calls: &Calls, operation: &str) -> u64 {
    calls.get(operation).copied().unwrap_or_default()
}
