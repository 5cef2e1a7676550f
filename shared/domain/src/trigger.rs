//! The twelve things that can happen to a subscription. Each starts the flows that have it as their trigger.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What happened. Its key is also the id of the flow that every store has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A subscription was created and is active.
    SubscriptionStarted,
    /// A subscription was paused, until a date or without one.
    SubscriptionPaused,
    /// A paused, canceled or expired subscription is active again.
    SubscriptionResumed,
    /// The customer or the merchant canceled a subscription.
    SubscriptionCanceled,
    /// A subscription came to its last charge.
    SubscriptionExpired,
    /// An order will be charged, or sent from a prepaid plan, in a few days.
    UpcomingOrder,
    /// The next order of a subscription was skipped.
    OrderSkipped,
    /// An order was passed on to the shop.
    OrderProcessed,
    /// A charge failed, and Recharge will try again.
    ChargeWillBeRetried,
    /// A charge failed, and nothing more will be tried.
    ChargeFailed,
    /// A charge was paid.
    ChargePaid,
    /// A customer has an active subscription for the first time, or again.
    CustomerAccountActivation,
}

/// Why a text is not a [`Trigger`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such trigger; the store's flows name the twelve")]
pub struct UnknownTrigger;

impl Trigger {
    /// All twelve, in the order the console lists them.
    pub const ALL: [Self; 12] = [
        Self::SubscriptionStarted,
        Self::SubscriptionPaused,
        Self::SubscriptionResumed,
        Self::SubscriptionCanceled,
        Self::SubscriptionExpired,
        Self::UpcomingOrder,
        Self::OrderSkipped,
        Self::OrderProcessed,
        Self::ChargeWillBeRetried,
        Self::ChargeFailed,
        Self::ChargePaid,
        Self::CustomerAccountActivation,
    ];

    /// The key in addresses, table keys and payloads.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::SubscriptionStarted => "subscription_started",
            Self::SubscriptionPaused => "subscription_paused",
            Self::SubscriptionResumed => "subscription_resumed",
            Self::SubscriptionCanceled => "subscription_canceled",
            Self::SubscriptionExpired => "subscription_expired",
            Self::UpcomingOrder => "upcoming_order",
            Self::OrderSkipped => "order_skipped",
            Self::OrderProcessed => "order_processed",
            Self::ChargeWillBeRetried => "charge_will_be_retried",
            Self::ChargeFailed => "charge_failed",
            Self::ChargePaid => "charge_paid",
            Self::CustomerAccountActivation => "customer_account_activation",
        }
    }

    /// The name the console shows.
    #[must_use]
    pub const fn console_name(self) -> &'static str {
        match self {
            Self::SubscriptionStarted => "Subscription Started",
            Self::SubscriptionPaused => "Subscription Paused",
            Self::SubscriptionResumed => "Subscription Resumed",
            Self::SubscriptionCanceled => "Subscription Canceled",
            Self::SubscriptionExpired => "Subscription Expired",
            Self::UpcomingOrder => "Upcoming Order",
            Self::OrderSkipped => "Order Skipped",
            Self::OrderProcessed => "Order Processed",
            Self::ChargeWillBeRetried => "Charge Will Be Retried",
            Self::ChargeFailed => "Charge Failed",
            Self::ChargePaid => "Charge Paid",
            Self::CustomerAccountActivation => "Customer Account Activation",
        }
    }
}

impl FromStr for Trigger {
    type Err = UnknownTrigger;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|trigger| trigger.key() == text).ok_or(UnknownTrigger)
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_in_addresses_and_in_payloads() {
        for trigger in Trigger::ALL {
            assert_eq!(trigger.key().parse(), Ok(trigger));
            assert_eq!(serde_json::to_value(trigger).unwrap(), trigger.key());
        }
    }
}
