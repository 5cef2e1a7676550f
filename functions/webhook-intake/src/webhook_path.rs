//! The paths that webhooks come to: `/webhooks/recharge/{store}/{key}/{resource}/{action}` and
//! `/webhooks/shopify/{store}/{key}`.

use rechime_domain::ids::StoreId;
use secrecy::SecretString;

/// The parts of a webhook's path.
pub(crate) struct WebhookPath {
    pub(crate) store: StoreId,
    /// The unguessable part.
    pub(crate) key: SecretString,
    pub(crate) sender: Sender,
}

/// Who sends the webhooks of a path.
pub(crate) enum Sender {
    /// The path ends with the topic, `subscription/created`.
    Recharge { topic: String },
    /// The topic is in a header.
    Shopify,
}

impl WebhookPath {
    /// Parses a path; `None` if it is not a webhook's.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        if let Some((_, parts)) = path.split_once("/webhooks/shopify/") {
            return Self::shopify(parts);
        }
        Self::recharge(path.split_once("/webhooks/recharge/")?.1)
    }

    fn recharge(parts: &str) -> Option<Self> {
        let mut parts = parts.split('/');
        let store = StoreId::parse(parts.next()?).ok()?;
        let key = SecretString::from(parts.next()?);
        let topic = format!("{}/{}", parts.next()?, parts.next()?);
        parts.next().is_none().then_some(Self { store, key, sender: Sender::Recharge { topic } })
    }

    fn shopify(parts: &str) -> Option<Self> {
        let (store, key) = parts.split_once('/')?;
        let store = StoreId::parse(store).ok()?;
        (!key.contains('/')).then(|| Self { store, key: key.into(), sender: Sender::Shopify })
    }
}
