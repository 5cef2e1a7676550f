//! A gate before the functions that read queues, and before the one that reads the table's stream: batches are full when
//! enough has gathered behind it.

use anyhow::Context;
use serde_json::{Value, json};

use crate::{http::Http, stack::Stack};

/// Where Lambda keeps what reads a queue.
const MAPPINGS: &str = "/2015-03-31/event-source-mappings/";

/// What is read in batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The queues.
    Queues,
    /// The table's stream. On AWS it is read once a minute, in the emulator every two seconds.
    Stream,
}

/// The emulator's event sources.
pub(super) struct Gate {
    emulator: Http,
}

impl Gate {
    pub(super) fn new(stack: &Stack) -> Self {
        Self { emulator: Http::new(&stack.aws_endpoint_url) }
    }

    /// Closed, a source fills up; opened again, it is read in full batches.
    pub(super) fn set_open(&self, source: Source, open: bool) -> anyhow::Result<()> {
        let mappings = self.emulator.get(MAPPINGS)?;
        let mappings =
            mappings.get("EventSourceMappings").and_then(Value::as_array).context("no mappings")?;
        for mapping in mappings.iter().filter(|mapping| is_of(mapping, source)) {
            let id = mapping.get("UUID").and_then(Value::as_str).context("a mapping without a name")?;
            self.emulator.put(&format!("{MAPPINGS}{id}"), &json!({ "Enabled": open }))?;
        }
        Ok(())
    }
}

fn is_of(mapping: &Value, source: Source) -> bool {
    let arn = mapping.get("EventSourceArn").and_then(Value::as_str).unwrap_or_default();
    arn.contains(":dynamodb:") == (source == Source::Stream)
}
