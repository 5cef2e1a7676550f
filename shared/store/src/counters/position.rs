//! Where in the stream of the table a record is.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

/// A record of a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The shard.
    pub shard: Shard,
    /// The record.
    pub sequence: SequenceNumber,
}

/// A shard of the stream, by a short hash of its name: a row of counters has an attribute for each shard that told it
/// anything, and the names are long.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Shard(String);

/// Characters of the hash, five bits each. A row meets a few dozen shards in its life: no two share fifty bits.
const LENGTH: usize = 10;

impl Shard {
    /// The shard that AWS calls so.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let mut hash = BASE32_NOPAD.encode(&Sha256::digest(name)).to_ascii_lowercase();
        hash.truncate(LENGTH);
        Self(hash)
    }

    /// The attribute with what a row has counted of it.
    pub(crate) fn attribute(&self) -> String {
        format!("at_{}", self.0)
    }
}

/// The number of a record in its shard, which rises from record to record:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html>. Kept as the number of
/// its digits, in two digits, and its digits, so that text order is the numbers' order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SequenceNumber(String);

/// Why a text is not a [`SequenceNumber`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sequence number has 1 to 99 digits")]
pub struct InvalidSequenceNumber;

impl SequenceNumber {
    /// Takes a number as the stream has it.
    pub fn parse(text: &str) -> Result<Self, InvalidSequenceNumber> {
        let digits = text.trim_start_matches('0');
        let fits = !text.is_empty() && digits.len() < 100 && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(format!("{:02}{digits}", digits.len()))) } else { Err(InvalidSequenceNumber) }
    }

    /// A number as it is kept. It may be empty, which is before all others.
    pub(crate) fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The number as it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number without zeros before it.
impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.get(2..).unwrap_or_default())
    }
}
