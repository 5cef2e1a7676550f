//! Ids: what happened.

use serde::{Deserialize, Serialize};

use super::{hash, id_as_text, is_hash};

/// What makes two reports the same occurrence: built from ids and dates of the payload only, so that a
/// redelivery of any kind makes the same key. For instance `charge:91965724:failed`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OccurrenceKey(String);

impl OccurrenceKey {
    /// Takes the parts as the reader of the webhook joined them.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key of one of several tries, where each counts for itself: `charge:91965724:retry:2`.
    #[must_use]
    pub fn of_try(&self, number: u64) -> Self {
        Self(format!("{}:{number}", self.0))
    }

    /// The key of an event that the object itself does not bear out: `charge:91965724:failed:not_confirmed`.
    #[must_use]
    pub fn doubted(&self) -> Self {
        Self(format!("{}:not_confirmed", self.0))
    }

    /// The key in short.
    #[must_use]
    pub fn hash(&self) -> OccurrenceHash {
        OccurrenceHash(hash(&[self.0.as_bytes()], HASH_LENGTH))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Characters of an [`OccurrenceHash`]: 80 bits.
const HASH_LENGTH: usize = 16;

/// An occurrence key in short, for where many are kept: 16 characters of base32.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OccurrenceHash(String);

/// Why a text is not an [`OccurrenceHash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an occurrence's hash is 16 lower-case base32 characters")]
pub struct InvalidOccurrenceHash;

impl OccurrenceHash {
    /// Takes a hash as it stands in a line of the journal.
    pub fn parse(text: &str) -> Result<Self, InvalidOccurrenceHash> {
        if is_hash(text, HASH_LENGTH) { Ok(Self(text.to_owned())) } else { Err(InvalidOccurrenceHash) }
    }
}

id_as_text!(OccurrenceHash, InvalidOccurrenceHash);
