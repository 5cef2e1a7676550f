//! What is counted: which counters a change of a row of the table changes, and by how much. The one place of that rule.
//!
//! A message's row says by itself what it adds to the counters: [`of_message`]. A change adds what the row says now, less
//! what it said before, so whatever order a row's states come in, the counters are the sum over the rows as they stand.
//! Everything that a message adds belongs to the hour of its claim or skip ([`MessageRecord::hour`]): of the texts of a
//! day so many were delivered, so many clicked and so many answered by an opt-out, whenever that came about.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::{
    consent::{Consent, ConsentSource, ConsentStatus},
    hour::Hour,
    ids::SourceId,
    message::{MessageRecord, MessageState},
    minute::Minute,
    reason::Reason,
};

mod counter;
mod counts;

pub use self::{
    counter::{Counter, FORECAST_MINUTES, FlowText},
    counts::Counts,
};

/// Which counters belong together: one row of the table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CountRow {
    /// Those of a flow or campaign in an hour.
    Source {
        /// The hour.
        hour: Hour,
        /// The flow or campaign.
        source: SourceId,
    },
    /// Those of the store as a whole in an hour: what no text can be named for, such as an opt-out that answers none.
    Store {
        /// The hour.
        hour: Hour,
    },
    /// The messages held until some minute of an hour.
    Forecast {
        /// The hour.
        hour: Hour,
    },
}

impl CountRow {
    /// The hour that is counted.
    #[must_use]
    pub const fn hour(&self) -> Hour {
        match self {
            Self::Source { hour, .. } | Self::Store { hour } | Self::Forecast { hour } => *hour,
        }
    }

    /// The flow or campaign that is counted, if it is one.
    #[must_use]
    pub const fn source(&self) -> Option<&SourceId> {
        match self {
            Self::Source { source, .. } => Some(source),
            Self::Store { .. } | Self::Forecast { .. } => None,
        }
    }
}

/// A change of a row of the table, as far as it can matter to the counters. A row that goes away takes nothing back: what
/// it told has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    /// What was planned for a batch of events was written down: the sources of its messages, one each.
    Journal {
        /// The hour of the batch.
        hour: Hour,
        /// What the row said before; nothing if it is new.
        before: Vec<SourceId>,
        /// What it says now.
        after: Vec<SourceId>,
    },
    /// A message was claimed or skipped, or its state changed.
    Message {
        /// Its row before, if there was one.
        before: Option<Box<MessageRecord>>,
        /// Its row now.
        after: Box<MessageRecord>,
    },
    /// A message waits until a minute for which it had no hold.
    Hold {
        /// The minute.
        until: Minute,
    },
    /// The consent of a subscriber is another.
    Consent {
        /// The consent before, if anything was ever said.
        before: Option<Consent>,
        /// The consent now.
        after: Consent,
        /// The last text that they got from the store.
        last_text: Option<LastText>,
    },
}

/// The last text that a subscriber got from a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastText {
    /// The flow or campaign that it came from.
    pub source: SourceId,
    /// When it was claimed.
    pub at: Timestamp,
}

/// So long after a text a reply is taken for an answer to it.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_hours(72);

/// What is added to the counters, by row.
pub type Increments = BTreeMap<CountRow, Counts>;

impl RowChange {
    /// What the change adds to the counters. Empty if nothing.
    #[must_use]
    pub fn increments(&self) -> Increments {
        let mut added = match self {
            Self::Journal { hour, before, after } => planned(*hour, before, after),
            Self::Message { before, after } => of_message_change(before.as_deref(), after),
            Self::Hold { until } => Increments::from([waiting(*until, 1)]),
            Self::Consent { before, after, last_text } => {
                opted_out(before.as_ref(), after, last_text.as_ref())
            }
        };
        added.retain(|_, counts| !counts.is_empty());
        added
    }
}

fn planned(hour: Hour, before: &[SourceId], after: &[SourceId]) -> Increments {
    let mut added = Increments::new();
    for (sources, by) in [(before, -1), (after, 1)] {
        for source in sources {
            let row = CountRow::Source { hour, source: source.clone() };
            added.entry(row).or_default().add(Counter::Planned, by);
        }
    }
    added
}

