//! Webhook registrations. Each belongs to the token that made it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One registration.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Webhook {
    /// Assigned by the simulator.
    pub(crate) id: u64,
    /// Where deliveries go.
    pub(crate) address: String,
    /// For example `subscription/created`.
    pub(crate) topic: String,
    /// Related objects that each delivery brings along.
    pub(crate) included_objects: Vec<String>,
    /// The token that owns it.
    pub(crate) owner: String,
}

impl Webhook {
    /// As the Admin API shows it: without its owner.
    pub(crate) fn shown(&self) -> Value {
        let Self { id, address, topic, included_objects, .. } = self;
        json!({"id": id, "address": address, "topic": topic, "included_objects": included_objects})
    }
}

/// All registrations.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Webhooks {
    by_id: BTreeMap<u64, Webhook>,
    last_id: u64,
}

impl Webhooks {
    /// Registers `webhook` under a new id; `None` if its owner has the same address and topic already.
    pub(crate) fn register(&mut self, webhook: Webhook) -> Option<Webhook> {
        if self.owned_by(&webhook.owner).any(|other| same_target(other, &webhook)) {
            return None;
        }
        self.last_id += 1;
        let registered = Webhook { id: self.last_id, ..webhook };
        self.by_id.insert(registered.id, registered.clone());
        Some(registered)
    }

    /// Puts `webhook` in place of the one with its id; `None` if another one has its address and topic.
    pub(crate) fn replace(&mut self, webhook: Webhook) -> Option<Webhook> {
        let taken =
            self.owned_by(&webhook.owner).any(|other| other.id != webhook.id && same_target(other, &webhook));
        if taken {
            return None;
        }
        self.by_id.insert(webhook.id, webhook.clone());
        Some(webhook)
    }

    /// The webhook `id` of `owner`.
    pub(crate) fn get(&self, owner: &str, id: u64) -> Option<Webhook> {
        self.by_id.get(&id).filter(|webhook| webhook.owner == owner).cloned()
    }

    /// Removes the webhook `id`, of any token.
    pub(crate) fn remove(&mut self, id: u64) {
        self.by_id.remove(&id);
    }

    /// The webhooks of `owner`.
    pub(crate) fn owned_by(&self, owner: &str) -> impl Iterator<Item = &Webhook> {
        self.by_id.values().filter(move |webhook| webhook.owner == owner)
    }

    /// The webhooks of `owner` that an event of `topic` goes to.
    pub(crate) fn listening(&self, topic: &str, owner: &str) -> Vec<Webhook> {
        self.owned_by(owner).filter(|webhook| webhook.topic == topic).cloned().collect()
    }
}

fn same_target(one: &Webhook, other: &Webhook) -> bool {
    one.address == other.address && one.topic == other.topic
}
