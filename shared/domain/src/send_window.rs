//! When a message may go: the minutes that every rule leaves open, in every zone the customer may be in.

use jiff::{
    SignedDuration, Timestamp,
    civil::{DateTime, Time},
    tz::TimeZone,
};

/// How far ahead an opening or a closing is looked for.
///
/// Rules repeat every week, so what does not come in this time comes after a change of the clocks or a holiday at
/// best: far apart zones may share no open minute.
pub(crate) const HORIZON: SignedDuration = SignedDuration::from_hours(8 * 24);

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A rule by which some minutes are closed. What the wall clock shows decides, nothing else: an hour that the
/// clocks skip is never open nor closed, an hour that they repeat is so twice.
pub trait Rule {
    /// Whether no message may go while the wall clock shows this.
    fn closes(&self, wall: DateTime) -> bool;

    /// How long after `wall` an evenly running clock first shows a time of day at which the answer may change;
    /// never zero. Midnight is such a time where days differ.
    fn next_edge(&self, wall: Time) -> SignedDuration;
}

/// The rules that hold for a message, and the zones its customer may be in: open is what is open everywhere.
#[derive(Clone, Copy)]
pub struct SendWindow<'a> {
    rules: &'a [&'a dyn Rule],
    zones: &'a [TimeZone],
}

impl<'a> SendWindow<'a> {
    /// The window that these rules leave in these zones.
    #[must_use]
    pub const fn new(rules: &'a [&'a dyn Rule], zones: &'a [TimeZone]) -> Self {
        Self { rules, zones }
    }

    /// Whether a message may go at `at`. Every other answer here follows from this one.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.obstacle(at).is_none()
    }

    /// The first instant, not before `at`, that is open. `None` where none is in sight.
    #[must_use]
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        let mut candidate = at;
        while candidate <= horizon(at) {
            match self.obstacle(candidate) {
                None => return Some(candidate),
                Some((rule, zone)) => candidate = unchanged_until(rule, zone, candidate)?,
            }
        }
        None
    }

    /// The first instant at which it is open no more, when it is open at `at`. `None` where that is not in sight.
    #[must_use]
    pub fn next_close(&self, at: Timestamp) -> Option<Timestamp> {
        self.pairs().filter_map(|(rule, zone)| next_closing(rule, zone, at)).min()
    }

    fn obstacle(&self, at: Timestamp) -> Option<(&'a dyn Rule, &'a TimeZone)> {
        self.pairs().find(|(rule, zone)| rule.closes(zone.to_datetime(at)))
    }

    fn pairs(&self) -> impl Iterator<Item = (&'a dyn Rule, &'a TimeZone)> {
        let rules = self.rules;
        self.zones.iter().flat_map(move |zone| rules.iter().map(move |rule| (*rule, zone)))
    }
}

fn next_closing(rule: &dyn Rule, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    std::iter::successors(Some(at), |candidate| unchanged_until(rule, zone, *candidate))
        .take_while(|candidate| *candidate <= horizon(at))
        .find(|candidate| rule.closes(zone.to_datetime(*candidate)))
}

/// An instant after `at` up to which the rule's answer in `zone` stays as it is.
///
/// Between two changes of the clocks the wall clock runs evenly, so only the rule's next edge can change it; a
/// change of the clocks before that edge makes it a new question. The end of time is `None`.
fn unchanged_until(rule: &dyn Rule, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    let wall = zone.to_datetime(at).time();
    let edge = at.checked_add(rule.next_edge(wall)).ok()?;
    let clocks_change = zone.following(at).next().map(|transition| transition.timestamp());
    Some(clocks_change.map_or(edge, |change| change.min(edge)))
}

/// How long after `wall` an evenly running clock shows one of `edges` again: more than nothing, a day at most.
pub(crate) fn soonest(wall: Time, edges: impl IntoIterator<Item = Time>) -> SignedDuration {
    let ahead = edges.into_iter().map(|edge| edge.duration_since(wall));
    ahead.map(|ahead| if ahead.is_positive() { ahead } else { ahead + DAY }).min().unwrap_or(DAY)
}

fn horizon(at: Timestamp) -> Timestamp {
    at.checked_add(HORIZON).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
