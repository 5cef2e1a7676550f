//! The code of a short link: a keyed hash of its message and its place there.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::ids::MessageId;

/// Characters of a code: 59.5 bits. With a hundred million links alive, a thousand guesses a second find one in 97 days.
const LENGTH: usize = 10;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Stands before what is hashed, so that no other hash with the installation's key is a code.
const LABEL: &[u8] = b"link";

/// A short link's code: ten characters of base62. Whoever knows it may go where it leads.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct LinkCode(String);

/// Why a text is not a [`LinkCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a link's code is ten letters and digits")]
pub struct InvalidLinkCode;

impl LinkCode {
    /// Takes a code as it stands in a path.
    pub fn parse(text: &str) -> Result<Self, InvalidLinkCode> {
        if text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidLinkCode)
        }
    }

    /// A code as long as any other, which leads nowhere: for texts that no message has yet.
    #[must_use]
    pub fn sample() -> Self {
        Self("aB3dE5gH7k".to_owned())
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LinkCode {
    type Error = InvalidLinkCode;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<LinkCode> for String {
    fn from(code: LinkCode) -> Self {
        code.0
    }
}

/// Shows only the beginning: a code opens what may be a customer's account, and logs are read by many.
impl fmt::Debug for LinkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkCode({}…)", self.0.get(..2).unwrap_or_default())
    }
}

/// The installation's key, as links use it.
#[derive(Clone)]
pub struct LinkKey(Hmac<Sha256>);

impl LinkKey {
    /// The key of an installation, whose secret may have any length.
    #[must_use]
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "HMAC takes keys of any length")]
    pub fn new(secret: &[u8]) -> Self {
        let keyed = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length");
        Self(keyed.chain_update(LABEL))
    }

    /// The code of a message's link: the same each time, so that a text that is tried again has the same links. Links
    /// are counted from 0.
    #[must_use]
    pub fn code(&self, message: &MessageId, position: u8) -> LinkCode {
        let hash = self.0.clone().chain_update(message.as_str()).chain_update([position]).finalize();
        let number =
            hash.into_bytes().iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        let digits = std::iter::successors(Some(number), |number| Some(number / 62)).take(LENGTH);
        LinkCode(digits.map(digit).collect())
    }
}

fn digit(number: u128) -> char {
    let place = usize::try_from(number % 62).unwrap_or_default();
    ALPHABET.get(place).copied().map_or('0', char::from)
}

/// Does not show the key.
impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKey")
    }
}
