//! What needs a person: told on the event bus, from where it is mailed.

#[cfg(any(test, feature = "testing"))]
mod memory;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_eventbridge::{Client, types::PutEventsRequestEntry};
use rechime_domain::ids::StoreId;
use serde::Serialize;

#[cfg(any(test, feature = "testing"))]
pub use self::memory::MemoryTroubles;
use crate::{
    causes::causes,
    settings::{Settings, SettingsError},
};

/// What kind of trouble: the event's `detail-type`, which the rule in template.yaml waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// A queue message that cannot be handled.
    MessageParked,
    /// A text that may or may not have been sent.
    TextOutcomeUnknown,
    /// A text that the provider will not take.
    TextFailed,
    /// A store whose connection has ended, or whose key may no longer do all that it must.
    StoreDisconnected,
    /// Webhooks that Recharge had deleted.
    WebhooksRestored,
}

impl TroubleKind {
    /// The event's `detail-type`.
    #[must_use]
    pub const fn detail_type(self) -> &'static str {
        match self {
            Self::MessageParked => "Message Parked",
            Self::TextOutcomeUnknown => "Text Outcome Unknown",
            Self::TextFailed => "Text Failed",
            Self::StoreDisconnected => "Store Disconnected",
            Self::WebhooksRestored => "Webhooks Restored",
        }
    }
}

/// Something that a person should look at. As JSON it is the event's `detail`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// What kind.
    #[serde(skip)]
    pub kind: TroubleKind,
    /// The store, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
    /// What it is about: a message, ours or the queue's, or the store itself.
    pub id: String,
    /// What happened, and what to do. It holds no phone number and no text.
    pub reason: String,
}

impl Trouble {
    /// A store whose connection to Recharge has ended, or whose key may no longer do all that it must.
    #[must_use]
    pub fn of_connection(store: &StoreId, reason: &str) -> Self {
        let (kind, id) = (TroubleKind::StoreDisconnected, store.to_string());
        Self { kind, store: Some(store.clone()), id, reason: reason.to_owned() }
    }

    /// Webhooks that Recharge had deleted, of which there were so many.
    #[must_use]
    pub fn of_webhooks(store: &StoreId, restored: usize) -> Self {
        let (kind, id) = (TroubleKind::WebhooksRestored, store.to_string());
        let reason = format!(
            "{restored} of the store's webhooks were missing in Recharge and are registered again. Recharge deletes a \
             webhook that failed for 48 hours: look for an outage. What was missed is being fetched."
        );
        Self { kind, store: Some(store.clone()), id, reason }
    }
}

/// Tells of troubles.
#[async_trait]
pub trait Troubles: Send + Sync {
    /// Tells of one. It never fails: whoever is in trouble must not be stopped by the telling. What could not be
    /// told is logged.
    async fn report(&self, trouble: &Trouble);
}

/// Tells of troubles on an EventBridge bus.
#[derive(Clone, Debug)]
pub struct EventBusTroubles {
    client: Client,
    bus: String,
}

impl EventBusTroubles {
    /// Tells on the bus `EVENT_BUS_NAME`.
    pub fn from_settings(config: &SdkConfig, settings: &Settings) -> Result<Self, SettingsError> {
        Ok(Self { client: Client::new(config), bus: settings.required("EVENT_BUS_NAME")?.to_owned() })
    }

    async fn put(&self, trouble: &Trouble) -> Result<(), String> {
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source("rechime")
            .detail_type(trouble.kind.detail_type())
            .detail(serde_json::to_string(trouble).map_err(|error| error.to_string())?)
            .build();
        let answer = self.client.put_events().entries(entry).send().await;
        let answer = answer.map_err(|error| causes(&error))?;
        // A bus that is not there is no error of the request's.
        let refused = answer.entries().iter().find_map(|entry| entry.error_code());
        refused.map_or(Ok(()), |code| Err(code.to_owned()))
    }
}

#[async_trait]
impl Troubles for EventBusTroubles {
    async fn report(&self, trouble: &Trouble) {
        if let Err(error) = self.put(trouble).await {
            let Trouble { kind, store, id, reason } = trouble;
            let store = store.as_ref().map(StoreId::as_str);
            tracing::error!(
                kind = kind.detail_type(),
                store,
                id,
                reason,
                error,
                "a trouble could not be told of"
            );
        }
    }
}

#[cfg(test)]
mod tests;
