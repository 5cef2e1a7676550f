//! A subscription's story, put together from what was told of it in any order.

use jiff::{Timestamp, civil::Date};

use super::{FactKind, Facts, Told};

/// How a subscription stands, as far as we heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Never heard of.
    #[default]
    Unknown,
    /// It is charged for.
    Running,
    /// It is paused, until that day if it has one.
    Paused {
        /// The next charge date.
        until: Option<Date>,
    },
    /// It was canceled.
    Canceled,
    /// It came to its end.
    Expired,
}

/// Whether a subscription that was paused until a day, or without one, runs again once its next charge is on another
/// day: an earlier one, or one at all.
#[must_use]
pub fn ends_pause(until: Option<Date>, next: Option<Date>) -> bool {
    match (until, next) {
        (Some(until), Some(next)) => next < until,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

impl Facts {
    /// How the subscription stood before a moment. The object's own times tell the order, and not when we heard of it.
    #[must_use]
    pub fn standing_before(&self, moment: Timestamp) -> Standing {
        let earlier = self.story().into_iter().filter(|(_, told)| told.moment.at < moment);
        earlier.fold(Standing::Unknown, |standing, (kind, told)| standing.after(kind, told.day))
    }

    /// How the subscription stands by all we know.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.story()
            .into_iter()
            .fold(Standing::Unknown, |standing, (kind, told)| standing.after(kind, told.day))
    }

    /// Whether the subscription is paused by all we know.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        matches!(self.standing(), Standing::Paused { .. })
    }

    /// Of a subscription: what its latest report told, and with it the next charge date as we know it.
    #[must_use]
    pub fn newest(&self) -> Option<(FactKind, Told)> {
        self.story().last().copied()
    }

    /// Everything that was told, in the order in which it happened.
    fn story(&self) -> Vec<(FactKind, Told)> {
        let all = self.latest.iter().map(|(kind, told)| (*kind, *told));
        let mut story: Vec<_> = all.filter(|(kind, told)| self.told_as(*kind, *told).is_none()).collect();
        story.sort_by_key(|(kind, told)| order(*kind, *told));
        story
    }

    /// As what the same version of the subscription was told before it was told as `kind`. One version tells one
    /// thing: whoever sends a body again under another topic tells nothing.
    #[must_use]
    pub fn told_as(&self, kind: FactKind, told: Told) -> Option<FactKind> {
        let same_version = |other: &Told| (other.moment.at, other.day) == (told.moment.at, told.day);
        let heard = |kind: FactKind| {
            self.latest.get(&kind).filter(|it| same_version(it)).map(|it| it.moment.received_at)
        };
        let first = heard(kind).into_iter().fold(told.moment.received_at, Timestamp::min);
        let mut others = CLAIMS.into_iter().filter(|other| *other != kind && CLAIMS.contains(&kind));
        others.find(|other| heard(*other).is_some_and(|at| at < first))
    }
}

/// What only a topic tells of an active subscription.
const CLAIMS: [FactKind; 4] = [FactKind::Started, FactKind::Resumed, FactKind::Paused, FactKind::Skipped];

/// By time; of one version a skip comes after the change that made it, and an end comes last. A skip and its taking
/// back are told apart by when they were heard of.
fn order(kind: FactKind, told: Told) -> impl Ord {
    let place = match kind {
        FactKind::Canceled | FactKind::Expired => 2_u8,
        _ if kind.has_no_own_time() => 1,
        _ => 0,
    };
    let heard = (place == 1).then_some(told.moment.received_at);
    (told.moment.at, place, heard, kind, told.moment.received_at)
}

impl Standing {
    #[expect(clippy::match_same_arms, reason = "a pause that goes on, and an object that has no standing")]
    fn after(self, kind: FactKind, day: Option<Date>) -> Self {
        match (kind, self) {
            (FactKind::Paused, _) => Self::Paused { until: day },
            (FactKind::Canceled, _) => Self::Canceled,
            (FactKind::Expired, _) => Self::Expired,
            (FactKind::Started | FactKind::Resumed, _) => Self::Running,
            (FactKind::Updated | FactKind::Skipped | FactKind::Unskipped, Self::Paused { until })
                if !ends_pause(until, day) =>
            {
                self
            }
            (FactKind::Updated | FactKind::Skipped | FactKind::Unskipped, _) => Self::Running,
            // Of charges, orders and customers.
            _ => self,
        }
    }
}
