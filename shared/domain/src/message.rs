//! A message: what waits, what is claimed, and how it ended.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    hour::Hour,
    ids::{MessageId, OccurrenceKey, SourceId, StoreId},
    link::LinkCode,
    minute::Minute,
    occurrence::Occurrence,
    phone::PhoneNumber,
    reason::Reason,
};

mod again;

pub use self::again::{Again, NotAgain};

/// A message that has not been claimed yet: it travels in queues and lies in holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingMessage {
    /// Its deterministic id.
    pub id: MessageId,
    /// The store that sends it.
    pub store: StoreId,
    /// The flow that it comes from.
    pub source: SourceId,
    /// The number of the flow's step.
    pub step: u8,
    /// What it is about; shared by the messages that one event makes.
    #[serde(with = "shared")]
    pub occurrence: Arc<Occurrence>,
    /// Until when it was held, if it was: the release minute of the last hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Minute>,
    /// When it was planned, to the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// Its waits, the last one with all reasons of its decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<Wait>,
    /// Since when it could go, and waits only for its sender's turn. It does not grow too old by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<Timestamp>,
    /// What it sends again, if it is the second try of another message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
}

/// A wait of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// When it was decided, to the second.
    pub at: Timestamp,
    /// Its release minute.
    pub until: Minute,
    /// Why. Of a wait that is over, what made the message wait and nothing else.
    pub why: Vec<Reason>,
}

impl Wait {
    /// The same with no more than what made the message wait.
    #[must_use]
    pub fn in_brief(&self) -> Self {
        let why = self.why.iter().filter(|reason| reason.makes_wait()).cloned().collect();
        Self { why, ..self.clone() }
    }
}

/// A time to the second: half as long as to the nanosecond, in rows that must stay small.
fn to_the_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// A shared value is written as the value itself.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Serialize, S: Serializer>(value: &Arc<T>, to: S) -> Result<S::Ok, S::Error> {
        T::serialize(value, to)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Arc<T>, D::Error> {
        T::deserialize(from).map(Arc::new)
    }
}

impl PendingMessage {
    /// The same message, planned at `at`.
    #[must_use]
    pub fn decided(self, at: Timestamp) -> Self {
        Self { decided_at: Some(to_the_second(at)), ..self }
    }

    /// The same message, which could go from `at` on, if not before.
    #[must_use]
    pub fn ready(self, at: Timestamp) -> Self {
        Self { ready_at: Some(self.ready_at.unwrap_or_else(|| to_the_second(at))), ..self }
    }

    /// The same message with one more wait, decided `at`.
    #[must_use]
    pub fn waiting(&self, at: Timestamp, until: Minute, why: &[Reason]) -> Self {
        let mut waits = self.waits_in_brief();
        waits.push(Wait { at: to_the_second(at), until, why: why.to_vec() });
        Self { waits, ..self.clone() }
    }

    /// Its waits, with no more than what made it wait.
    #[must_use]
    pub fn waits_in_brief(&self) -> Vec<Wait> {
        self.waits.iter().map(Wait::in_brief).collect()
    }
}

/// The name of the state of a message that was given back.
const DUE: &str = "due";

/// Where a message stands. Before its first claim `held` and `due` are no rows: a held message is its hold, a due one
/// is on the queue. A row that says so tells what came of a plan that was different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MessageState {
    /// Waits for another minute than it was planned for: its window closed before it could go, or was changed.
    Held {
        /// Its release minute.
        until: Minute,
        /// When that was decided.
        at: Timestamp,
    },
    /// Given back after the provider did not take it for now; the queue brings it again.
    Due {
        /// Why it was not sent, and what to do where a person must.
        reason: String,
        /// When.
        at: Timestamp,
    },
    /// Claimed: the provider is being called, or was when the process ended.
    Sending {
        /// The queue message that claimed it. Its own redelivery, or a quarter of an hour, says that the claim died.
        claimed_by: String,
        /// When.
        at: Timestamp,
    },
    /// The provider has it.
    Accepted {
        /// The provider's id.
        provider_id: String,
        /// When.
        at: Timestamp,
    },
    /// It arrived.
    Delivered {
        /// The provider's id.
        provider_id: String,
        /// When.
        at: Timestamp,
    },
    /// It did not arrive.
    Undelivered {
        /// The provider's id.
        provider_id: String,
        /// The provider's reason.
        reason: String,
        /// When.
        at: Timestamp,
    },
    /// The provider refused it for good.
    Failed {
        /// The provider's reason.
        reason: String,
        /// When.
        at: Timestamp,
    },
    /// The provider may or may not have it. Never sent again.
    Unknown {
        /// What is known of the attempt.
        reason: String,
        /// When that was found.
        at: Timestamp,
    },
    /// It was not sent, for the last of its reasons.
    Skipped {
        /// When that was decided.
        at: Timestamp,
    },
}

/// What a provider says of the bill for a text, as far as it says anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Parts that it bills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<u32>,
    /// What all of them cost, in millionths of a dollar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_micros: Option<u64>,
}

/// What tells one claim from another: a queue message that comes again may claim again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimKey {
    /// The queue message that claimed.
    pub claimed_by: String,
    /// When.
    pub at: Timestamp,
}

impl ClaimKey {
    /// The state that the claim puts its message in.
    #[must_use]
    pub fn sending(&self) -> MessageState {
        MessageState::Sending { claimed_by: self.claimed_by.clone(), at: self.at }
    }
}

