//! Whether a subscriber agreed to be texted: what was stated, what counts, and on what ground somebody may be texted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

mod ground;
mod ledger;
mod statement;

pub use self::{
    ground::ground,
    ledger::{ConsentEntry, InvalidWording, Wording, ending_opt_out, proven_in_use},
    statement::{Ruling, Statement},
};

/// Whether a subscriber agreed to be texted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentStatus {
    /// Agreed.
    Subscribed,
    /// Said stop. Kept for ever.
    Unsubscribed,
    /// The number was deactivated, or cannot get texts: whatever was agreed to before counts no more, nor does a phone
    /// given at checkout. Nobody said stop, so a new consent is welcome.
    Void,
    /// Never said either; the store's [`ConsentMode`](crate::settings::ConsentMode) decides.
    Unknown,
}

impl ConsentStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Subscribed, Self::Unsubscribed, Self::Void, Self::Unknown];

    /// The name in the API and in keys.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Subscribed => "subscribed",
            Self::Unsubscribed => "unsubscribed",
            Self::Void => "void",
            Self::Unknown => "unknown",
        }
    }
}

/// Where a consent, or its end, came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentSource {
    /// Set by the merchant in the console.
    Merchant,
    /// Told through the API by another system, such as a sign-up form.
    Api,
    /// Imported from a list.
    Import,
    /// A reply such as STOP or START.
    Reply,
    /// Told by Shopify: a customer's consent to SMS marketing there.
    Shopify,
    /// The SMS provider knows the number as opted out, deactivated, or unable to get texts.
    Provider,
}

impl ConsentSource {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Merchant, Self::Api, Self::Import, Self::Reply, Self::Shopify, Self::Provider];

    /// The name in the API and in keys.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Api => "api",
            Self::Import => "import",
            Self::Reply => "reply",
            Self::Shopify => "shopify",
            Self::Provider => "provider",
        }
    }

    /// Whether the store states it for the subscriber, who did not say it to us in their own words.
    #[must_use]
    pub const fn is_stated_by_store(self) -> bool {
        matches!(self, Self::Merchant | Self::Api | Self::Import)
    }
}

/// A subscriber's consent, with its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Yes, no or unknown.
    pub status: ConsentStatus,
    /// Where that came from.
    pub source: ConsentSource,
    /// Since when.
    pub since: Timestamp,
}
