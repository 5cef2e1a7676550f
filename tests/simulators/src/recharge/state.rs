//! Everything the simulated Recharge knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bucket::Buckets;
use super::delivery::Deliveries;
use super::fault::Faults;
use super::object::Objects;
use super::token::Token;
use super::webhook::Webhooks;
use super::webhook_sender::WebhookSender;
use crate::clock::Clock;
use crate::shared::Shared;

/// The handlers' state.
pub(crate) type State = Arc<Recharge>;

/// The simulated Recharge.
#[derive(Debug)]
pub(crate) struct Recharge {
    pub(crate) clock: Clock,
    pub(crate) tokens: Shared<BTreeMap<String, Token>>,
    pub(crate) webhooks: Shared<Webhooks>,
    pub(crate) objects: Shared<Objects>,
    pub(crate) deliveries: Shared<Deliveries>,
    pub(crate) buckets: Shared<Buckets>,
    pub(crate) faults: Shared<Faults>,
    pub(crate) webhook_sender: WebhookSender,
}

impl Recharge {
    /// A Recharge with the demo token and nothing else.
    pub(crate) fn new(clock: Clock) -> reqwest::Result<Self> {
        let demo = Token::demo();
        Ok(Self {
            clock,
            tokens: Shared::new(BTreeMap::from([(demo.value.clone(), demo)])),
            webhooks: Shared::default(),
            objects: Shared::default(),
            deliveries: Shared::default(),
            buckets: Shared::default(),
            faults: Shared::default(),
            webhook_sender: WebhookSender::new()?,
        })
    }

    /// The registered token of this value.
    pub(crate) fn token(&self, value: &str) -> Option<Token> {
        self.tokens.with(|tokens| tokens.get(value).cloned())
    }
}
