//! A journal entry as a line: `person|flow|step|occurrence|phone|decision`, which a person can read in the AWS console.
//!
//! The message's id is made of what stands there, so it does not stand there itself.
//! The decision is `send`, `skip <code>`, or how many minutes after the batch's own a message waits (`+613`); and the
//! three dots of a masked phone, which take three bytes each, are one star here. So ten such lines fit into the
//! kilobyte that one write unit pays for.

use rechime_domain::{
    ids::{MessageId, OccurrenceHash, PersonId, SourceId, StoreId},
    minute::Minute,
};

use crate::journal::{JournalDecision, JournalEntry};

const SEND: &str = "send";
const SKIP: &str = "skip ";

/// What hides a phone's digits: in an entry, and in its line.
const DOTS: &str = "•••";
const STAR: &str = "*";

/// The line of an entry in the batch of minute `of`.
pub(super) fn write(entry: &JournalEntry, of: Minute) -> String {
    let JournalEntry { message, source, step, occurrence, phone, decision } = entry;
    let decision = match decision {
        JournalDecision::Send => SEND.to_owned(),
        JournalDecision::Wait { until } => {
            format!("{:+}", until.start().duration_since(of.start()).as_mins())
        }
        JournalDecision::Skip { code } => format!("{SKIP}{code}"),
    };
    let phone = phone.as_deref().unwrap_or_default().replace(DOTS, STAR);
    let person = message.person();
    format!("{person}|{source}|{step}|{occurrence}|{phone}|{decision}")
}

/// The entry of a line in a store's batch of minute `of`; `None` where it is no such line.
pub(super) fn read(line: &str, store: &StoreId, of: Minute) -> Option<JournalEntry> {
    let mut fields = line.splitn(6, '|');
    let person = PersonId::parse(fields.next()?).ok()?;
    let source = SourceId::parse(fields.next()?).ok()?;
    let step = fields.next()?.parse().ok()?;
    let occurrence = OccurrenceHash::parse(fields.next()?).ok()?;
    Some(JournalEntry {
        message: MessageId::derive(store, &person, &source, step, &occurrence),
        source,
        step,
        occurrence,
        phone: fields.next().map(|phone| phone.replace(STAR, DOTS)).filter(|phone| !phone.is_empty()),
        decision: read_decision(fields.next()?, of)?,
    })
}

fn read_decision(text: &str, of: Minute) -> Option<JournalDecision> {
    if text == SEND {
        return Some(JournalDecision::Send);
    }
    if let Some(code) = text.strip_prefix(SKIP) {
        return Some(JournalDecision::Skip { code: code.to_owned() });
    }
    text.parse().ok().map(|minutes| JournalDecision::Wait { until: of.plus(minutes) })
}
