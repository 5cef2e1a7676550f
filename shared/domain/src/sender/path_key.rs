//! Keys in the addresses that a provider calls: they show that the installation gave the address out, before anything is
//! read or asked.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::ids::{MessageId, SenderId, StoreId};

/// Bytes of a key: 160 bits, in 32 characters of base32.
const LENGTH: usize = 20;

/// The installation's key, for the addresses of senders.
#[derive(Clone)]
pub struct SenderPathKey(Hmac<Sha256>);

/// What an address is for. What is signed with a sender's credentials proves the sender, and whoever has them can sign for
/// any address: so the key of a receipt names the message as well.
#[derive(Clone, Copy, Debug)]
pub enum SenderDoor<'a> {
    /// Replies to the sender.
    Replies,
    /// Receipts of one of its texts.
    Receipts(&'a StoreId, &'a MessageId),
}

impl SenderPathKey {
    /// The key with these bytes.
    #[must_use]
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "HMAC takes a key of any length")]
    pub fn new(key: &[u8]) -> Self {
        Self(
            Hmac::<Sha256>::new_from_slice(key).expect("a key of any length").chain_update(b"sender address"),
        )
    }

    /// The key in the address of a sender's door: 32 characters of base32.
    #[must_use]
    pub fn of(&self, sender: &SenderId, door: SenderDoor<'_>) -> String {
        let hash = self.hash(sender, door).finalize().into_bytes();
        BASE32_NOPAD.encode(hash.get(..LENGTH).unwrap_or_default()).to_ascii_lowercase()
    }

    /// Whether a key that stands in an address is that of the door. Takes the same time for every key of its length.
    #[must_use]
    pub fn opens(&self, sender: &SenderId, door: SenderDoor<'_>, key: &str) -> bool {
        let bytes = BASE32_NOPAD.decode(key.to_ascii_uppercase().as_bytes()).unwrap_or_default();
        bytes.len() == LENGTH && self.hash(sender, door).verify_truncated_left(&bytes).is_ok()
    }

    fn hash(&self, sender: &SenderId, door: SenderDoor<'_>) -> Hmac<Sha256> {
        let parts = match door {
            SenderDoor::Replies => [sender.as_str(), "replies", "", ""],
            SenderDoor::Receipts(store, message) => {
                [sender.as_str(), "receipts", store.as_str(), message.as_str()]
            }
        };
        parts.into_iter().fold(self.0.clone(), |hash, part| hash.chain_update([0]).chain_update(part))
    }
}

/// Shows nothing of the key.
impl std::fmt::Debug for SenderPathKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SenderPathKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_its_own_door_and_no_other() {
        let key = SenderPathKey::new(b"installation");
        let [own, other] = ["default", "abcdefghijklmnop"].map(|id| SenderId::parse(id).unwrap());
        let (store, message) = (StoreId::parse("demo").unwrap(), MessageId::parse(&"a".repeat(39)).unwrap());
        let receipts = SenderDoor::Receipts(&store, &message);
        let issued = key.of(&own, SenderDoor::Replies);
        assert_eq!(issued.len(), 32);
        assert!(key.opens(&own, SenderDoor::Replies, &issued));
        assert!(key.opens(&own, receipts, &key.of(&own, receipts)));
        for (sender, door) in [(&other, SenderDoor::Replies), (&own, receipts)] {
            assert!(!key.opens(sender, door, &issued));
        }
        assert!(!SenderPathKey::new(b"another").opens(&own, SenderDoor::Replies, &issued));
        for guess in ["", "a", &issued[..31], &format!("{issued}a"), "!".repeat(32).as_str()] {
            assert!(!key.opens(&own, SenderDoor::Replies, guess), "{guess}");
        }
    }
}
