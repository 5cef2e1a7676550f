//! Conditions on which a flow, or one of its steps, is for somebody.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    occurrence::Tags,
    place::Address,
    segment::{SegmentId, Segments},
    subscriber::Subscriber,
};

mod check;
mod engagement;
mod field;
#[cfg(test)]
mod tests;

pub use self::{
    check::{ConditionError, Scope},
    engagement::{Did, Engagement, OfFlow},
    field::{Comparison, FieldTest},
};

/// A condition, as a tree. Written as JSON with one key a node: `{"all": [{"event": {..}}, {"not": {..}}]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(no_recursion))]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Every one of them holds.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// Something about the event: one of its trigger's merge tags.
    Event(FieldTest),
    /// Something about the subscriber: `country`, `province` or `zip` of their address, or a field of their
    /// [`Profile`](crate::profile::Profile), or `consent`, as on the store's list.
    Subscriber(FieldTest),
    /// The subscriber got texts of flows lately, or clicked in them.
    Engagement(Engagement),
    /// The subscriber is in a segment: by the list alone, whatever the event says.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    Segment(SegmentId),
}

/// What a condition is evaluated on.
#[derive(Clone, Copy, Debug)]
pub struct ConditionInput<'a> {
    /// The event's values.
    pub tags: &'a Tags,
    /// The address that counts: the list's, or the event's.
    pub address: &'a Address,
    /// The subscriber; absent where it is too early to ask: what is true of them now may not be when the message goes.
    pub subscriber: Option<&'a Subscriber>,
    /// The store's own segments.
    pub segments: &'a Segments,
    /// Now.
    pub now: Timestamp,
}

impl Condition {
    /// Whether it holds; `None` where that depends on the subscriber and it is too early to ask, or on a segment that is
    /// gone.
    #[must_use]
    pub fn holds(&self, input: &ConditionInput<'_>) -> Option<bool> {
        match self {
            Self::All(parts) => every(parts.iter().map(|part| part.holds(input))),
            Self::Any(parts) => {
                every(parts.iter().map(|part| part.holds(input).map(|held| !held))).map(|none| !none)
            }
            Self::Not(part) => part.holds(input).map(|held| !held),
            Self::Event(test) => Some(test.holds(field::of_event(input.tags, &test.field))),
            Self::Subscriber(test) => Some(test.holds_of(input.subscriber?, input.address)),
            Self::Engagement(engagement) => Some(engagement.holds(input.subscriber?, input.now)),
            Self::Segment(id) => input.segments.has(id, input.subscriber?, input.now),
        }
    }

    /// Whether a subscriber is among those it describes, by the list alone. It tests no event and names no segment of the
    /// store's own.
    #[must_use]
    pub fn describes(&self, subscriber: &Subscriber, now: Timestamp) -> bool {
        let (tags, segments) = (Tags::new(), Segments::default());
        let input = ConditionInput {
            tags: &tags,
            address: &subscriber.profile.address,
            subscriber: Some(subscriber),
            segments: &segments,
            now,
        };
        self.holds(&input) == Some(true)
    }

    /// Says whether it may be saved where these things may be named.
    pub fn check(&self, scope: &Scope<'_>) -> Result<(), ConditionError> {
        check::check(self, scope)
    }

    /// Whether it names this segment.
    #[must_use]
    pub fn names(&self, segment: &SegmentId) -> bool {
        matches!(self, Self::Segment(id) if id == segment)
            || self.parts().iter().any(|part| part.names(segment))
    }

    fn parts(&self) -> &[Self] {
        match self {
            Self::All(parts) | Self::Any(parts) => parts,
            Self::Not(part) => std::slice::from_ref(part),
            Self::Event(_) | Self::Subscriber(_) | Self::Engagement(_) | Self::Segment(_) => &[],
        }
    }
}

/// Whether all are true: one that is false settles it, whatever is not known.
fn every(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let parts: Vec<_> = parts.collect();
    if parts.contains(&Some(false)) {
        Some(false)
    } else if parts.contains(&None) {
        None
    } else {
        Some(true)
    }
}