fn of_message_change(before: Option<&MessageRecord>, after: &MessageRecord) -> Increments {
    let mut added = Increments::new();
    for (record, sign) in before.map(|before| (before, -1)).into_iter().chain([(after, 1)]) {
        let row = CountRow::Source { hour: record.hour, source: record.source.clone() };
        added.entry(row).or_default().add_all(&of_message(record), sign);
    }
    if let Some((row, counts)) = left_its_hold(before, after) {
        added.entry(row).or_default().add_all(&counts, 1);
    }
    added
}

/// What a message's row adds to the counters of its source and hour.
#[must_use]
pub fn of_message(record: &MessageRecord) -> Counts {
    let mut counts = Counts::default();
    let was_sent = record.state.provider_id().is_some();
    if was_sent {
        counts.add(Counter::Sent, 1);
        counts.add(Counter::Parts, i64::from(record.parts));
    }
    match &record.state {
        MessageState::Delivered { .. } => counts.add(Counter::Delivered, 1),
        MessageState::Undelivered { .. } => counts.add(Counter::Undelivered, 1),
        MessageState::Failed { reason, .. } => {
            counts.add(Counter::Failed, 1);
            counts.add(Counter::FailedBecause(reason.clone()), 1);
        }
        MessageState::Unknown { .. } => counts.add(Counter::Unknown, 1),
        MessageState::Skipped { .. } => {
            let code = record.why.last().map(Reason::code).unwrap_or_default();
            counts.add(Counter::Skipped(code), 1);
        }
        MessageState::Held { .. }
        | MessageState::Due { .. }
        | MessageState::Sending { .. }
        | MessageState::Accepted { .. } => {}
    }
    let was_clicked = record.clicked_at.is_some();
    counts.add(Counter::Clicked, i64::from(was_clicked));
    if let Some(text) = flow_text(record).filter(|text| *text != FlowText::FIRST) {
        counts.add(Counter::SentOf(text), i64::from(was_sent));
        counts.add(Counter::ClickedOf(text), i64::from(was_clicked));
    }
    counts.add(Counter::Cost, record.price_micros.and_then(|price| price.try_into().ok()).unwrap_or(0));
    counts
}

/// Which of its flow's texts a message is, by what its decision says.
fn flow_text(record: &MessageRecord) -> Option<FlowText> {
    let alternative = record.why.iter().find_map(|reason| match reason {
        Reason::Alternative { number } => Some(*number),
        _ => None,
    });
    let alternative = u8::try_from(alternative.unwrap_or_default()).ok()?;
    Some(FlowText { step: record.step, alternative })
}

/// A message that came from a hold waits there no more: it was claimed or skipped, or waits for another minute. A claim
/// that is given back and made again comes from the same hold, and left it once.
fn left_its_hold(before: Option<&MessageRecord>, after: &MessageRecord) -> Option<(CountRow, Counts)> {
    let until =
        after.held_until.filter(|until| before.and_then(|before| before.held_until) != Some(*until))?;
    Some(waiting(until, -1))
}

fn waiting(until: Minute, by: i64) -> (CountRow, Counts) {
    let hour = Hour::containing(until.start());
    let mut counts = Counts::default();
    counts.add(Counter::waiting_until(until), by);
    (CountRow::Forecast { hour }, counts)
}

/// A subscriber who opted out by their own word, or with the provider. What a store notes for its subscribers, such as an
/// imported list of opt-outs, is no answer to a text. A reply that comes within three days of a text answers it, and counts
/// in the row of that text; every other opt-out counts for the store alone.
fn opted_out(before: Option<&Consent>, after: &Consent, last_text: Option<&LastText>) -> Increments {
    let was_out = before.is_some_and(|consent| consent.status == ConsentStatus::Unsubscribed);
    let is_out = after.status == ConsentStatus::Unsubscribed && !after.source.is_stated_by_store();
    if was_out || !is_out {
        return Increments::new();
    }
    let mut counts = Counts::default();
    counts.add(Counter::OptedOut, 1);
    let row = match last_text.filter(|text| answers(after, text)) {
        Some(text) => CountRow::Source { hour: Hour::containing(text.at), source: text.source.clone() },
        None => CountRow::Store { hour: Hour::containing(after.since) },
    };
    Increments::from([(row, counts)])
}

/// Whether an opt-out answers a text. A provider that tells of one does not say what the customer answered.
fn answers(opt_out: &Consent, text: &LastText) -> bool {
    let age = opt_out.since.duration_since(text.at);
    opt_out.source == ConsentSource::Reply && !age.is_negative() && age <= ANSWERED_WITHIN
}

#[cfg(test)]
mod tests;
