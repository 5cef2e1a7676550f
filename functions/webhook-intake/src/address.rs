//! The address a webhook comes to: `/webhooks/recharge/{store}/{key}/{resource}/{action}`.

use rechime_domain::ids::StoreId;
use secrecy::SecretString;

/// The parts of a webhook's path.
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
