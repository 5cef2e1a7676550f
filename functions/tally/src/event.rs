//! The events that wake the function, and its answer.

use rechime_store::{
    counters::{InvalidSequenceNumber, SequenceNumber},
    stream::StreamRecord,
};
use serde::{Deserialize, Serialize};

/// Records of one shard of the table's stream, in order:
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html>. Lambda names the shard only where the
/// event source has a tumbling window. That is what the window in `template.yaml` is for.
#[derive(Debug, Deserialize)]
pub struct StreamEvent {
    /// The records. None at the end of a window.
    #[serde(default, rename = "Records")]
    pub records: Vec<EventRecord>,
    /// The shard that they are from.
    #[serde(default, rename = "shardId")]
    pub shard: Option<String>,
}

/// One record, with what Lambda says around it.
#[derive(Clone, Debug, Deserialize)]
pub struct EventRecord {
    /// The change of a row.
    pub dynamodb: StreamRecord,
}

impl EventRecord {
    /// Its place in the shard.
    pub(crate) fn sequence(&self) -> Result<SequenceNumber, InvalidSequenceNumber> {
        SequenceNumber::parse(&self.dynamodb.sequence_number)
    }
}

/// Which records must come again.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamAnswer {
    /// Lambda takes an answer without it for a failure. Nothing is kept in it.
    state: State,
    /// The first of them; the shard is read again from there.
    batch_item_failures: Vec<Failure>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct State {}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

impl StreamAnswer {
    /// The shard is to be read again from this record on, named as the stream names it.
    pub(crate) fn again_from(sequence_number: String) -> Self {
        let failure = Failure { item_identifier: sequence_number };
        Self { batch_item_failures: vec![failure], ..Self::default() }
    }

    /// From where on the shard is read again, if it is.
    #[must_use]
    pub fn failed_from(&self) -> Option<&str> {
        self.batch_item_failures.first().map(|failure| failure.item_identifier.as_str())
    }
}
