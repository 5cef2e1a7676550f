//! What a subscriber did with the texts of flows, by the notes on their row.

use std::ops::RangeInclusive;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{InvalidSourceId, SourceId},
    subscriber::Subscriber,
    text_notes::{NoteKey, TextNote},
};

/// Days that can be asked for: as many as notes are kept.
pub(super) const DAYS: RangeInclusive<u16> = 1..=90;

/// Texts that can be asked for: as many as there are notes at most.
pub(super) const TEXTS: RangeInclusive<u8> = 1..=20;

/// The word for any Recharge flow.
const RECHARGE: &str = "recharge";

/// The subscriber did this with so many texts of flows, within so many days.
///
/// A row keeps a note of each text: its day, its flow, and whether a person clicked in it. A click counts on the day of its
/// text. Of the last text and the last click of any Recharge flow the row keeps the day itself; these count as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// What they did.
    pub did: Did,
    /// With the texts of which flow.
    #[serde(default, skip_serializing_if = "OfFlow::is_any")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, default = "recharge"))]
    pub flow: OfFlow,
    /// Within so many days of UTC, today among them. 1 to 90.
    pub within_days: u16,
    /// With so many texts or more. 1 to 20.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub at_least: u8,
}

/// What a subscriber can do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// Receive it.
    Receive,
    /// Click a link in it.
    Click,
}

/// Whose texts are meant: `recharge`, or the id of a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum OfFlow {
    /// Those of all Recharge flows. A campaign is none.
    #[default]
    Recharge,
    /// Those of one flow.
    One(SourceId),
}

impl TryFrom<String> for OfFlow {
    type Error = InvalidSourceId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == RECHARGE { Ok(Self::Recharge) } else { SourceId::parse(&text).map(Self::One) }
    }
}

impl From<OfFlow> for String {
    fn from(of: OfFlow) -> Self {
        match of {
            OfFlow::Recharge => RECHARGE.to_owned(),
            OfFlow::One(flow) => flow.into(),
        }
    }
}

impl OfFlow {
    fn is_any(&self) -> bool {
        *self == Self::Recharge
    }

    fn has(&self, note: &TextNote) -> bool {
        match self {
            Self::Recharge => !note.is_of_campaign(),
            Self::One(flow) => note.is_of(flow),
        }
    }
}

impl Engagement {
    /// With one text or more of any Recharge flow.
    #[must_use]
    pub const fn with_recharge(did: Did, within_days: u16) -> Self {
        Self { did, flow: OfFlow::Recharge, within_days, at_least: 1 }
    }

    pub(super) fn holds(&self, subscriber: &Subscriber, now: Timestamp) -> bool {
        let today = now.to_zoned(TimeZone::UTC).date();
        let is_late =
            |day: Date| day.until(today).is_ok_and(|span| span.get_days() < i32::from(self.within_days));
        let counts = |(key, note): &(&NoteKey, &TextNote)| {
            self.flow.has(note) && is_late(note.day()) && self.did_with(subscriber, key)
        };
        let noted = subscriber.got.iter().filter(counts).count();
        let known = usize::from(self.last_day(subscriber).is_some_and(is_late));
        noted.max(known) >= usize::from(self.at_least)
    }

    fn did_with(&self, subscriber: &Subscriber, text: &NoteKey) -> bool {
        self.did == Did::Receive || subscriber.clicked.contains(text)
    }

    /// The last day on which they did this with a text of any Recharge flow, where that is asked for.
    fn last_day(&self, subscriber: &Subscriber) -> Option<Date> {
        match (&self.flow, self.did) {
            (OfFlow::One(_), _) => None,
            (OfFlow::Recharge, Did::Receive) => subscriber.received_recharge_on,
            (OfFlow::Recharge, Did::Click) => subscriber.clicked_recharge_on,
        }
    }
}

const fn one() -> u8 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_one(count: &u8) -> bool {
    *count == 1
}
