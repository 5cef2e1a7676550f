//! Ids: what happened.

use serde::{Deserialize, Serialize};

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

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
