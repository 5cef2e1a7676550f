//! The figures of a line.

use std::collections::{BTreeMap, BTreeSet};

use rechime_domain::counting::{Counter, Counts, FlowText};
use serde::Serialize;

use super::money::{Cost, Dollars};

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
    #[cfg_attr(test, schema(value_type = Option<String>))]
    pub(crate) cost_usd: Option<Dollars>,
    /// Messages that were not sent, by the code of the reason.
    pub(crate) skipped: BTreeMap<String, i64>,
    /// The same by text, of a flow that has several: its steps, and the alternatives of each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) texts: Vec<TextFigures>,
}

/// What became of one text of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct TextFigures {
    /// The number of its step.
    pub(crate) step: u8,
    /// 0 for the step's own text, else which of its alternatives, from 1.
    pub(crate) alternative: u8,
    pub(crate) sent: i64,
    pub(crate) clicked: i64,
}

impl Figures {
    /// The same for one flow, whose texts have numbers.
    pub(crate) fn of_flow(counts: &Counts) -> Self {
        Self { texts: texts(counts), ..Self::of(counts) }
    }

    /// What the texts cost: what the provider says, or if it says nothing, an estimate by their segments.
    pub(crate) fn cost(&self) -> Cost {
        self.cost_usd.map_or_else(|| Cost::Estimated(Dollars::of_segments(self.segments)), Cost::Told)
    }

    /// Messages that were not sent for a reason, whatever it was.
    pub(crate) fn all_skipped(&self) -> i64 {
        self.skipped.values().sum()
    }

    /// Whether there is nothing to tell.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::of(&Counts::default())
    }

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
            texts: Vec::new(),
        }
    }
}

/// The texts besides the first, before them what they leave of all. Empty if there are no others.
fn texts(counts: &Counts) -> Vec<TextFigures> {
    let others = counts.iter().filter_map(|(counter, _)| match counter {
        Counter::SentOf(text) | Counter::ClickedOf(text) => Some(*text),
        _ => None,
    });
    let others: BTreeSet<FlowText> = others.collect();
    let figures = |FlowText { step, alternative }, sent: i64, clicked: i64| TextFigures {
        step,
        alternative,
        sent: sent.max(0),
        clicked: clicked.max(0),
    };
    let value = |counter| counts.get(&counter);
    let others: Vec<_> = others
        .into_iter()
        .map(|text| figures(text, value(Counter::SentOf(text)), value(Counter::ClickedOf(text))))
        .collect();
    let sum = |figure: fn(&TextFigures) -> i64| others.iter().map(figure).sum::<i64>();
    let sent = value(Counter::Sent) - sum(|text| text.sent);
    let clicked = value(Counter::Clicked) - sum(|text| text.clicked);
    let first = (!others.is_empty()).then(|| figures(FlowText::FIRST, sent, clicked));
    first.into_iter().chain(others).collect()
}

fn skipped((counter, value): (&Counter, i64)) -> Option<(String, i64)> {
    match counter {
        Counter::Skipped(code) if value > 0 => Some((code.clone(), value)),
        _ => None,
    }
}

fn cost(sent: i64, micros: i64) -> Option<Dollars> {
    (sent == 0 || micros > 0).then(|| Dollars::from_micros(micros))
}