impl MessageState {
    /// The claim of a message that is being sent.
    #[must_use]
    pub fn claim(&self) -> Option<ClaimKey> {
        match self {
            Self::Sending { claimed_by, at } => Some(ClaimKey { claimed_by: claimed_by.clone(), at: *at }),
            _ => None,
        }
    }

    /// The provider's id, where it took the text.
    #[must_use]
    pub fn provider_id(&self) -> Option<&str> {
        match self {
            Self::Accepted { provider_id, .. }
            | Self::Delivered { provider_id, .. }
            | Self::Undelivered { provider_id, .. } => Some(provider_id),
            _ => None,
        }
    }

    /// The name in the API and the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Held { .. } => "held",
            Self::Due { .. } => DUE,
            Self::Sending { .. } => "sending",
            Self::Accepted { .. } => "accepted",
            Self::Delivered { .. } => "delivered",
            Self::Undelivered { .. } => "undelivered",
            Self::Failed { .. } => "failed",
            Self::Unknown { .. } => "unknown",
            Self::Skipped { .. } => "skipped",
        }
    }

    /// The names of the states that a receipt of this state, or another look, replaces: those that know less of the text's
    /// way. A delivery outweighs a failure to deliver, because only the phone can tell of one.
    #[must_use]
    pub const fn replaces(&self) -> &'static [&'static str] {
        match self {
            Self::Unknown { .. } => &["unknown"],
            Self::Accepted { .. } => &["sending", "unknown"],
            Self::Undelivered { .. } => &["sending", "unknown", "accepted"],
            Self::Delivered { .. } => &["sending", "unknown", "accepted", "undelivered"],
            _ => &[],
        }
    }

    /// Why it stands so, where the state itself tells.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Due { reason, .. }
            | Self::Undelivered { reason, .. }
            | Self::Failed { reason, .. }
            | Self::Unknown { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// Whether another state may follow, which would take its place in the row.
    #[must_use]
    pub const fn may_be_replaced(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::Undelivered { .. } | Self::Unknown { .. })
    }

    /// Whether it is still to go, and may be claimed.
    #[must_use]
    pub const fn waits(&self) -> bool {
        matches!(self, Self::Held { .. } | Self::Due { .. })
    }

    /// Since when it stands so.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Held { at, .. }
            | Self::Due { at, .. }
            | Self::Sending { at, .. }
            | Self::Accepted { at, .. }
            | Self::Delivered { at, .. }
            | Self::Undelivered { at, .. }
            | Self::Failed { at, .. }
            | Self::Unknown { at, .. }
            | Self::Skipped { at } => *at,
        }
    }
}

/// A message's row: what was decided, what was sent, and why. Kept for the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRecord {
    /// Its id.
    pub id: MessageId,
    /// The store that sends it.
    pub store: StoreId,
    /// The flow that it comes from.
    pub source: SourceId,
    /// The number of the flow's step.
    pub step: u8,
    /// To whom; absent where there was no usable number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// The text as sent; absent where none could be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Parts of the text, as the provider bills them: our own count until a receipt says otherwise.
    #[serde(default)]
    pub parts: u32,
    /// What the provider says that it costs, in millionths of a dollar. Absent until a receipt says so.
    #[serde(default, rename = "price", skip_serializing_if = "Option::is_none")]
    pub price_micros: Option<u64>,
    /// The hour of the claim or skip, in which the message is counted ([`counting`](crate::counting)).
    pub hour: Hour,
    /// When the webhook came.
    pub received_at: Timestamp,
    /// What makes the occurrence this one and no other.
    pub occurrence: OccurrenceKey,
    /// Until when it was held, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Minute>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: MessageState,
    /// The codes of the text's short links, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkCode>,
    /// When a person first followed one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clicked_at: Option<Timestamp>,
    /// The reasons of the last look, in the order they were found.
    pub why: Vec<Reason>,
    /// When it was planned, to the second; absent where it was skipped at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// Its waits, in brief.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<Wait>,
    /// What became of it, where something else came after: the provider's answers and receipts, as they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<StateChange>,
}

/// A state that a message was in, or that a receipt told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateChange {
    /// The state's name.
    pub state: String,
    /// When.
    pub at: Timestamp,
    /// The provider's reason, or what is known of the attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl From<&MessageState> for StateChange {
    fn from(state: &MessageState) -> Self {
        let (state, at, reason) = (state.name().to_owned(), state.at(), state.reason().map(str::to_owned));
        Self { state, at, reason }
    }
}

impl MessageRecord {
    /// Whether it came to this state before, or is in it.
    #[must_use]
    pub fn came_to(&self, state: &MessageState) -> bool {
        self.state.name() == state.name() || self.history.iter().any(|change| change.state == state.name())
    }

    /// All that became of it once it was claimed, in order.
    #[must_use]
    pub fn changes(&self) -> Vec<StateChange> {
        let mut changes = self.history.clone();
        let now = StateChange::from(&self.state);
        if !changes.contains(&now) {
            changes.push(now);
        }
        changes.sort_by_key(|change| change.at);
        changes
    }

    /// Why it was given back, as often as it was.
    #[must_use]
    pub fn tries(&self) -> Vec<StateChange> {
        self.changes().into_iter().filter(|change| change.state == DUE).collect()
    }

    /// The codes of its links that another row of the same message does not name.
    #[must_use]
    pub fn links_missing_in(&self, other: &Self) -> Vec<LinkCode> {
        self.links.iter().filter(|code| !other.links.contains(code)).cloned().collect()
    }
}
