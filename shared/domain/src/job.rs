//! What travels in the queues. Every shape has a version in its `type`; a shape that was ever sent keeps decoding.

mod audience;
mod checkup;
mod event;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::audience::{AudienceJob, CampaignStretch, Stretch};
pub use self::checkup::CheckupJob;
pub use self::event::{EventJob, Proof, ShopifyJob, WebhookJob};
use crate::{
    click::Signals,
    ids::{MessageId, StoreId},
    link::{LinkCode, PlacedLink},
    message::{ClaimKey, MessageState, PendingMessage},
    minute::Minute,
    phone::PhoneNumber,
};

/// What the `sends` queue carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum SendJob {
    /// Look a last time, and send.
    #[serde(rename = "send.v1")]
    V1 {
        /// What to send.
        message: PendingMessage,
        /// The minute of its hold, where that still stands: it is looked at again before that minute, and what is not
        /// sent now may still be sent then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold: Option<Minute>,
    },
    /// Write down what became of a claim, which the table could not take before. A message that was given back is sent
    /// from then on as by [`Self::V1`].
    #[serde(rename = "outcome.v1")]
    Outcome {
        /// What was claimed.
        message: PendingMessage,
        /// By which claim.
        claim: ClaimKey,
        /// How the message stands.
        outcome: MessageState,
    },
    /// Ask the provider again for a text of which nobody knows whether the provider has it. It is never sent again.
    #[serde(rename = "look_up.v1")]
    LookUp(UnknownText),
    /// Send a text as it is to a phone of the merchant's, who wants to see it there. It is no message: it is neither
    /// claimed nor counted, and waits for nothing.
    #[serde(rename = "test.v1")]
    Test {
        /// The store that sends it.
        store: StoreId,
        /// The merchant's phone.
        to: PhoneNumber,
        /// The text.
        body: String,
        /// Tells it from other tests.
        id: String,
        /// Its short links, whose codes in `body` are samples.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        links: Vec<PlacedLink>,
    },
}

impl SendJob {
    /// A message that is due.
    #[must_use]
    pub const fn new(message: PendingMessage) -> Self {
        Self::V1 { message, hold: None }
    }

    /// The message that may be sent by it. Of a look-up and a test there is none.
    #[must_use]
    pub const fn message(&self) -> Option<&PendingMessage> {
        match self {
            Self::V1 { message, .. } | Self::Outcome { message, .. } => Some(message),
            Self::LookUp(_) | Self::Test { .. } => None,
        }
    }

    /// A message that is looked at again while it is held until `hold`.
    #[must_use]
    pub const fn review(message: PendingMessage, hold: Minute) -> Self {
        Self::V1 { message, hold: Some(hold) }
    }
}

/// A text of which nobody knows whether the provider has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownText {
    /// The store that sends it.
    pub store: StoreId,
    /// Its message.
    pub message: MessageId,
    /// When it was claimed: the provider got it then, or never.
    pub claimed_at: Timestamp,
    /// What is known of the attempt.
    pub reason: String,
    /// How often the provider was asked again.
    pub asked: u8,
}

/// What a schedule hands to quiet-hours when its minute comes, and what the `releases` queue carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ReleaseJob {
    /// Release what waits for this minute.
    #[serde(rename = "release.v1")]
    V1 {
        /// The release minute.
        minute: Minute,
    },
    /// Go on with a release that takes longer than one run.
    #[serde(rename = "release_on.v1")]
    GoOn {
        /// The release minute.
        minute: Minute,
        /// How many steps the release has made: where it has made more, another run went on with it.
        step: u32,
    },
    /// The store's settings or flows have changed: what waits for one of the next minutes is looked at again.
    #[serde(rename = "review.v1")]
    Review {
        /// Whose messages.
        store: StoreId,
        /// Where it goes on, if it has begun.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<ReviewPosition>,
    },
}

/// A place among what a store has waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPosition {
    /// The release minute.
    pub minute: Minute,
    /// A part of its bucket.
    pub shard: u8,
    /// The last of that part that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl ReviewPosition {
    /// The beginning of a minute.
    #[must_use]
    pub const fn of(minute: Minute) -> Self {
        Self { minute, shard: 0, after: None }
    }
}

/// What the `clicks` queue carries: somebody, or something, followed a short link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ClickJob {
    /// Find out who it was, and write it down.
    #[serde(rename = "click.v1")]
    V1(FollowedLink),
}

/// A short link that was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedLink {
    /// The store that sent it.
    pub store: StoreId,
    /// The message in which it stands.
    pub message: MessageId,
    /// Its place among the message's links, from 0.
    pub position: u8,
    /// Its code.
    pub code: LinkCode,
    /// When its row, and what is written down of it, ends.
    pub expires_at: Timestamp,
    /// When it was followed.
    pub at: Timestamp,
    /// What the request said of who made it.
    pub signals: Signals,
}
