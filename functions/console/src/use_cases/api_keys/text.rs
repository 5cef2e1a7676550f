//! An API key as it is written: `rch_`, 30 random letters and digits, and a checksum of 6 more.
//!
//! The prefix lets scanners find keys that leaked, and the checksum lets us refuse a mistyped key without a look into
//! the table. It is GitHub's form (<https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/>).

use flate2::Crc;
use rechime_platform::random::{self, RandomError};
use rechime_store::api_keys::ApiKeyId;
use secrecy::{ExposeSecret, SecretString};

const PREFIX: &str = "rch_";

/// Random characters: 178 bits.
const RANDOM: usize = 30;

/// Characters of the checksum: 32 bits.
const CHECKSUM: usize = 6;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The text of a key, whose checksum is right.
#[derive(Debug)]
pub(crate) struct KeyText(SecretString);

impl KeyText {
    /// A new key.
    pub(super) fn random() -> Result<Self, RandomError> {
        Ok(Self::with(&random::key(RANDOM)?))
    }

    fn with(random: &str) -> Self {
        Self(format!("{PREFIX}{random}{}", checksum(random)).into())
    }

    /// Takes a key as somebody presents it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (random, sum) = text.strip_prefix(PREFIX)?.split_at_checked(RANDOM)?;
        let is_plain = random.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (is_plain && sum == checksum(random)).then(|| Self(text.into()))
    }

    /// The whole key.
    pub(super) const fn secret(&self) -> &SecretString {
        &self.0
    }

    /// The id under which it is known.
    pub(super) fn id(&self) -> ApiKeyId {
        ApiKeyId::of_key(self.0.expose_secret())
    }

    /// Its end, by which a merchant knows it again.
    pub(super) fn last_four(&self) -> String {
        let text = self.0.expose_secret();
        text.get(text.len() - 4..).unwrap_or_default().to_owned()
    }
}

/// The CRC-32 of the random part, in base 62.
fn checksum(random: &str) -> String {
    let mut crc = Crc::new();
    crc.update(random.as_bytes());
    let mut rest = crc.sum();
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = usize::try_from(rest % 62).ok().and_then(|place| BASE62.get(place)).copied().unwrap_or(b'0');
        rest /= 62;
    }
    digits.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_looks_like_this() {
        let key = KeyText::with("0123456789abcdefghijABCDEFGHIJ");
        insta::assert_snapshot!(key.secret().expose_secret(), @"rch_0123456789abcdefghijABCDEFGHIJ3mpbCX");
        assert_eq!(key.last_four(), &key.secret().expose_secret()[36..]);
        assert!(KeyText::parse(key.secret().expose_secret()).is_some());
        let new = KeyText::random().unwrap();
        assert_eq!(new.secret().expose_secret().len(), 40);
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in ["", "rch_", "the admin key", "rch_é123456789abcdefghijABCDEFGHIJabcdef", &"a".repeat(40)]
        {
            assert!(KeyText::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_mistyped_key_is_none(random in "[0-9A-Za-z]{30}", place in 4usize..40, letter in "[0-9A-Za-z]") {
            let key = KeyText::with(&random).secret().expose_secret().to_owned();
            let mut typed = key.clone();
            typed.replace_range(place..=place, &letter);
            prop_assert_eq!(KeyText::parse(&typed).is_some(), typed == key);
        }
    }
}
