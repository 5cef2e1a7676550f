//! How often a subscriber may be texted: a store's cap for one hour, which counts every text, its pause between
//! promotions, and what laws allow a day.
//!
//! Answers to STOP, HELP and START are outside all of it: whoever asks is owed an answer.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{MessageId, SourceId},
    law::Law,
    message_kind::MessageKind,
    reason::Reason,
    text_notes::{TextNote, TextNotes},
};

/// The longest pause a store can set, in hours: one week.
pub const LONGEST_PAUSE_HOURS: u8 = 168;

/// The texts that a store allows a subscriber within an hour, unless it says otherwise.
pub const USUAL_TEXTS_PER_HOUR: u8 = 5;

/// The most that a store can allow. As many are kept on the subscriber's row, some 85 bytes each: by the usual cap the
/// row stays below 1 KB.
pub const MOST_TEXTS_PER_HOUR: u8 = 10;

/// So long a promotion is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(LONGEST_PAUSE_HOURS as i64);

/// The span of the laws that count messages.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The span of the cap.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// So many of the latest promotions are remembered: as many as any law counts.
const PROMOTIONS_REMEMBERED: usize = 3;

/// A text that a subscriber got, or is about to get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentText {
    /// The message.
    pub message: MessageId,
    /// When it went.
    pub at: Timestamp,
    /// Whether it sells something.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub promotional: bool,
}

/// What a subscriber's row says of the texts that they got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentTexts {
    /// Those that a rule still asks for, oldest first, and in any case the last.
    pub recent: Vec<SentText>,
    /// The day (UTC) of the last one of a flow.
    pub last_day: Option<Date>,
    /// The flow or campaign of the last one.
    pub last_source: Option<SourceId>,
    /// A note of each of the last months.
    pub got: TextNotes,
}

impl SentTexts {
    /// The same once one more text of a flow or campaign goes: without what no rule asks for any more, nor what the same
    /// message left behind at an earlier attempt.
    #[must_use]
    pub fn with(&self, next: SentText, source: &SourceId) -> Self {
        let others = || self.recent.iter().filter(|text| text.message != next.message);
        let promotions = others().filter(|text| text.promotional).map(|text| text.at);
        let oldest_promotion = promotions.rev().nth(PROMOTIONS_REMEMBERED - 1);
        let counts = |text: &&SentText| {
            let age = next.at.duration_since(text.at);
            let is_late = oldest_promotion.is_none_or(|oldest| text.at >= oldest);
            age < HOUR || (text.promotional && is_late && age < REMEMBERED)
        };
        let mut recent: Vec<_> = others().filter(counts).cloned().collect();
        let day = next.at.to_zoned(TimeZone::UTC).date();
        let got = self.got.with(&next.message, TextNote::new(day, source));
        recent.push(next);
        let last_day = if source.is_campaign() { self.last_day } else { self.last_day.max(Some(day)) };
        Self { recent, last_day, last_source: Some(source.clone()), got }
    }
}

/// How often a store's subscribers may be texted.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// Texts of any kind within an hour.
    pub texts_per_hour: u8,
    /// Hours between two promotions.
    pub pause_hours: u8,
    /// The laws that protect the subscriber.
    pub laws: &'a [&'a Law],
}

impl Limits<'_> {
    /// Whether `message` may go at `at`, after what the subscriber got before; else why not. What the message itself
    /// left behind, at an attempt whose end is unknown, does not count against it.
    pub fn check(
        &self,
        kind: MessageKind,
        earlier: &[SentText],
        message: &MessageId,
        at: Timestamp,
    ) -> Result<(), Reason> {
        let others = || earlier.iter().filter(|text| text.message != *message);
        if kind == MessageKind::Promotional {
            let promotions: Vec<_> = others().filter(|text| text.promotional).map(|text| text.at).collect();
            self.check_pause(&promotions, at)?;
            self.check_laws(&promotions, at)?;
        }
        let in_an_hour = others().filter(|text| at.duration_since(text.at) < HOUR).count();
        if in_an_hour >= usize::from(self.texts_per_hour) {
            return Err(Reason::HourlyCap { most: self.texts_per_hour });
        }
        Ok(())
    }

    fn check_pause(&self, promotions: &[Timestamp], at: Timestamp) -> Result<(), Reason> {
        let pause = SignedDuration::from_hours(i64::from(self.pause_hours));
        match promotions.iter().filter(|other| at.duration_since(**other) < pause).max() {
            Some(last) => Err(Reason::TextedRecently { at: *last, hours: self.pause_hours }),
            None => Ok(()),
        }
    }

    fn check_laws(&self, promotions: &[Timestamp], at: Timestamp) -> Result<(), Reason> {
        let in_a_day = promotions.iter().filter(|other| at.duration_since(**other) < DAY).count();
        let reached = |law: &&&Law| law.most_a_day.is_some_and(|most| in_a_day >= usize::from(most));
        match self.laws.iter().find(reached).and_then(|law| Some((law, law.most_a_day?))) {
            Some((law, most)) => Err(Reason::DailyCap { law: law.name.clone(), most }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
