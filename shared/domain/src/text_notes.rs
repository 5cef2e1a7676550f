//! Notes on a subscriber's row: which flow's or campaign's text they got on which day, and which of these texts they
//! clicked in.
//!
//! A note is short, so that the row stays below one kilobyte, and stands under a name of its own: notes of two texts, or a
//! note and a click, never get in each other's way.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::ids::{MessageId, SourceId};

/// A note is kept for so many days.
const DAYS: i64 = 90;

/// So many notes are kept at most, the latest ones.
const MOST: usize = 20;

/// Characters of a message's own part that tell it from the subscriber's other texts: 40 bits.
const KEY_LENGTH: usize = 8;

/// Names a text among those of its subscriber.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NoteKey(String);

impl NoteKey {
    /// The name of a message's note.
    #[must_use]
    pub fn of(message: &MessageId) -> Self {
        Self(message.parts().1.chars().take(KEY_LENGTH).collect())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that a subscriber got: `20261124kq3x7a`, its day (UTC) and a hash of its flow or campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TextNote {
    day: Date,
    flow: String,
}

/// Why a text is not a [`TextNote`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a note is a day of eight digits and a hash of a flow")]
pub struct InvalidNote;

impl TextNote {
    /// The note of a flow's text.
    #[must_use]
    pub fn new(day: Date, flow: &SourceId) -> Self {
        Self { day, flow: flow.short_hash() }
    }

    /// The day (UTC).
    #[must_use]
    pub const fn day(&self) -> Date {
        self.day
    }

    /// Whether it is of a campaign's text, and of no flow's.
    #[must_use]
    pub fn is_of_campaign(&self) -> bool {
        SourceId::is_hash_of_campaign(&self.flow)
    }

    /// Whether it is of a text of that flow.
    #[must_use]
    pub fn is_of(&self, flow: &SourceId) -> bool {
        self.flow == flow.short_hash()
    }
}

impl fmt::Display for TextNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.day.strftime("%Y%m%d"), self.flow)
    }
}

impl From<TextNote> for String {
    fn from(note: TextNote) -> Self {
        note.to_string()
    }
}

impl TryFrom<String> for TextNote {
    type Error = InvalidNote;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (day, flow) = text.split_at_checked(8).ok_or(InvalidNote)?;
        Ok(Self { day: Date::strptime("%Y%m%d", day).map_err(|_| InvalidNote)?, flow: flow.to_owned() })
    }
}

/// The notes of a subscriber's texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TextNotes(BTreeMap<NoteKey, TextNote>);

impl TextNotes {
    /// The same with one more: without those that are too old, and of the rest the latest.
    #[must_use]
    pub fn with(&self, message: &MessageId, note: TextNote) -> Self {
        let oldest = note.day.saturating_sub(DAYS.days());
        let mut notes = self.0.clone();
        let key = NoteKey::of(message);
        notes.remove(&key);
        notes.retain(|_, other| other.day > oldest);
        while notes.len() >= MOST {
            let first = notes.iter().min_by_key(|(key, other)| (other.day, (*key).clone()));
            let Some(first) = first.map(|(key, _)| key.clone()) else { break };
            notes.remove(&first);
        }
        notes.insert(key, note);
        Self(notes)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, by their names.
    pub fn iter(&self) -> impl Iterator<Item = (&NoteKey, &TextNote)> {
        self.0.iter()
    }

    /// The note of that name.
    #[must_use]
    pub fn get(&self, key: &NoteKey) -> Option<&TextNote> {
        self.0.get(key)
    }

    /// The names that are here and not among `others`.
    #[must_use]
    pub fn missing_in(&self, others: &Self) -> BTreeSet<NoteKey> {
        self.0.keys().filter(|key| !others.0.contains_key(key)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::StoreId, phone::PhoneNumber, trigger::Trigger};

    fn message(number: usize) -> MessageId {
        let phone = PhoneNumber::from_e164("+12125550123").unwrap();
        MessageId::of_test(&StoreId::parse("demo").unwrap(), &phone, &number.to_string())
    }

    fn note(day: &str) -> TextNote {
        TextNote::new(day.parse().unwrap(), &SourceId::default_flow(Trigger::ChargePaid))
    }

    #[test]
    fn a_note_tells_its_day_and_its_flow() {
        let note = note("2026-11-24");
        assert_eq!(TextNote::try_from(note.to_string()), Ok(note.clone()));
        assert!(note.is_of(&SourceId::default_flow(Trigger::ChargePaid)));
        assert!(!note.is_of(&SourceId::default_flow(Trigger::ChargeFailed)));
        assert_eq!(note.to_string().len(), 14);
        assert!(!note.is_of_campaign());
        for other in ["", "2026", "20261399abcdef", "é2026112"] {
            assert_eq!(TextNote::try_from(other.to_owned()), Err(InvalidNote));
        }
    }

    #[test]
    fn a_campaigns_note_is_told_from_every_flows() {
        let campaign = SourceId::campaign("7k2m9x").unwrap();
        let note = TextNote::new("2026-11-24".parse().unwrap(), &campaign);
        assert!(note.is_of_campaign() && note.is_of(&campaign));
        assert_eq!(note.to_string().len(), 14);
        assert_eq!(TextNote::try_from(note.to_string()), Ok(note));
    }

    #[test]
    fn the_latest_twenty_of_ninety_days_are_kept() {
        let many = (0..30).fold(TextNotes::default(), |notes, number| {
            notes.with(&message(number), note(&format!("2026-11-{:02}", number + 1)))
        });
        let days: BTreeSet<_> = many.iter().map(|(_, note)| note.day().day()).collect();
        assert_eq!(days, (11..=30).collect());
        let later = many.with(&message(30), note("2027-02-18"));
        let days: BTreeSet<_> = later.iter().map(|(_, note)| note.day().day()).collect();
        assert_eq!(days, (18..=30).filter(|day| *day > 20 || *day == 18).collect());
    }

    #[test]
    fn a_text_that_is_tried_again_has_one_note() {
        let once = TextNotes::default().with(&message(1), note("2026-11-24"));
        let again = once.with(&message(1), note("2026-11-25"));
        assert_eq!(again.iter().count(), 1);
        assert_eq!(again.get(&NoteKey::of(&message(1))), Some(&note("2026-11-25")));
        assert_eq!(once.missing_in(&again), BTreeSet::new());
        assert_eq!(once.missing_in(&TextNotes::default()).len(), 1);
    }
}
