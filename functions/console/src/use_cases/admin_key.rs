//! The admin key: whoever has it is the merchant.

use data_encoding::HEXLOWER;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The admin key's hash. Comparing hashes of equal length in constant time tells a guesser neither how long the
/// key is nor how much of it was right.
#[derive(Clone)]
pub struct AdminKey([u8; 32]);

impl AdminKey {
    /// Takes the key as it stands in Secrets Manager.
    #[must_use]
    pub fn new(key: &SecretString) -> Self {
        Self(hash(key.expose_secret()))
    }

    /// Whether what somebody presents is the key.
    pub(crate) fn admits(&self, presented: &str) -> bool {
        self.0.ct_eq(&hash(presented)).into()
    }

    /// Which key this is, without telling it: sessions of another key have ended.
    pub(crate) fn fingerprint(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0))
    }
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}
