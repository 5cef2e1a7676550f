//! What is known of a subscription or a charge, kept so that a waiting message can be checked against it.

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

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

/// A place in time that is never shared by two different reports: when it happened, then when we learnt of it.
///
/// Written with fixed width (`2026-11-24T14:03:05.000Z/…`), so that text order is time order in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment {
    /// When it happened, by the payload.
    pub at: Timestamp,
    /// When we learnt of it: breaks ties between reports that carry the same time.
    pub received_at: Timestamp,
}

/// Why a text is not a [`Moment`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a moment is two times with a slash between them")]
pub struct InvalidMoment;

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = |instant: Timestamp| {
            instant.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
        };
        write!(f, "{}/{}", wide(self.at), wide(self.received_at))
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, received_at) = text.split_once('/').ok_or(InvalidMoment)?;
        let read = |part: &str| part.parse::<Timestamp>().map_err(|_| InvalidMoment);
        Ok(Self { at: read(at)?, received_at: read(received_at)? })
    }
}

impl TryFrom<String> for Moment {
    type Error = InvalidMoment;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

/// What a report told: when, and the next charge date that came with it. The date stays with its moment, so that an
/// older report never puts its date in the place of a newer one's.
///
/// Written as the moment with the date behind another slash (`…Z/…Z/2026-12-01`). Text order is the order here, in
/// which of equal moments the later date counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Told {
    /// When.
    pub moment: Moment,
    /// The next charge date of the subscription (a store calendar date), if it had one.
    pub next_charge_on: Option<Date>,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.moment)?;
        self.next_charge_on.map_or(Ok(()), |day| write!(f, "/{day}"))
    }
}

impl FromStr for Told {
    type Err = InvalidMoment;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A moment has one slash of its own.
        let (moment, day) = match text.match_indices('/').nth(1) {
            Some((place, _)) => (text.get(..place), text.get(place + 1..)),
            None => (Some(text), None),
        };
        let next_charge_on = day.map(str::parse).transpose().map_err(|_| InvalidMoment)?;
        Ok(Self { moment: moment.ok_or(InvalidMoment)?.parse()?, next_charge_on })
    }
}

impl TryFrom<String> for Told {
    type Error = InvalidMoment;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Told> for String {
    fn from(told: Told) -> Self {
        told.to_string()
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
