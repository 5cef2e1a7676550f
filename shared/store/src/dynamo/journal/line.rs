//! A journal entry as a line: `flow|step|phone|plan|occurrence`, which a person can read in the AWS console.
//!
//! The plan is `send`, `skip <code>`, or the minute until which to wait, bare; and the three dots of a masked phone,
//! which take three bytes each, are one star here. So ten such lines fit into the kilobyte that one write unit pays for.

use rechime_domain::occurrence::OccurrenceKey;

use crate::journal::{JournalEntry, Planned};

const SEND: &str = "send";
const SKIP: &str = "skip ";

/// What hides a phone's digits: in an entry, and in its line.
const DOTS: &str = "•••";
const STAR: &str = "*";

pub(super) fn write(entry: &JournalEntry) -> String {
    let JournalEntry { flow, step, occurrence, phone, planned } = entry;
    let plan = match planned {
        Planned::Send => SEND.to_owned(),
        Planned::Wait { until } => until.to_string(),
        Planned::Skip { code } => format!("{SKIP}{code}"),
    };
    let phone = phone.as_deref().unwrap_or_default().replace(DOTS, STAR);
    format!("{flow}|{step}|{phone}|{plan}|{}", occurrence.as_str())
}

/// `None` where it is no such line.
pub(super) fn read(line: &str) -> Option<JournalEntry> {
    let mut fields = line.splitn(5, '|');
    Some(JournalEntry {
        flow: fields.next()?.parse().ok()?,
        step: fields.next()?.parse().ok()?,
        phone: fields.next().map(|phone| phone.replace(STAR, DOTS)).filter(|phone| !phone.is_empty()),
        planned: read_plan(fields.next()?)?,
        occurrence: OccurrenceKey::new(fields.next()?),
    })
}

fn read_plan(text: &str) -> Option<Planned> {
    if text == SEND {
        return Some(Planned::Send);
    }
    match text.strip_prefix(SKIP) {
        Some(code) => Some(Planned::Skip { code: code.to_owned() }),
        None => text.parse().ok().map(|until| Planned::Wait { until }),
    }
}
