//! Ids: what texts are sent from.

use serde::{Deserialize, Serialize};

use super::{hash, id_as_text, is_hash};

/// Characters of a sender's id that is a hash: 80 bits.
const LENGTH: usize = 16;

/// The id of the installation's own sender.
const DEFAULT: &str = "default";

/// A sender's name in addresses, keys and queues: 16 characters of base32, a hash of its provider, account and identity;
/// or `default`, the installation's own.
///
/// Two stores that send from the same number have the same sender, whoever set it up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct SenderId(String);

/// Why a text is not a [`SenderId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sender's id is 16 lower-case base32 characters, or default")]
pub struct InvalidSenderId;

impl SenderId {
    /// The installation's own sender, which the template's parameters describe.
    #[must_use]
    pub fn installation() -> Self {
        Self(DEFAULT.to_owned())
    }

    /// The sender that a provider knows by these names.
    #[must_use]
    pub(crate) fn derive(provider: &str, account: &str, identity: &str) -> Self {
        Self(hash(&[b"sender", provider.as_bytes(), account.as_bytes(), identity.as_bytes()], LENGTH))
    }

    /// Takes an id as it stands in a path or a key.
    pub fn parse(text: &str) -> Result<Self, InvalidSenderId> {
        if text == DEFAULT || is_hash(text, LENGTH) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSenderId)
        }
    }

    /// Whether it is the installation's own.
    #[must_use]
    pub fn is_installations(&self) -> bool {
        self.0 == DEFAULT
    }
}

id_as_text!(SenderId, InvalidSenderId);
