//! What travels in the queues. Every shape has a version in its `type`; a shape that was ever sent keeps decoding.

mod shopify;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub use self::shopify::{EventJob, ShopifyJob};
use crate::{ids::StoreId, message::PendingMessage, minute::Minute};

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

/// A webhook on its way from intake to evaluation: `recharge_webhook.v1`.
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
    /// The body, byte for byte as it came.
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

/// What the `sends` queue carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum SendJob {
    /// Look a last time, and send.
    #[serde(rename = "send.v1")]
    V1 {
        /// What to send.
        message: PendingMessage,
        /// Whether its hold still stands: it is looked at again before its minute, and what is not sent now may still
        /// be sent then.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        held: bool,
    },
}

impl SendJob {
    /// A message that is due.
    #[must_use]
    pub const fn new(message: PendingMessage) -> Self {
        Self::V1 { message, held: false }
    }

    /// A message that is looked at again while it is held.
    #[must_use]
    pub const fn review(message: PendingMessage) -> Self {
        Self::V1 { message, held: true }
    }
}

/// What a schedule hands to quiet-hours when its minute comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ReleaseJob {
    /// Release what waits for this minute.
    #[serde(rename = "release.v1")]
    V1 {
        /// The release minute.
        minute: Minute,
    },
    /// The store's settings or flows have changed: what waits for one of the next minutes is looked at again.
    #[serde(rename = "review.v1")]
    Review {
        /// Whose messages.
        store: StoreId,
    },
}
