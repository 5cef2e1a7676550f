//! A record of the stream that makes no sense.

use rechime_platform::queue::Job;
use rechime_store::StoreError;
use serde::{Deserialize, Serialize};

/// Which record it is, and what is wrong. It names no row, because the keys of some rows hold a phone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "uncounted.v1")]
pub struct Uncounted {
    /// The shard, as AWS calls it.
    shard: String,
    /// The record's number in the shard.
    sequence_number: String,
    /// What is wrong.
    problem: String,
}

impl Job for Uncounted {}

impl Uncounted {
    pub(crate) fn new(shard: &str, sequence_number: String, problem: String) -> Self {
        Self { shard: shard.to_owned(), sequence_number, problem }
    }
}

/// What is wrong with a row, without its key.
pub(crate) fn problem(error: &StoreError) -> String {
    match error {
        StoreError::Corrupt { problem, .. } => problem.clone(),
        other => other.to_string(),
    }
}
