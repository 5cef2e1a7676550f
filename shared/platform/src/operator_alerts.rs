//! Alerts for the operator. They are put on the event bus, and a rule mails them.

#[cfg(any(test, feature = "testing"))]
mod memory;

use async_trait::async_trait;
use rechime_domain::{
    hour::Hour,
    ids::{SourceId, StoreId},
};
use serde::{Deserialize, Serialize};

#[cfg(any(test, feature = "testing"))]
pub use self::memory::MemoryOperatorAlerts;
use crate::{
    aws::{AwsConfig, Client, EVENTBRIDGE},
    causes::causes,
    environment::{Environment, EnvironmentError},
};

/// The kind of an alert: the event's `detail-type`, by which the rule in template.yaml selects it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertKind {
    /// A queue message that cannot be handled.
    MessageParked,
    /// A text that may or may not have been sent.
    TextOutcomeUnknown,
    /// Texts that the provider would not take within an hour.
    TextsFailed,
    /// A store whose connection has ended, or whose key may no longer do all that it must.
    StoreDisconnected,
    /// Webhooks that Recharge had deleted.
    WebhooksRestored,
    /// Wrong admin keys, so many that an address is refused.
    SignInsRefused,
}

impl AlertKind {
    /// The event's `detail-type`.
    #[must_use]
    pub const fn detail_type(self) -> &'static str {
        match self {
            Self::MessageParked => "Message Parked",
            Self::TextOutcomeUnknown => "Text Outcome Unknown",
            Self::TextsFailed => "Texts Failed",
            Self::StoreDisconnected => "Store Disconnected",
            Self::WebhooksRestored => "Webhooks Restored",
            Self::SignInsRefused => "Sign-ins Refused",
        }
    }
}

/// Texts that failed in an hour, in all stores.
#[derive(Clone, Copy, Debug)]
pub struct FailedTexts<'a> {
    /// The hour.
    pub hour: Hour,
    /// How many they are.
    pub failed: u64,
    /// The store that has the most of them in one flow.
    pub store: &'a StoreId,
    /// That flow.
    pub source: &'a SourceId,
    /// How many are of that flow.
    pub most: u64,
    /// The provider's most frequent reasons, each with the number of its texts, the most frequent first.
    pub reasons: &'a [(String, u64)],
}

/// Something that the operator should look at. As JSON it is the event's `detail`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OperatorAlert {
    /// What kind.
    #[serde(skip)]
    pub kind: AlertKind,
    /// The store, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
    /// What it is about: a message, ours or the queue's, or the store itself.
    pub id: String,
    /// What happened, and what to do. It holds no phone number and no text.
    pub reason: String,
}

impl OperatorAlert {
    /// A store whose connection to Recharge has ended, or whose key may no longer do all that it must.
    #[must_use]
    pub fn of_connection(store: &StoreId, reason: &str) -> Self {
        let (kind, id) = (AlertKind::StoreDisconnected, store.to_string());
        Self { kind, store: Some(store.clone()), id, reason: reason.to_owned() }
    }

    /// The texts that failed in an hour.
    #[must_use]
    pub fn of_failed_texts(told: &FailedTexts<'_>) -> Self {
        let FailedTexts { hour, failed, store, source, most, reasons } = told;
        let reasons: Vec<_> = reasons.iter().map(|(reason, count)| format!("{count} × {reason}")).collect();
        let reasons = reasons.join("; ");
        let reason = format!(
            "{failed} texts of the hour from {hour} were refused by the SMS provider for good. The most frequent reasons: \
             {reasons}. Most texts, {most}, are of the flow `{source}` of the store `{store}`: its activity shows each \
             failed text with its reason. What failed is not sent again. You are told of this once an hour."
        );
        Self { kind: AlertKind::TextsFailed, store: Some((*store).clone()), id: hour.to_string(), reason }
    }

    /// `restored` webhooks that Recharge had deleted.
    #[must_use]
    pub fn of_webhooks(store: &StoreId, restored: usize) -> Self {
        let (kind, id) = (AlertKind::WebhooksRestored, store.to_string());
        let reason = format!(
            "{restored} of the store's webhooks were missing in Recharge and are registered again. Recharge deletes a \
             webhook that failed for 48 hours: look for an outage. What was missed is being fetched."
        );
        Self { kind, store: Some(store.clone()), id, reason }
    }

    /// `wrong` admin keys that came from one address within ten minutes.
    #[must_use]
    pub fn of_sign_ins(address: &str, wrong: u8) -> Self {
        let reason = format!(
            "{wrong} wrong admin keys were typed into the console from {address} within ten minutes. Sign-ins from \
             there are refused until the ten minutes are over; others are not. If nobody of yours did this, somebody \
             guesses. A key of 40 random characters is safe from that; replace it if it may be known elsewhere. You \
             are told of this once an hour."
        );
        Self { kind: AlertKind::SignInsRefused, store: None, id: address.to_owned(), reason }
    }
}

/// Sends alerts to the operator.
#[async_trait]
pub trait OperatorAlerts: Send + Sync {
    /// Sends one. It never fails: an alert that cannot be sent must not stop the work it is about. It is logged
    /// instead.
    async fn send(&self, alert: &OperatorAlert);
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PutEvents<'a> {
    entries: [EventEntry<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct EventEntry<'a> {
    source: &'a str,
    detail_type: &'a str,
    detail: String,
    event_bus_name: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Put {
    #[serde(default)]
    entries: Vec<PutEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutEntry {
    error_code: Option<String>,
}

/// Puts alerts on an EventBridge bus.
#[derive(Clone, Debug)]
pub struct EventBusOperatorAlerts {
    client: Client,
    bus: String,
}

impl EventBusOperatorAlerts {
    /// Uses the bus `EVENT_BUS_NAME`.
    pub fn from_environment(
        aws_config: &AwsConfig,
        environment: &Environment,
    ) -> Result<Self, EnvironmentError> {
        Ok(Self {
            client: Client::new(aws_config, &EVENTBRIDGE),
            bus: environment.required("EVENT_BUS_NAME")?.to_owned(),
        })
    }

    async fn put(&self, alert: &OperatorAlert) -> Result<(), String> {
        let event = EventEntry {
            source: "rechime",
            detail_type: alert.kind.detail_type(),
            detail: serde_json::to_string(alert).map_err(|error| error.to_string())?,
            event_bus_name: &self.bus,
        };
        let answer = self.client.call::<Put>("PutEvents", &PutEvents { entries: [event] }).await;
        let answer = answer.map_err(|error| causes(&error))?;
        // If the bus does not exist, the request succeeds and the entry has an error code.
        answer.entries.into_iter().find_map(|entry| entry.error_code).map_or(Ok(()), Err)
    }
}

#[async_trait]
impl OperatorAlerts for EventBusOperatorAlerts {
    async fn send(&self, alert: &OperatorAlert) {
        if let Err(error) = self.put(alert).await {
            let OperatorAlert { kind, store, id, reason } = alert;
            let store = store.as_ref().map(StoreId::as_str);
            tracing::error!(
                kind = kind.detail_type(),
                store,
                id,
                reason,
                error,
                "an alert could not be sent"
            );
        }
    }
}

#[cfg(test)]
mod tests;
