//! A webhook of Shopify's on its way, and how a reader of the `events` queue tells it from one of Recharge's.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::WebhookJob;
use crate::ids::StoreId;

/// A customer webhook on its way from intake to evaluation: `shopify_customer.v1`. Its signature was checked.
#[derive(Debug, Serialize, Deserialize)]
pub struct ShopifyJob {
    #[serde(rename = "type")]
    version: ShopifyVersion,
    /// The store it was addressed to.
    pub store: StoreId,
    /// `customers_marketing_consent/update`.
    pub topic: String,
    /// When it came.
    pub received_at: Timestamp,
    /// The body, byte for byte as it came.
    pub payload: Box<RawValue>,
}

#[derive(Debug, Serialize, Deserialize)]
enum ShopifyVersion {
    #[serde(rename = "shopify_customer.v1")]
    V1,
}

impl ShopifyJob {
    /// A webhook as it came.
    #[must_use]
    pub fn new(store: StoreId, topic: String, received_at: Timestamp, payload: Box<RawValue>) -> Self {
        Self { version: ShopifyVersion::V1, store, topic, received_at, payload }
    }
}

/// What the `events` queue carries.
#[derive(Debug)]
pub enum EventJob {
    /// Something happened to a subscription, a charge or an order.
    Recharge(WebhookJob),
    /// Something happened to a customer.
    Shopify(ShopifyJob),
}

impl EventJob {
    /// Reads a message of the queue. In two steps, for no derived enum keeps a payload's bytes.
    pub fn read(message: &str) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Tagged {
            #[serde(rename = "type")]
            version: String,
        }
        let tagged: Tagged = serde_json::from_str(message)?;
        if tagged.version.starts_with("shopify_") {
            serde_json::from_str(message).map(Self::Shopify)
        } else {
            serde_json::from_str(message).map(Self::Recharge)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECHARGE: &str = r#"{"type":"recharge_webhook.v1","store":"demo","topic":"charge/paid","proof":"path_key","received_at":"2026-11-24T17:00:00Z","payload":{"a": 1}}"#;
    const SHOPIFY: &str = r#"{"type":"shopify_customer.v1","store":"demo","topic":"customers/update","received_at":"2026-11-24T17:00:00Z","payload":{"a": 1}}"#;

    #[test]
    fn each_is_read_as_what_it_is_with_its_bytes() {
        let Ok(EventJob::Recharge(job)) = EventJob::read(RECHARGE) else { panic!("Recharge's") };
        assert_eq!((job.topic.as_str(), job.payload.get()), ("charge/paid", r#"{"a": 1}"#));
        let Ok(EventJob::Shopify(job)) = EventJob::read(SHOPIFY) else { panic!("Shopify's") };
        assert_eq!((job.topic.as_str(), job.payload.get()), ("customers/update", r#"{"a": 1}"#));
        assert_eq!(serde_json::to_string(&job).unwrap(), SHOPIFY);
    }

    #[test]
    fn what_nobody_here_wrote_is_neither() {
        let other_version = SHOPIFY.replace(".v1", ".v9");
        for other in ["", "{}", "[]", r#"{"type":"else.v1"}"#, &other_version] {
            assert!(EventJob::read(other).is_err(), "{other}");
        }
    }
}
