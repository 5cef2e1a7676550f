//! Webhook topics: which we act on, which Recharge merely has, and which do not exist.

/// A topic that can change what a customer is told.
///
/// Left out on purpose, each being one more delivery to pay for, and many of them: `charge/updated`, `order/updated`
/// and `customer/updated`. That an announced order was moved is noticed by the dates of its subscriptions; that a
/// prepaid delivery was, is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HandledTopic {
    /// `subscription/created`
    SubscriptionCreated,
    /// `subscription/paused`
    SubscriptionPaused,
    /// `subscription/activated`
    SubscriptionActivated,
    /// `subscription/cancelled`
    SubscriptionCancelled,
    /// `subscription/deleted`
    SubscriptionDeleted,
    /// `subscription/updated`
    SubscriptionUpdated,
    /// `subscription/skipped`
    SubscriptionSkipped,
    /// `subscription/unskipped`
    SubscriptionUnskipped,
    /// `subscription/swapped`
    SubscriptionSwapped,
    /// `charge/upcoming`
    ChargeUpcoming,
    /// `charge/failed`
    ChargeFailed,
    /// `charge/max_retries_reached`
    ChargeMaxRetriesReached,
    /// `charge/paid`
    ChargePaid,
    /// `charge/refunded`: no flow tells of it, but others must not tell of the payment.
    ChargeRefunded,
    /// `charge/deleted`: what was announced does not come.
    ChargeDeleted,
    /// `order/upcoming`
    OrderUpcoming,
    /// `order/processed`
    OrderProcessed,
    /// `order/cancelled`: what was confirmed does not come.
    OrderCancelled,
    /// `customer/activated`
    CustomerActivated,
    /// `customer/deactivated`: the last active subscription ended.
    CustomerDeactivated,
    /// `recharge/uninstalled`: the shop removed Recharge, and with it every token and webhook.
    RechargeUninstalled,
}

/// The topics of which customers may be told; any token with the four read permissions may register them.
pub const REGISTERED: &[HandledTopic] = &[
    HandledTopic::SubscriptionCreated,
    HandledTopic::SubscriptionPaused,
    HandledTopic::SubscriptionActivated,
    HandledTopic::SubscriptionCancelled,
    HandledTopic::SubscriptionDeleted,
    HandledTopic::SubscriptionUpdated,
    HandledTopic::SubscriptionSkipped,
    HandledTopic::SubscriptionUnskipped,
    HandledTopic::SubscriptionSwapped,
    HandledTopic::ChargeUpcoming,
    HandledTopic::ChargeFailed,
    HandledTopic::ChargeMaxRetriesReached,
    HandledTopic::ChargePaid,
    HandledTopic::ChargeRefunded,
    HandledTopic::ChargeDeleted,
    HandledTopic::OrderUpcoming,
    HandledTopic::OrderProcessed,
    HandledTopic::OrderCancelled,
    HandledTopic::CustomerActivated,
    HandledTopic::CustomerDeactivated,
];

/// The scope without which `recharge/uninstalled` cannot be registered; connecting does not ask for it.
const STORE_INFO: &str = "store_info";

/// What tells of the end of the connection itself, in 2021-11 and in 2021-01.
const UNINSTALLED: [&str; 2] = ["recharge/uninstalled", "app/uninstalled"];

/// The topics to register for a token with these scopes.
pub fn registered_for(scopes: &[String]) -> impl Iterator<Item = HandledTopic> + use<> {
    let may_uninstall = scopes.iter().any(|scope| scope == STORE_INFO);
    REGISTERED.iter().copied().chain(may_uninstall.then_some(HandledTopic::RechargeUninstalled))
}

/// The rest of Recharge's list, of both API versions: nothing that a customer would be told.
const OF_NO_INTEREST: &[(&str, &[&str])] = &[
    ("address", &["created", "updated"]),
    ("async_batch", &["processed"]),
    ("bundle_selection", &["created", "updated", "deleted"]),
    ("charge", &["created", "success", "uncaptured", "updated"]),
    ("checkout", &["created", "completed", "processed", "updated"]),
    ("customer", &["created", "deleted", "payment_method_updated", "updated"]),
    ("gift_purchase", &["created", "redeemed"]),
    ("onetime", &["created", "deleted", "updated"]),
    ("order", &["created", "deleted", "payment_captured", "success", "updated"]),
    ("plan", &["created", "deleted", "updated"]),
    ("product", &["created", "deleted", "updated"]),
    ("store", &["updated"]),
    ("subscription", &["removed_from_skipped_charge"]),
];

