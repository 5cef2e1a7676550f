//! What is known of a subscription or a charge, kept so that a waiting message can be checked against it.

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::occurrence::Subject;

/// A kind of change that is remembered for a subject, with the moment of its latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// The subscription was reported with a next charge date, and nothing else to remember.
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
    /// The charge failed and will be tried again.
    Retrying,
    /// The charge failed for good.
    Failed,
    /// The charge was paid.
    Paid,
}

impl FactKind {
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
            Self::Retrying => "retrying",
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

/// Everything remembered of one subject. The default is a subject never heard of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The latest moment of each kind of change.
    pub latest: BTreeMap<FactKind, Moment>,
    /// The date of the next charge, as last reported (a store calendar date).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_charge_on: Option<Date>,
    /// For a paused subscription: the date it resumes by itself, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resumes_on: Option<Date>,
}

impl Facts {
    /// The latest moment of a kind of change, if there was one.
    #[must_use]
    pub fn moment(&self, kind: FactKind) -> Option<Moment> {
        self.latest.get(&kind).copied()
    }

    /// Whether the subscription is paused by all we know: paused, and neither resumed, canceled nor expired since.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        let ended = [FactKind::Resumed, FactKind::Canceled, FactKind::Expired].map(|kind| self.moment(kind));
        self.moment(FactKind::Paused).is_some_and(|paused| ended.iter().flatten().all(|end| *end < paused))
    }

    /// These facts with one more report. Order does not matter: of each kind the latest moment stays.
    #[must_use]
    pub fn with(mut self, report: &FactReport) -> Self {
        if self.moment(report.kind).is_some_and(|known| known >= report.moment) {
            return self;
        }
        self.latest.insert(report.kind, report.moment);
        self.next_charge_on = report.next_charge_on;
        if report.kind == FactKind::Paused {
            self.resumes_on = report.next_charge_on;
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moment(at: i64, received_at: i64) -> Moment {
        Moment {
            at: Timestamp::from_second(at).unwrap(),
            received_at: Timestamp::from_second(received_at).unwrap(),
        }
    }

    proptest! {
        #[test]
        fn text_order_is_time_order(a in 0_i64..4_000_000_000, b in 0_i64..4_000_000_000, c in 0_i64..4_000_000_000) {
            let (one, two) = (moment(a, c), moment(b, a));
            prop_assert_eq!(one.cmp(&two), one.to_string().cmp(&two.to_string()));
            prop_assert_eq!(one.to_string().parse(), Ok(one));
        }
    }

    #[test]
    fn a_late_report_of_a_pause_does_not_undo_a_resumption() {
        let report = |kind, at| FactReport {
            subject: Subject::Subscription("1".to_owned()),
            kind,
            moment: moment(at, at + 2),
            next_charge_on: None,
        };
        let (paused, resumed) = (report(FactKind::Paused, 10), report(FactKind::Resumed, 20));
        assert!(Facts::default().with(&paused).is_paused());
        assert!(!Facts::default().with(&paused).with(&resumed).is_paused());
        assert!(!Facts::default().with(&resumed).with(&paused).is_paused());
        assert!(Facts::default().with(&resumed).with(&report(FactKind::Paused, 30)).is_paused());
    }
}
