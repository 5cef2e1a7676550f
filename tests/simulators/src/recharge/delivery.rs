//! The record of what was delivered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::object::number;
use super::signature::Signing;
use super::topic;
use super::webhook::Webhook;

/// One webhook delivery with all its attempts.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Delivery {
    /// In the order of emission.
    pub(crate) id: u64,
    /// The registration that it goes to.
    pub(crate) webhook_id: u64,
    pub(crate) topic: String,
    pub(crate) address: String,
    /// The id of what the body is about, if it is about something.
    pub(crate) body_id: Option<u64>,
    /// When it was emitted, by the moved clock.
    pub(crate) emitted_at: Timestamp,
    /// When it was tried last, by the moved clock.
    pub(crate) tried_at: Option<Timestamp>,
    /// The last answer's HTTP status; none if nobody answered.
    pub(crate) status: Option<u16>,
    pub(crate) attempts: u32,
    pub(crate) outcome: Outcome,
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// Kept back until somebody asks for it.
    Waiting,
    /// Further attempts follow.
    Pending,
    /// Answered with success.
    Delivered,
    /// Answered with a status that Recharge does not retry.
    Refused,
    /// The last attempt failed, and the registration is gone.
    Failed,
}

/// A delivery with what it carries.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Parcel {
    pub(crate) delivery: Delivery,
    pub(crate) body: String,
    pub(crate) secret: String,
    pub(crate) signing: Signing,
}

/// All deliveries since they were last forgotten.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Deliveries {
    by_id: BTreeMap<u64, Parcel>,
    last_id: u64,
}

impl Deliveries {
    /// Packs `body` for `webhook`, and records it.
    pub(crate) fn pack(
        &mut self,
        webhook: Webhook,
        body: String,
        (secret, signing): (String, Signing),
        now: Timestamp,
    ) -> Parcel {
        let delivery = Delivery {
            id: 0,
            webhook_id: webhook.id,
            body_id: body_id(&webhook.topic, &body),
            topic: webhook.topic,
            address: webhook.address,
            emitted_at: now,
            tried_at: None,
            status: None,
            attempts: 0,
            outcome: Outcome::Pending,
        };
        self.enter(Parcel { delivery, body, secret, signing })
    }

    /// A delivery that was packed before, to be sent: itself where it waits, else another one of the same bytes.
    pub(crate) fn again(&mut self, id: u64) -> Option<Parcel> {
        let parcel = self.by_id.get(&id)?.clone();
        if parcel.delivery.outcome == Outcome::Waiting {
            return Some(parcel);
        }
        let untried = Delivery {
            tried_at: None,
            status: None,
            attempts: 0,
            outcome: Outcome::Pending,
            ..parcel.delivery
        };
        Some(self.enter(Parcel { delivery: untried, ..parcel }))
    }

    fn enter(&mut self, parcel: Parcel) -> Parcel {
        self.last_id += 1;
        let parcel = Parcel { delivery: Delivery { id: self.last_id, ..parcel.delivery }, ..parcel };
        self.record(&parcel);
        parcel
    }

    /// Keeps a delivery back until somebody asks for it.
    pub(crate) fn hold_back(&mut self, parcel: &mut Parcel) {
        parcel.delivery.outcome = Outcome::Waiting;
        self.record(parcel);
    }

    /// Records how a delivery stands now.
    pub(crate) fn record(&mut self, parcel: &Parcel) {
        self.by_id.insert(parcel.delivery.id, parcel.clone());
    }

    /// All deliveries, oldest first.
    pub(crate) fn all(&self) -> Vec<Delivery> {
        self.by_id.values().map(|parcel| parcel.delivery.clone()).collect()
    }

    /// Forgets them. Those under way come back with their next attempt.
    pub(crate) fn forget(&mut self) {
        self.by_id.clear();
    }
}

fn body_id(topic: &str, body: &str) -> Option<u64> {
    let body: Value = serde_json::from_str(body).ok()?;
    number(body.get(topic::resource(topic)?)?.as_object()?, "id")
}
