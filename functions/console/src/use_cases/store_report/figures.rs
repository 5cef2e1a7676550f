//! The figures of a line.

use std::collections::BTreeMap;

use rechime_domain::counting::{Counter, Counts};
use serde::Serialize;

/// What became of some messages. Everything but what was planned, and opt-outs that answer no text, belongs to the hour of
/// the text's claim or skip, whenever it came about: of these texts so many were delivered and so many clicked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Figures {
    /// Messages that were planned when their event came. An event that comes again is planned again.
    pub(crate) planned: i64,
    /// Texts that the provider has.
    pub(crate) sent: i64,
    /// Their segments.
    pub(crate) segments: i64,
    /// Texts that arrived.
    pub(crate) delivered: i64,
    /// Texts that did not arrive.
    pub(crate) undelivered: i64,
    /// Texts that the provider refused.
    pub(crate) failed: i64,
    /// Texts of which it is not known whether the provider has them.
    pub(crate) unknown: i64,
    /// Texts of which somebody opened a link.
    pub(crate) clicked: i64,
    /// Subscribers who opted out: by a reply within three days of a text of this source, or in answer to no text.
    pub(crate) opted_out: i64,
    /// What the provider says that the texts cost, in US dollars. Null if it has told the price of none of them: Twilio's
    /// receipts never do.
    pub(crate) cost_usd: Option<String>,
    /// Messages that were not sent, by the code of the reason.
    pub(crate) skipped: BTreeMap<String, i64>,
}

impl Figures {
    /// The figures of some counters. One that is below 0 for a moment, because a change has overtaken another, is 0.
    pub(crate) fn of(counts: &Counts) -> Self {
        let value = |counter| counts.get(&counter).max(0);
        Self {
            planned: value(Counter::Planned),
            sent: value(Counter::Sent),
            segments: value(Counter::Parts),
            delivered: value(Counter::Delivered),
            undelivered: value(Counter::Undelivered),
            failed: value(Counter::Failed),
            unknown: value(Counter::Unknown),
            clicked: value(Counter::Clicked),
            opted_out: value(Counter::OptedOut),
            cost_usd: cost(value(Counter::Sent), value(Counter::Cost)),
            skipped: counts.iter().filter_map(skipped).collect(),
        }
    }
}

fn skipped((counter, value): (&Counter, i64)) -> Option<(String, i64)> {
    match counter {
        Counter::Skipped(code) if value > 0 => Some((code.clone(), value)),
        _ => None,
    }
}

fn cost(sent: i64, micros: i64) -> Option<String> {
    (sent == 0 || micros > 0).then(|| dollars(micros))
}

/// Millionths of a dollar as dollars: `0.008810`.
fn dollars(micros: i64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}
