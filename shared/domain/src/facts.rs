//! What is known of a subscription, a charge, an order or a customer, kept so that a text can be checked against it.

mod history;
mod moment;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use self::{
    history::{Standing, ends_pause},
    moment::{InvalidMoment, Moment, Told},
};
use crate::{job::Proof, occurrence::Subject};

/// A kind of change that is remembered for a subject, with the moment of its latest. Of two that one version of a
/// subscription carries, the one that stands later in this list is the later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// The subscription was created.
    Started,
    /// The subscription was changed, which is no news by itself.
    Updated,
    /// The subscription became active again.
    Resumed,
    /// The subscription was paused.
    Paused,
    /// An order of the subscription was skipped.
    Skipped,
    /// A skipped order was taken back.
    Unskipped,
    /// The subscription was canceled.
    Canceled,
    /// The subscription came to its end.
    Expired,
    /// A further try of the charge failed, and another is planned.
    Retried,
    /// The charge failed for good.
    Failed,
    /// The charge was paid.
    Paid,
    /// The charge was paid back as a whole.
    Refunded,
    /// The charge was skipped or deleted.
    Deleted,
    /// The order was canceled.
    OrderCanceled,
    /// The customer has no active subscription any more.
    Deactivated,
}

impl FactKind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Started,
        Self::Updated,
        Self::Resumed,
        Self::Paused,
        Self::Skipped,
        Self::Unskipped,
        Self::Canceled,
        Self::Expired,
        Self::Retried,
        Self::Failed,
        Self::Paid,
        Self::Refunded,
        Self::Deleted,
        Self::OrderCanceled,
        Self::Deactivated,
    ];

    /// The name in the table and in the API.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Updated => "updated",
            Self::Resumed => "resumed",
            Self::Paused => "paused",
            Self::Skipped => "skipped",
            Self::Unskipped => "unskipped",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
            Self::Retried => "retried",
            Self::Failed => "failed",
            Self::Paid => "paid",
            Self::Refunded => "refunded",
            Self::Deleted => "deleted",
            Self::OrderCanceled => "order_canceled",
            Self::Deactivated => "deactivated",
        }
    }

    /// Whether its time is that of the object's last change before it, and not its own: a skip leaves a subscription's
    /// `updated_at` as it was. It happened then or later, and before it was heard of.
    #[must_use]
    pub const fn has_no_own_time(self) -> bool {
        matches!(self, Self::Skipped | Self::Unskipped)
    }

    /// What was told, as text. The later of two reports has the later text.
    #[must_use]
    pub fn text(self, told: Told) -> String {
        if self == Self::Skipped { told.by_day() } else { told.to_string() }
    }

    /// Which of two reports is the later one. Several skips carry one time, and each leads further ahead than the last:
    /// in whatever order they are heard of, the furthest counts.
    pub(crate) fn order(self, told: Told) -> impl Ord {
        let Told { moment: Moment { at, received_at }, day } = told;
        match self {
            Self::Skipped => (at, day, received_at, None),
            _ => (at, None, received_at, day),
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

    /// These facts with one more report. Order does not matter: of each kind the latest stays.
    #[must_use]
    pub fn with(mut self, report: &FactReport) -> Self {
        self.enter(report.kind, report.told());
        self
    }

    /// These facts with what others know of the same subject.
    #[must_use]
    pub fn merged(mut self, other: &Self) -> Self {
        for (kind, told) in &other.latest {
            self.enter(*kind, *told);
        }
        self
    }

    fn enter(&mut self, kind: FactKind, told: Told) {
        let latest = self.latest.entry(kind).or_insert(told);
        if kind.order(*latest) < kind.order(told) {
            *latest = told;
        }
    }

    /// What else a report tells, where these facts were known before it. It is to be remembered besides the report.
    #[must_use]
    pub fn implied_by(&self, report: &FactReport, proof: Proof) -> Option<FactReport> {
        let is_answer = matches!(proof, Proof::PathKey | Proof::Backfill);
        self.skipped_anew(report).or_else(|| is_answer.then(|| self.moved_since(report)).flatten())
    }

    /// An answer of Recharge about a subscription that names another day than was last told of the same version: an order
    /// was skipped or taken back, which we had not heard of.
    fn moved_since(&self, answer: &FactReport) -> Option<FactReport> {
        let (_, newest) = self.newest()?;
        let is_of_one_version = newest.moment.at == answer.moment.at;
        let is_newer = newest.moment.received_at < answer.moment.received_at;
        let is_moved = answer.kind == FactKind::Updated && newest.day != answer.day;
        (is_moved && is_of_one_version && is_newer)
            .then(|| FactReport { kind: FactKind::Unskipped, ..answer.clone() })
    }

    /// A skip that is heard of after another one was taken back. It leads no further than that one did, and would not be
    /// the latest skip: so it counts as what the taking back led to.
    fn skipped_anew(&self, skip: &FactReport) -> Option<FactReport> {
        let (further, taken_back) =
            (self.latest.get(&FactKind::Skipped)?, self.latest.get(&FactKind::Unskipped)?);
        let is_of_one_version = [further, taken_back].iter().all(|told| told.moment.at == skip.moment.at);
        let is_last = further.moment.received_at < taken_back.moment.received_at
            && taken_back.moment.received_at < skip.moment.received_at;
        let is_anew = skip.kind == FactKind::Skipped
            && is_of_one_version
            && is_last
            && skip.day < further.day
            && skip.day != taken_back.day;
        is_anew.then(|| FactReport { kind: FactKind::Unskipped, ..skip.clone() })
    }
}

/// What is known of all that an occurrence is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Of its subject.
    pub subject: Facts,
    /// Of a charge's subscriptions: one entry for each.
    pub subscriptions: Vec<Facts>,
}

/// What is known of a subject, and of nothing else.
impl From<Facts> for Known {
    fn from(subject: Facts) -> Self {
        Self { subject, subscriptions: Vec::new() }
    }
}

/// One report about a subject: what changed, when, and the day that came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactReport {
    /// What it is about.
    pub subject: Subject,
    /// What changed.
    pub kind: FactKind,
    /// When.
    pub moment: Moment,
    /// The subscription's next charge date in the payload, or the day of a failed charge's next try.
    pub day: Option<Date>,
}

impl FactReport {
    /// What it told, and when.
    #[must_use]
    pub const fn told(&self) -> Told {
        Told { moment: self.moment, day: self.day }
    }
}

impl Told {
    /// The latest moment at which it may have happened.
    #[must_use]
    pub const fn at_the_latest(&self, kind: FactKind) -> Timestamp {
        if kind.has_no_own_time() { self.moment.received_at } else { self.moment.at }
    }
}

#[cfg(test)]
mod tests;
