//! Where a queue function puts what it can never handle.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{ids::StoreId, job::EventJob};
use rechime_platform::{
    batch::{self, Record},
    clock::Clock,
    job::Cause,
    operator_alerts::{AlertKind, OperatorAlert, OperatorAlerts},
};
use serde::Deserialize;

use super::{Parked, ParkedId, ParkedKind, ParkedMessages};
use crate::{StoreError, configs::Stores};

/// Parks messages of one queue, and tells the operator.
#[derive(Clone)]
pub struct ParkingLot {
    parked: Arc<dyn ParkedMessages>,
    operator_alerts: Arc<dyn OperatorAlerts>,
    clock: Arc<dyn Clock>,
    kind: ParkedKind,
}

impl ParkingLot {
    /// For the messages of one queue that are no webhooks but of that `kind`.
    pub fn new(
        parked: Arc<dyn ParkedMessages>,
        operator_alerts: Arc<dyn OperatorAlerts>,
        clock: Arc<dyn Clock>,
        kind: ParkedKind,
    ) -> Self {
        Self { parked, operator_alerts, clock, kind }
    }
}

impl ParkingLot {
    /// Parks a message that its queue gave up, without telling the operator. If it names no store, it lies under the only
    /// store that there is.
    pub async fn keep(
        &self,
        record: &Record,
        reason: &str,
        stores: &dyn Stores,
    ) -> Result<(Option<StoreId>, Parked), StoreError> {
        let (named, parked) = self.read(record, reason);
        let parked = parked.given_up();
        let store = match named {
            Some(store) => Some(store),
            None => stores.get_only_store().await?,
        };
        self.parked.park(store.as_ref(), &parked).await?;
        Ok((store, parked))
    }

    fn read(&self, record: &Record, reason: &str) -> (Option<StoreId>, Parked) {
        let now = self.clock.now();
        let message = Message::read(&record.body, self.kind, record.sent_at.unwrap_or(now));
        let id = ParkedId::new(message.received_at, &record.message_id);
        let Message { store, kind, topic, payload, .. } = message;
        (store, Parked::new(id, kind, topic, reason.to_owned(), payload, now))
    }
}

#[async_trait]
impl batch::Parking for ParkingLot {
    async fn park(&self, record: &Record, reason: &str) -> Result<(), Cause> {
        let (store, parked) = self.read(record, reason);
        self.parked.park(store.as_ref(), &parked).await?;
        let (kind, id) = (AlertKind::MessageParked, parked.id.to_string());
        self.operator_alerts.send(&OperatorAlert { kind, store, id, reason: reason.to_owned() }).await;
        Ok(())
    }
}

/// A message as it is kept: a webhook by its own body, anything else whole.
struct Message {
    store: Option<StoreId>,
    kind: ParkedKind,
    topic: String,
    received_at: Timestamp,
    payload: String,
}

impl Message {
    fn read(body: &str, kind: ParkedKind, sent_at: Timestamp) -> Self {
        match EventJob::read(body) {
            Ok(EventJob::Recharge(job)) => Self {
                store: Some(job.store),
                kind: ParkedKind::RechargeWebhook,
                topic: job.topic,
                received_at: job.received_at,
                payload: job.payload.get().to_owned(),
            },
            Ok(EventJob::Shopify(job)) => Self {
                store: Some(job.store),
                kind: ParkedKind::ShopifyWebhook,
                topic: job.topic,
                received_at: job.received_at,
                payload: job.payload.get().to_owned(),
            },
            Err(_) => {
                let label = Label::read(body);
                let (store, topic) = (label.store(), label.topic.unwrap_or_else(|| "unknown".to_owned()));
                // message-status handles both.
                let kind = if topic.starts_with("click.") { ParkedKind::Click } else { kind };
                Self { store, kind, topic, received_at: sent_at, payload: body.to_owned() }
            }
        }
    }
}

/// What of a message tells whose it is, whatever else is wrong with it.
#[derive(Default, Deserialize)]
struct Label {
    #[serde(rename = "type")]
    topic: Option<String>,
    store: Option<String>,
    message: Option<Sender>,
}

#[derive(Deserialize)]
struct Sender {
    store: Option<String>,
}

impl Label {
    fn read(body: &str) -> Self {
        serde_json::from_str(body).unwrap_or_default()
    }

    fn store(&self) -> Option<StoreId> {
        let named = self.store.as_ref().or_else(|| self.message.as_ref()?.store.as_ref());
        StoreId::parse(named?).ok()
    }
}

#[cfg(test)]
mod tests;