impl HandledTopic {
    /// The topic as Recharge writes it: `{resource}/{action}`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::SubscriptionCreated => "subscription/created",
            Self::SubscriptionPaused => "subscription/paused",
            Self::SubscriptionActivated => "subscription/activated",
            Self::SubscriptionCancelled => "subscription/cancelled",
            Self::SubscriptionDeleted => "subscription/deleted",
            Self::SubscriptionUpdated => "subscription/updated",
            Self::SubscriptionSkipped => "subscription/skipped",
            Self::SubscriptionUnskipped => "subscription/unskipped",
            Self::SubscriptionSwapped => "subscription/swapped",
            Self::ChargeUpcoming => "charge/upcoming",
            Self::ChargeFailed => "charge/failed",
            Self::ChargeMaxRetriesReached => "charge/max_retries_reached",
            Self::ChargePaid => "charge/paid",
            Self::ChargeRefunded => "charge/refunded",
            Self::ChargeDeleted => "charge/deleted",
            Self::OrderUpcoming => "order/upcoming",
            Self::OrderProcessed => "order/processed",
            Self::OrderCancelled => "order/cancelled",
            Self::CustomerActivated => "customer/activated",
            Self::CustomerDeactivated => "customer/deactivated",
            Self::RechargeUninstalled => "recharge/uninstalled",
        }
    }

    /// Whether its object is gone, so that Recharge need not know it any more.
    #[must_use]
    pub const fn tells_of_deletion(self) -> bool {
        matches!(self, Self::SubscriptionDeleted | Self::ChargeDeleted)
    }

    /// Whether it tells of a subscription what no field of it says.
    #[must_use]
    pub const fn tells_by_itself(self) -> bool {
        matches!(self, Self::SubscriptionPaused | Self::SubscriptionActivated | Self::SubscriptionSkipped)
    }

    /// What to ask Recharge to send along: whatever may hold the phone, which no payload of 2021-11 but the
    /// customer's own has.
    #[must_use]
    pub const fn included_objects(self) -> &'static [&'static str] {
        match self {
            Self::CustomerActivated => &["addresses"],
            // Nobody is told of these.
            Self::ChargeRefunded
            | Self::ChargeDeleted
            | Self::OrderCancelled
            | Self::CustomerDeactivated
            | Self::RechargeUninstalled => &[],
            _ => &["customer"],
        }
    }
}

/// A topic that Recharge has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// One that can change what a customer is told.
    Handled(HandledTopic),
    /// The shop removed Recharge: no customer's business, but the end of the connection.
    Uninstalled,
    /// One of no interest: accepted, and dropped.
    Known,
}

/// Why a text is not a [`Topic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Recharge has no such webhook topic; one looks like subscription/created")]
pub struct UnknownTopic;

impl Topic {
    /// Takes a topic as it stands at the end of a webhook's path: `{resource}/{action}`.
    pub fn parse(text: &str) -> Result<Self, UnknownTopic> {
        if let Some(handled) = REGISTERED.iter().find(|topic| topic.key() == text) {
            return Ok(Self::Handled(*handled));
        }
        if UNINSTALLED.contains(&text) {
            return Ok(Self::Uninstalled);
        }
        let (resource, action) = text.split_once('/').ok_or(UnknownTopic)?;
        let exists =
            OF_NO_INTEREST.iter().any(|(name, actions)| *name == resource && actions.contains(&action));
        if exists { Ok(Self::Known) } else { Err(UnknownTopic) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_is_acted_on_or_known_or_refused() {
        for topic in REGISTERED {
            assert_eq!(Topic::parse(topic.key()), Ok(Topic::Handled(*topic)));
        }
        for known in ["order/updated", "store/updated", "charge/updated", "bundle_selection/updated"] {
            assert_eq!(Topic::parse(known), Ok(Topic::Known), "{known}");
        }
        for end in ["recharge/uninstalled", "app/uninstalled"] {
            assert_eq!(Topic::parse(end), Ok(Topic::Uninstalled), "{end}");
        }
        for bad in [
            "",
            "subscription",
            "subscription/resumed",
            "Subscription/created",
            "order/created/x",
            "/",
            "x/y",
        ] {
            assert_eq!(Topic::parse(bad), Err(UnknownTopic), "{bad}");
        }
    }

    #[test]
    fn the_end_of_the_connection_is_registered_where_the_token_may() {
        let scopes = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert!(registered_for(&scopes(&["read_orders"])).eq(REGISTERED.iter().copied()));
        let with_store_info = registered_for(&scopes(&["read_orders", STORE_INFO]));
        assert_eq!(with_store_info.last(), Some(HandledTopic::RechargeUninstalled));
    }

    #[test]
    fn no_topic_is_both_handled_and_of_no_interest() {
        for (resource, action) in
            OF_NO_INTEREST.iter().flat_map(|(name, all)| all.iter().map(move |a| (name, a)))
        {
            assert_eq!(Topic::parse(&format!("{resource}/{action}")), Ok(Topic::Known));
        }
    }
}
