//! Names of things: parsed once, then trusted.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{occurrence::OccurrenceKey, trigger::Trigger};

/// A store's name in addresses and keys: 2 to 40 of `a-z`, `0-9` and `-`, starting with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StoreId(String);

/// Why a text is not a [`StoreId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a store id is 2 to 40 lower-case letters, digits and hyphens, and starts with a letter or digit")]
pub struct InvalidStoreId;

impl StoreId {
    /// Takes a store id as it stands in a path or a key.
    pub fn parse(text: &str) -> Result<Self, InvalidStoreId> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (2..=40).contains(&text.len()) && !text.starts_with('-') && text.bytes().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidStoreId) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for StoreId {
    type Error = InvalidStoreId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<StoreId> for String {
    fn from(id: StoreId) -> Self {
        id.0
    }
}

impl fmt::Display for StoreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A message's deterministic name: 26 characters of base32, a hash of store, flow, step and occurrence.
///
/// Two deliveries of one webhook, in any order, make the same id; the text is never part of it. That is what
/// "never twice" rests on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(String);

/// Why a text is not a [`MessageId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message id is 26 lower-case base32 characters")]
pub struct InvalidMessageId;

impl MessageId {
    /// Names the message that step `step` of the flow for `trigger` sends about one occurrence.
    #[must_use]
    pub fn derive(store: &StoreId, trigger: Trigger, step: u8, key: &OccurrenceKey) -> Self {
        let subject = [&[step], key.as_str().as_bytes()].concat();
        Self::of(&[store.as_str().as_bytes(), trigger.key().as_bytes(), &subject])
    }

    fn of(parts: &[&[u8]]) -> Self {
        let digest = Sha256::digest(parts.join(&0));
        let mut text = BASE32_NOPAD.encode(&digest).to_ascii_lowercase();
        text.truncate(26);
        Self(text)
    }

    /// Names the answer to the reply that the provider calls `reply`.
    #[must_use]
    pub fn of_answer(store: &StoreId, reply: &str) -> Self {
        Self::of(&[store.as_str().as_bytes(), b"answer", reply.as_bytes()])
    }

    /// Takes an id as it stands in a path or a provider's receipt.
    pub fn parse(text: &str) -> Result<Self, InvalidMessageId> {
        let fits =
            text.len() == 26 && text.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b));
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidMessageId) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A number that is spread evenly over messages and never changes for one: the source of shards and jitter.
    #[must_use]
    pub fn spread(&self) -> u64 {
        let digest = Sha256::digest(self.0.as_bytes());
        digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

impl TryFrom<String> for MessageId {
    type Error = InvalidMessageId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<MessageId> for String {
    fn from(id: MessageId) -> Self {
        id.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn store_ids_are_slugs() {
        for good in ["demo", "oat-and-ember", "7a"] {
            assert_eq!(StoreId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a", "-shop", "Shop", "shop#1", "shöp", &"a".repeat(41)] {
            assert_eq!(StoreId::parse(bad), Err(InvalidStoreId), "{bad}");
        }
    }

    #[test]
    fn a_message_id_depends_on_each_of_its_parts_and_survives_parsing() {
        let shop = StoreId::parse("demo").unwrap();
        let other = StoreId::parse("demo2").unwrap();
        let key = OccurrenceKey::new("charge:1:paid");
        let id = MessageId::derive(&shop, Trigger::ChargePaid, 0, &key);
        assert_eq!(MessageId::derive(&shop, Trigger::ChargePaid, 0, &key), id);
        assert_eq!(MessageId::parse(id.as_str()), Ok(id.clone()));
        for different in [
            MessageId::derive(&other, Trigger::ChargePaid, 0, &key),
            MessageId::derive(&shop, Trigger::ChargeFailed, 0, &key),
            MessageId::derive(&shop, Trigger::ChargePaid, 1, &key),
            MessageId::derive(&shop, Trigger::ChargePaid, 0, &OccurrenceKey::new("charge:2:paid")),
            MessageId::of_answer(&shop, "charge:1:paid"),
        ] {
            assert_ne!(different, id);
        }
    }
}
