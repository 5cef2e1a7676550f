//! What an object says of itself, and which trigger that bears out.

use serde::{Deserialize, Serialize};

use crate::trigger::Trigger;

/// The state of an object of Recharge's, by its own fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectState {
    /// A subscription that is not over; a customer who has one.
    Active,
    /// A subscription or an order that was canceled.
    Canceled,
    /// A subscription that came to its end.
    Expired,
    /// A product bought once.
    OneTime,
    /// A customer without an active subscription.
    Inactive,
    /// A charge or an order that is planned.
    Queued,
    /// A charge that was paid, or an order that was passed on to the shop.
    Succeeded,
    /// A charge that failed and will be tried again.
    WillBeRetried,
    /// A charge that failed, and nothing more will be tried.
    Failed,
    /// A charge that was paid back as a whole.
    Refunded,
    /// Any other.
    Other,
    /// The object does not tell.
    Untold,
}

impl ObjectState {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Active,
        Self::Canceled,
        Self::Expired,
        Self::OneTime,
        Self::Inactive,
        Self::Queued,
        Self::Succeeded,
        Self::WillBeRetried,
        Self::Failed,
        Self::Refunded,
        Self::Other,
        Self::Untold,
    ];

    /// What the object is, to follow "it is".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
            Self::OneTime => "a one-time purchase",
            Self::Inactive => "a customer without an active subscription",
            Self::Queued => "planned",
            Self::Succeeded => "successful",
            Self::WillBeRetried => "a failed charge that will be tried again",
            Self::Failed => "a failed charge that will not be tried again",
            Self::Refunded => "refunded",
            Self::Other => "in a state that does not fit",
            Self::Untold => "in no state that is told",
        }
    }
}

/// The state that bears a trigger out. One, so that one body is never the proof of two triggers that its state can
/// tell apart.
#[must_use]
pub const fn borne_out_by(trigger: Trigger) -> ObjectState {
    match trigger {
        Trigger::SubscriptionStarted
        | Trigger::SubscriptionPaused
        | Trigger::SubscriptionResumed
        | Trigger::OrderSkipped
        | Trigger::CustomerAccountActivation => ObjectState::Active,
        Trigger::SubscriptionCanceled => ObjectState::Canceled,
        Trigger::SubscriptionExpired => ObjectState::Expired,
        Trigger::UpcomingOrder => ObjectState::Queued,
        Trigger::OrderProcessed | Trigger::ChargePaid => ObjectState::Succeeded,
        Trigger::ChargeWillBeRetried => ObjectState::WillBeRetried,
        Trigger::ChargeFailed => ObjectState::Failed,
    }
}

/// Whether an object's state bears a trigger out. One that does not tell its state contradicts nothing.
#[must_use]
pub fn bears_out(trigger: Trigger, state: ObjectState) -> bool {
    state == ObjectState::Untold || state == borne_out_by(trigger)
}
