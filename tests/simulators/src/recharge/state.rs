//! Everything the simulated Recharge knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bucket::Buckets;
use super::delivery::{Deliveries, Parcel};
use super::emit::Body;
use super::fault::Faults;
use super::object::Objects;
use super::signature::Signing;
use super::token::Token;
use super::webhook::{Webhook, Webhooks};
use super::webhook_sender::WebhookSender;
use crate::clock::Clock;
use crate::shared::Shared;

/// The handlers' state.
pub(crate) type State = Arc<Recharge>;

/// The simulated Recharge.
#[derive(Debug)]
pub struct Recharge {
    pub(crate) clock: Clock,
    pub(crate) tokens: Shared<BTreeMap<String, Token>>,
    pub(crate) webhooks: Shared<Webhooks>,
    pub(crate) objects: Shared<Objects>,
    pub(crate) deliveries: Shared<Deliveries>,
    pub(crate) buckets: Shared<Buckets>,
    pub(crate) faults: Shared<Faults>,
    pub(crate) webhook_sender: WebhookSender,
}

/// What outlives the simulator's process. Faults, buckets and deliveries under way do not.
#[derive(Debug, Deserialize, Serialize)]
pub struct Memory {
    tokens: BTreeMap<String, Token>,
    webhooks: Webhooks,
    objects: Objects,
    deliveries: Deliveries,
}

impl Default for Memory {
    /// The demo token and nothing else.
    fn default() -> Self {
        let demo = Token::demo();
        let tokens = BTreeMap::from([(demo.value.clone(), demo)]);
        Self {
            tokens,
            webhooks: Webhooks::default(),
            objects: Objects::default(),
            deliveries: Deliveries::default(),
        }
    }
}

impl Recharge {
    /// A Recharge that remembers that. Fails if no HTTP client can be built.
    pub fn new(clock: Clock, memory: Memory) -> reqwest::Result<Self> {
        Ok(Self {
            clock,
            tokens: Shared::new(memory.tokens),
            webhooks: Shared::new(memory.webhooks),
            objects: Shared::new(memory.objects),
            deliveries: Shared::new(memory.deliveries),
            buckets: Shared::default(),
            faults: Shared::default(),
            webhook_sender: WebhookSender::new()?,
        })
    }

    /// What it knows now.
    #[must_use]
    pub fn memory(&self) -> Memory {
        Memory {
            tokens: self.tokens.with(|tokens| tokens.clone()),
            webhooks: self.webhooks.with(|webhooks| webhooks.clone()),
            objects: self.objects.with(|objects| objects.clone()),
            deliveries: self.deliveries.with(|deliveries| deliveries.clone()),
        }
    }

    /// Packs `body` for `webhook`, and records it.
    pub(crate) fn pack(&self, webhook: Webhook, body: &Body, signing: Signing) -> Parcel {
        let secret = self.token(&webhook.owner).map(|token| token.client_secret).unwrap_or_default();
        let body = self.objects.with(|objects| body.text(objects, &webhook));
        let now = self.clock.now();
        self.deliveries.with(|deliveries| deliveries.pack(webhook, body, (secret, signing), now))
    }

    /// The registered token of this value.
    pub(crate) fn token(&self, value: &str) -> Option<Token> {
        self.tokens.with(|tokens| tokens.get(value).cloned())
    }
}
