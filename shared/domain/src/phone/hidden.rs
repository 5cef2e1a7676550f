//! A phone as the name of what must not show it.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::PhoneNumber;

/// Stands before what is hashed, so that no other hash with the installation's key is that of a phone.
const LABEL: &[u8] = b"phone";

/// Characters of a hidden phone: 130 bits.
const LENGTH: usize = 26;

/// The installation's key, for hiding phones.
#[derive(Clone)]
pub struct PhoneKey(Hmac<Sha256>);

impl PhoneKey {
    /// The key with these bytes.
    #[must_use]
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "HMAC takes a key of any length")]
    pub fn new(key: &[u8]) -> Self {
        let mut hash = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
        hash.update(LABEL);
        Self(hash)
    }

    /// A keyed hash of a phone: 26 characters of base32. Numbers are few, so without a key all of them could be tried.
    #[must_use]
    pub fn hide(&self, phone: &PhoneNumber) -> String {
        Self::name(self.0.clone().chain_update(phone.as_str()))
    }

    /// A keyed hash of what a phone said: 26 characters of base32.
    #[must_use]
    pub fn hide_words(&self, phone: &PhoneNumber, words: &str) -> String {
        Self::name(self.0.clone().chain_update(phone.as_str()).chain_update([0]).chain_update(words))
    }

    fn name(hash: Hmac<Sha256>) -> String {
        let hash = hash.finalize().into_bytes();
        let mut name = BASE32_NOPAD.encode(&hash).to_ascii_lowercase();
        name.truncate(LENGTH);
        name
    }
}

/// Shows nothing of the key.
impl std::fmt::Debug for PhoneKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_phone_depends_on_phone_and_key_and_shows_neither() {
        let [one, other] =
            ["+14155552671", "+14155552672"].map(|phone| PhoneNumber::from_e164(phone).unwrap());
        let key = PhoneKey::new(b"key");
        let hidden = key.hide(&one);
        assert_eq!((key.hide(&one), hidden.len()), (hidden.clone(), 26));
        assert_ne!(key.hide(&other), hidden);
        assert_ne!(PhoneKey::new(b"another").hide(&one), hidden);
        assert!(!hidden.contains("5552671") && !format!("{key:?}").contains("107"), "{hidden} {key:?}");
    }
}
