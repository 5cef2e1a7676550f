//! The jobs of the `events` queue: a webhook of Recharge's or Shopify's, with its body as it came.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::value::RawValue;

use crate::ids::StoreId;

/// How a webhook proved that it is Recharge's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The HMAC that binds a timestamp.
    TimestampedSignature,
    /// The older hash over secret and body.
    LegacySignature,
    /// Only the unguessable key in its path: what it says must be asked of Recharge again.
    PathKey,
    /// It needed none: we asked Recharge for it ourselves, because no webhook brought it in time.
    Backfill,
}

/// A webhook of Recharge's: `recharge_webhook.v1`.
#[derive(Debug, Serialize, Deserialize)]
pub struct WebhookJob {
    #[serde(rename = "type")]
    version: WebhookVersion,
    /// The store it was addressed to.
    pub store: StoreId,
    /// `subscription/created`.
    pub topic: String,
    /// How it proved its origin.
    pub proof: Proof,
    /// When it came.
    pub received_at: Timestamp,
    /// The body as it came; only what no reader takes inside a text was [mended](crate::json::mended).
    pub payload: Box<RawValue>,
}

#[derive(Debug, Serialize, Deserialize)]
enum WebhookVersion {
    #[serde(rename = "recharge_webhook.v1")]
    V1,
}

impl WebhookJob {
    /// A webhook as it came.
    #[must_use]
    pub fn new(
        store: StoreId,
        topic: String,
        proof: Proof,
        received_at: Timestamp,
        payload: Box<RawValue>,
    ) -> Self {
        Self { version: WebhookVersion::V1, store, topic, proof, received_at, payload }
    }
}

/// A customer webhook of Shopify's: `shopify_customer.v1`. Its signature was checked.
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
    /// The body as it came; only what no reader takes inside a text was [mended](crate::json::mended).
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

/// What the `events` queue carries. It is written exactly as the job in it; that job's `type` says which one it is.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum EventJob {
    /// Something happened to a subscription, a charge or an order.
    Recharge(WebhookJob),
    /// Something happened to a customer.
    Shopify(ShopifyJob),
}

impl EventJob {
    /// Reads a message of the queue. It takes two steps, because a derived enum does not keep a payload's bytes.
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

impl<'de> Deserialize<'de> for EventJob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let message = Box::<RawValue>::deserialize(deserializer)?;
        Self::read(message.get()).map_err(D::Error::custom)
    }
}

impl From<WebhookJob> for EventJob {
    fn from(job: WebhookJob) -> Self {
        Self::Recharge(job)
    }
}

impl From<ShopifyJob> for EventJob {
    fn from(job: ShopifyJob) -> Self {
        Self::Shopify(job)
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
    fn each_is_written_as_its_own_job_is() {
        for message in [RECHARGE, SHOPIFY] {
            let job: EventJob = serde_json::from_str(message).unwrap();
            assert_eq!(serde_json::to_string(&job).unwrap(), message);
            let inner = match &job {
                EventJob::Recharge(job) => serde_json::to_string(job),
                EventJob::Shopify(job) => serde_json::to_string(job),
            };
            assert_eq!(inner.unwrap(), message);
        }
    }

    #[test]
    fn what_nobody_here_wrote_is_neither() {
        let other_version = SHOPIFY.replace(".v1", ".v9");
        for other in ["", "{}", "[]", r#"{"type":"else.v1"}"#, &other_version] {
            assert!(EventJob::read(other).is_err(), "{other}");
            assert!(serde_json::from_str::<EventJob>(other).is_err(), "{other}");
        }
    }
}
