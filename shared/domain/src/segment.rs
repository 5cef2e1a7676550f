//! Segments: groups of a store's subscribers, each by a condition or by what they ever did.

pub mod edit;

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{condition::Condition, subscriber::Subscriber};

/// The most segments of its own that a store has. All of them are read at once, with its flows.
pub const MOST_SEGMENTS: usize = 50;

/// The longest name of a segment, in characters.
pub const LONGEST_NAME: usize = 60;

/// What the ids of a store's own segments begin with.
const OWN: &str = "segment-";

/// Names a segment: one of the two that every store has once Recharge is connected, or one of the store's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum SegmentId {
    /// Those who ever received a message of a Recharge flow.
    ReceivedRecharge,
    /// Those who ever clicked a link in one.
    ClickedRecharge,
    /// A segment of the store's own: what stands behind `segment-`, 1 to 32 lower-case letters and digits.
    Own(String),
}

/// Why a text is not a [`SegmentId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a segment is received_recharge, clicked_recharge, or segment- with letters and digits")]
pub struct InvalidSegmentId;

impl SegmentId {
    /// The segments that every store has.
    pub const BUILT_IN: [Self; 2] = [Self::ReceivedRecharge, Self::ClickedRecharge];

    /// Takes an id as it stands in a path or a key.
    pub fn parse(text: &str) -> Result<Self, InvalidSegmentId> {
        match text {
            "received_recharge" => Ok(Self::ReceivedRecharge),
            "clicked_recharge" => Ok(Self::ClickedRecharge),
            _ => text.strip_prefix(OWN).ok_or(InvalidSegmentId).and_then(Self::own),
        }
    }

    /// A segment of the store's own. `random` makes it unique there: lower-case letters and digits.
    pub fn own(random: &str) -> Result<Self, InvalidSegmentId> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fits = (1..=32).contains(&random.len()) && random.bytes().all(allowed);
        if fits { Ok(Self::Own(random.to_owned())) } else { Err(InvalidSegmentId) }
    }

    /// Whether every store has it.
    #[must_use]
    pub const fn is_built_in(&self) -> bool {
        !matches!(self, Self::Own(_))
    }
}

impl fmt::Display for SegmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReceivedRecharge => f.write_str("received_recharge"),
            Self::ClickedRecharge => f.write_str("clicked_recharge"),
            Self::Own(own) => write!(f, "{OWN}{own}"),
        }
    }
}

impl From<SegmentId> for String {
    fn from(id: SegmentId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for SegmentId {
    type Error = InvalidSegmentId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

/// A segment of a store's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its id, which never changes.
    pub id: SegmentId,
    /// What the merchant calls it. 1 to [`LONGEST_NAME`] characters.
    pub name: String,
    /// Who is in it.
    pub condition: Condition,
    /// Counts edits, from 1: two people who edit at once do not overwrite each other.
    pub version: u64,
}

/// The segments of a store's own, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segments(BTreeMap<SegmentId, Segment>);

impl Segments {
    /// The segment of that id.
    #[must_use]
    pub fn get(&self, id: &SegmentId) -> Option<&Segment> {
        self.0.get(id)
    }

    /// Adds a segment, or puts it in the place of the one with its id.
    pub fn put(&mut self, segment: Segment) {
        self.0.insert(segment.id.clone(), segment);
    }

    /// Deletes a segment.
    pub fn delete(&mut self, id: &SegmentId) -> Option<Segment> {
        self.0.remove(id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Segment> {
        self.0.values()
    }

    /// Whether a subscriber is in a segment; `None` where there is no such segment.
    #[must_use]
    pub fn has(&self, id: &SegmentId, subscriber: &Subscriber, now: Timestamp) -> Option<bool> {
        match id {
            SegmentId::ReceivedRecharge => Some(subscriber.received_recharge_on.is_some()),
            SegmentId::ClickedRecharge => Some(subscriber.clicked_recharge_on.is_some()),
            SegmentId::Own(_) => Some(self.get(id)?.condition.describes(subscriber, now)),
        }
    }
}

impl FromIterator<Segment> for Segments {
    fn from_iter<I: IntoIterator<Item = Segment>>(segments: I) -> Self {
        Self(segments.into_iter().map(|segment| (segment.id.clone(), segment)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written_and_nothing_else_is_one() {
        for text in ["received_recharge", "clicked_recharge", "segment-7k2m9x"] {
            let id = SegmentId::parse(text).unwrap();
            assert_eq!(id.to_string(), text);
            assert_eq!(id.is_built_in(), !text.starts_with("segment-"));
        }
        for bad in
            ["", "segment-", "segment-A", "segment-a#b", "recharge", &format!("segment-{}", "a".repeat(33))]
        {
            assert_eq!(SegmentId::parse(bad), Err(InvalidSegmentId), "{bad}");
        }
    }
}
