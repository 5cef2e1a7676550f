//! Webhook topics and the scope that each one asks of a token.

/// Every topic of the 2021-11 API.
const TOPICS: &[(&str, &[&str])] = &[
    ("address", &["created", "updated"]),
    ("async_batch", &["processed"]),
    ("bundle_selection", &["created", "deleted", "updated"]),
    (
        "charge",
        &[
            "created",
            "deleted",
            "failed",
            "max_retries_reached",
            "paid",
            "refunded",
            "uncaptured",
            "upcoming",
            "updated",
        ],
    ),
    ("checkout", &["completed", "created", "processed", "updated"]),
    ("customer", &["activated", "created", "deactivated", "deleted", "payment_method_updated", "updated"]),
    ("gift_purchase", &["created", "redeemed"]),
    ("onetime", &["created", "deleted", "updated"]),
    (
        "order",
        &[
            "cancelled",
            "created",
            "deleted",
            "payment_captured",
            "processed",
            "success",
            "upcoming",
            "updated",
        ],
    ),
    ("plan", &["created", "deleted", "updated"]),
    ("recharge", &["uninstalled"]),
    ("store", &["updated"]),
    (
        "subscription",
        &[
            "activated",
            "cancelled",
            "created",
            "deleted",
            "paused",
            "removed_from_skipped_charge",
            "skipped",
            "swapped",
            "unskipped",
            "updated",
        ],
    ),
];

/// The resource part of `topic`, if Recharge has the topic.
pub(crate) fn resource(topic: &str) -> Option<&str> {
    let (resource, action) = topic.split_once('/')?;
    let (_, actions) = TOPICS.iter().find(|(name, _)| *name == resource)?;
    actions.contains(&action).then_some(resource)
}

/// The scope that a token needs to register webhooks of `resource`.
pub(crate) fn scope(resource: &str) -> &'static str {
    match resource {
        "address" | "customer" => "read_customers",
        "charge" | "order" => "read_orders",
        "plan" => "read_products",
        "checkout" => "read_checkouts",
        "gift_purchase" => "read_gift_purchases",
        "async_batch" => "read_batches",
        "store" | "recharge" => "store_info",
        _ => "read_subscriptions",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_that_recharge_lacks_are_unknown() {
        assert_eq!(resource("subscription/paused"), Some("subscription"));
        for unknown in ["subscription/resumed", "subscription/expired", "charge/skipped", "charge"] {
            assert_eq!(resource(unknown), None, "{unknown}");
        }
    }
}
