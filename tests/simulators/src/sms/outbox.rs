//! What was accepted, in order.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One accepted message.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Entry {
    pub(crate) to: String,
    /// The number, pool, sender or messaging service it came from, if the request named one.
    pub(crate) from: Option<String>,
    pub(crate) body: String,
    /// When it was accepted, by the moved clock.
    pub(crate) at: Timestamp,
    pub(crate) provider_message_id: String,
    pub(crate) provider: Provider,
    /// AWS only: what delivery events will echo.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) context: BTreeMap<String, String>,
    /// How long the provider may try, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) time_to_live: Option<u32>,
    /// Twilio only: whose account sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    /// Twilio only: where it tells how far the text came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status_callback: Option<String>,
}

/// Whose API a message came through.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Provider {
    /// AWS End User Messaging SMS.
    Aws,
    /// Twilio.
    Twilio,
}
