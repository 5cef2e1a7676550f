//! What the stack shows of a message or a person.

use jiff::Timestamp;
use serde::Deserialize;

/// A text in the SMS simulator's outbox.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Sms {
    pub(super) to: String,
    pub(super) body: String,
    pub(super) at: Timestamp,
}

/// A message in the console's activity.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) flow: String,
    pub(super) phone: Option<String>,
    pub(super) state: String,
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) segments: Option<u32>,
    pub(super) held_until: Option<Timestamp>,
    pub(super) why: Vec<Reason>,
}

/// A reason, as code and in words.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Reason {
    pub(super) code: String,
    pub(super) text: String,
}

impl Entry {
    pub(super) fn codes(&self) -> Vec<&str> {
        self.why.iter().map(|reason| reason.code.as_str()).collect()
    }
}

/// A line of the ledger: what the store's list says of a person, and on what grounds.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Consent {
    pub(super) status: String,
    pub(super) source: String,
    pub(super) wording: Option<String>,
}
