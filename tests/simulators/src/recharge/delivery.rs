//! The record of what was delivered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One webhook delivery with all its attempts.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Delivery {
    /// In the order of emission.
    pub(crate) id: u64,
    /// The registration that it went to.
    pub(crate) webhook_id: u64,
    pub(crate) topic: String,
    pub(crate) address: String,
    /// The last answer's HTTP status; none if nobody answered.
    pub(crate) status: Option<u16>,
    pub(crate) attempts: u32,
    pub(crate) outcome: Outcome,
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// Further attempts follow.
    Pending,
    /// Answered with success.
    Delivered,
    /// Answered with a status that Recharge does not retry.
    Refused,
    /// The last attempt failed, and the registration is gone.
    Failed,
}

/// All deliveries since they were last forgotten.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Deliveries {
    by_id: BTreeMap<u64, Delivery>,
    last_id: u64,
}

impl Deliveries {
    /// An id for a new delivery.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Records how `delivery` stands now.
    pub(crate) fn record(&mut self, delivery: &Delivery) {
        self.by_id.insert(delivery.id, delivery.clone());
    }

    /// All deliveries, oldest first.
    pub(crate) fn all(&self) -> Vec<Delivery> {
        self.by_id.values().cloned().collect()
    }

    /// Forgets them. Those under way come back with their next attempt.
    pub(crate) fn forget(&mut self) {
        self.by_id.clear();
    }
}
