//! Conditions on which a flow, or one of its steps, is for somebody.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{occurrence::Tags, place::Address, subscriber::Subscriber, trigger::Trigger};

mod check;
mod field;
#[cfg(test)]
mod tests;

pub use self::{
    check::ConditionError,
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
    /// The subscriber was sent, or clicked, something of a Recharge flow lately.
    Engagement(Engagement),
    /// The subscriber is in a segment.
    Segment(Segment),
}

/// What a subscriber did with the messages of Recharge flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// What they did.
    pub did: Did,
    /// Within so many days of UTC, today among them.
    pub within_days: u16,
}

/// What a subscriber can do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// Receive it.
    Receive,
    /// Click a link in it.
    Click,
}

/// Groups of subscribers by what they ever did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Received a flow message associated with Recharge.
    ReceivedRecharge,
    /// Clicked a link in a flow message associated with Recharge.
    ClickedRecharge,
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
    /// Now.
    pub now: Timestamp,
}

impl Condition {
    /// Whether it holds; `None` where that depends on the subscriber and it is too early to ask.
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
            Self::Segment(segment) => Some(segment.has(input.subscriber?)),
        }
    }

    /// Says whether it may be saved for a flow of this trigger.
    pub fn check(&self, trigger: Trigger) -> Result<(), ConditionError> {
        check::check(self, trigger)
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

impl Engagement {
    fn holds(self, subscriber: &Subscriber, now: Timestamp) -> bool {
        let today = now.to_zoned(TimeZone::UTC).date();
        let last = match self.did {
            Did::Receive => subscriber.received_recharge_on,
            Did::Click => subscriber.clicked_recharge_on,
        };
        last.is_some_and(|day| {
            day.until(today).is_ok_and(|span| span.get_days() < i32::from(self.within_days))
        })
    }
}

impl Segment {
    fn has(self, subscriber: &Subscriber) -> bool {
        match self {
            Self::ReceivedRecharge => subscriber.received_recharge_on.is_some(),
            Self::ClickedRecharge => subscriber.clicked_recharge_on.is_some(),
        }
    }
}
