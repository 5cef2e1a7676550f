//! What is known of a subscription or a charge, kept so that a waiting message can be checked against it.

mod moment;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::moment::{InvalidMoment, Moment, Told};
use crate::occurrence::Subject;

/// A kind of change that is remembered for a subject, with the moment of its latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// The subscription was reported with a next charge date, and nothing else to remember: it was changed, or an
    /// order of it was skipped.
    Updated,
    /// The subscription was paused.
    Paused,
    /// The subscription became active again.
    Resumed,
    /// The subscription was canceled.
    Canceled,
    /// The subscription came to its end.
    Expired,
    /// A skipped order was taken back.
    Unskipped,
    /// The charge failed for good.
    Failed,
    /// The charge was paid.
    Paid,
}

impl FactKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Updated,
        Self::Paused,
        Self::Resumed,
        Self::Canceled,
        Self::Expired,
        Self::Unskipped,
        Self::Failed,
        Self::Paid,
    ];

    /// The name in the table.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
            Self::Unskipped => "unskipped",
            Self::Failed => "failed",
            Self::Paid => "paid",
        }
    }
}

/// Everything remembered of one subject. The default is a subject never heard of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// What the latest report of each kind told.
    pub latest: BTreeMap<FactKind, Told>,
}

impl Facts {
    /// The latest moment of a kind of change, if there was one.
    #[must_use]
    pub fn moment(&self, kind: FactKind) -> Option<Moment> {
        self.latest.get(&kind).map(|told| told.moment)
    }

    /// Of a subscription: what its latest report told, and with it the next charge date as we know it.
    #[must_use]
    pub fn newest(&self) -> Option<Told> {
        self.latest.values().copied().max()
    }

    /// The date on which a paused subscription resumes by itself, if it has one.
    #[must_use]
    pub fn resumes_on(&self) -> Option<Date> {
        self.latest.get(&FactKind::Paused)?.next_charge_on
    }

    /// Whether the subscription is paused by all we know: paused, and neither resumed, canceled nor expired since.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        let ended = [FactKind::Resumed, FactKind::Canceled, FactKind::Expired].map(|kind| self.moment(kind));
        self.moment(FactKind::Paused).is_some_and(|paused| ended.iter().flatten().all(|end| *end < paused))
    }

    /// These facts with one more report. Order does not matter: of each kind the latest stays.
    #[must_use]
    pub fn with(mut self, report: &FactReport) -> Self {
        let told = report.told();
        let latest = self.latest.entry(report.kind).or_insert(told);
        *latest = told.max(*latest);
        self
    }
}

/// One report about a subject: what changed, when, and the next charge date that came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactReport {
    /// What it is about.
    pub subject: Subject,
    /// What changed.
    pub kind: FactKind,
    /// When.
    pub moment: Moment,
    /// The next charge date in the payload.
    pub next_charge_on: Option<Date>,
}

impl FactReport {
    /// What it told, and when.
    #[must_use]
    pub const fn told(&self) -> Told {
        Told { moment: self.moment, next_charge_on: self.next_charge_on }
    }
}

#[cfg(test)]
mod tests;
