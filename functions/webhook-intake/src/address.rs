//! The addresses webhooks come to: `/webhooks/recharge/{store}/{key}/{resource}/{action}` and
//! `/webhooks/shopify/{store}/{key}`.

use rechime_domain::ids::StoreId;
use secrecy::SecretString;

/// The parts of the path of a webhook of Recharge's.
pub(crate) struct Address {
    /// The store.
    pub(crate) store: StoreId,
    /// The unguessable part.
    pub(crate) key: SecretString,
    /// `subscription/created`.
    pub(crate) topic: String,
}

impl Address {
    /// Takes a path apart; `None` where it is no webhook's.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let rest = path.split_once("/webhooks/recharge/")?.1;
        let mut parts = rest.split('/');
        let store = StoreId::parse(parts.next()?).ok()?;
        let key = SecretString::from(parts.next()?);
        let topic = format!("{}/{}", parts.next()?, parts.next()?);
        parts.next().is_none().then_some(Self { store, key, topic })
    }
}

/// The parts of the path of a webhook of Shopify's.
pub(crate) struct ShopifyAddress {
    /// The store.
    pub(crate) store: StoreId,
    /// The unguessable part.
    pub(crate) key: SecretString,
}

impl ShopifyAddress {
    /// Takes a path apart; `None` where it is none of Shopify's.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let (store, key) = path.split_once("/webhooks/shopify/")?.1.split_once('/')?;
        let is_key = !key.contains('/');
        is_key.then_some(Self { store: StoreId::parse(store).ok()?, key: key.into() })
    }
}
