//! A gate before the functions that read queues: batches are full when a queue has filled up behind it.

use anyhow::Context;
use serde_json::{Value, json};

use crate::{http::Http, stack::Stack};

/// Where Lambda keeps what reads a queue.
const MAPPINGS: &str = "/2015-03-31/event-source-mappings/";

/// The emulator's event sources.
pub(super) struct Gate {
    emulator: Http,
}

impl Gate {
    pub(super) fn new(stack: &Stack) -> Self {
        Self { emulator: Http::new(&stack.aws_endpoint_url) }
    }

    /// Closed, the queues fill up; opened again, they are read in full batches.
    pub(super) fn set_open(&self, open: bool) -> anyhow::Result<()> {
        let mappings = self.emulator.get(MAPPINGS)?;
        let mappings =
            mappings.get("EventSourceMappings").and_then(Value::as_array).context("no mappings")?;
        for mapping in mappings {
            let id = mapping.get("UUID").and_then(Value::as_str).context("a mapping without a name")?;
            self.emulator.put(&format!("{MAPPINGS}{id}"), &json!({ "Enabled": open }))?;
        }
        Ok(())
    }
}
