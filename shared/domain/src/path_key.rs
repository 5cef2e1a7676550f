//! The key in the address of a store's webhooks.
//!
//! A path key carries a checksum that only the installation can make, of the store's name and the rest of the key. So a
//! guess is refused without looking anything up, and a key opens no other store's address. Whether a key that was issued
//! still counts is for the store's secrets to say.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::ids::StoreId;

/// Stands before what is hashed, so that no other hash with the installation's key is a checksum of a path key.
const LABEL: &[u8] = b"path key";

/// Bytes of the checksum, 16 characters of base32: one guess in 2^80 costs a lookup.
const CHECKSUM_BYTES: usize = 10;

/// The installation's key, as the addresses of webhooks use it.
#[derive(Clone)]
pub struct PathKeys(Hmac<Sha256>);

impl PathKeys {
    /// Random characters that a path key begins with: 119 bits of base62.
    pub const RANDOM: usize = 20;

    /// The key of an installation, whose secret may have any length.
    #[must_use]
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "HMAC takes keys of any length")]
    pub fn new(secret: &[u8]) -> Self {
        let keyed = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length");
        Self(keyed.chain_update(LABEL))
    }

    /// A store's path key: `random`, and the checksum. Another `random` makes another key, for a store whose address is
    /// to change.
    #[must_use]
    pub fn issue(&self, store: &StoreId, random: &str) -> String {
        let hash = self.hash(store, random).finalize().into_bytes();
        let checksum = BASE32_NOPAD.encode(hash.get(..CHECKSUM_BYTES).unwrap_or_default());
        format!("{random}{}", checksum.to_ascii_lowercase())
    }

    /// Whether this installation issued a key for that store, checked in constant time.
    #[must_use]
    pub fn has_issued(&self, store: &StoreId, key: &str) -> bool {
        let Some((random, checksum)) = key.split_at_checked(Self::RANDOM) else { return false };
        let checksum = BASE32_NOPAD.decode(checksum.to_ascii_uppercase().as_bytes());
        // A shorter checksum would be one that is easier to guess.
        checksum.is_ok_and(|checksum| {
            checksum.len() == CHECKSUM_BYTES
                && self.hash(store, random).verify_truncated_left(&checksum).is_ok()
        })
    }

    /// No store's name has a slash, so that no two pairs of name and key are hashed alike.
    fn hash(&self, store: &StoreId, random: &str) -> Hmac<Sha256> {
        self.0.clone().chain_update(store.as_str()).chain_update(b"/").chain_update(random)
    }
}

/// Does not show the key.
impl fmt::Debug for PathKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PathKeys")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANDOM: &str = "0123456789abcdefGHIJ";

    fn store(name: &str) -> StoreId {
        StoreId::parse(name).unwrap()
    }

    #[test]
    fn what_was_issued_is_known_and_its_length_never_changes() {
        let keys = PathKeys::new(b"secret");
        let key = keys.issue(&store("demo"), RANDOM);
        assert_eq!((key.len(), &key[..20]), (36, RANDOM));
        assert!(keys.has_issued(&store("demo"), &key));
        assert_eq!(key, "0123456789abcdefGHIJy5wp6l2z22qx43od", "a contract: addresses are at Recharge");
    }

    #[test]
    fn a_key_opens_one_store_of_one_installation() {
        let key = PathKeys::new(b"secret").issue(&store("demo"), RANDOM);
        assert!(!PathKeys::new(b"secret").has_issued(&store("demo2"), &key));
        assert!(!PathKeys::new(b"another").has_issued(&store("demo"), &key));
    }

    #[test]
    fn a_key_with_any_changed_character_or_of_another_length_is_refused() {
        let keys = PathKeys::new(b"secret");
        let key = keys.issue(&store("demo"), RANDOM);
        for place in 0..key.len() {
            let mut changed = key.clone().into_bytes();
            changed[place] = if changed[place] == b'z' { b'y' } else { b'z' };
            assert!(!keys.has_issued(&store("demo"), &String::from_utf8(changed).unwrap()), "{place}");
        }
        let cuts = (0..key.len()).map(|length| key[..length].to_owned());
        let others = [format!("{key}a"), format!("{key}aaaaaaaa"), "é".repeat(18), format!("{key}=")];
        for other in cuts.chain(others) {
            assert!(!keys.has_issued(&store("demo"), &other), "{other}");
        }
    }
}
