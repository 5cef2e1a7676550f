//! The key of the installation, which makes names that nobody else can make.

use aws_types::SdkConfig;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::{SecretsError, unreachable, vault::usable};

/// What a name is for: the same parts make another name under another label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The row of a phone number, which does not show the number.
    Phone,
    /// The code of a short link, which nobody can guess.
    Link,
}

impl Label {
    const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Phone => b"phone",
            Self::Link => b"link",
        }
    }
}

/// The key of the installation. It is made with the stack and never changes: what was named by it could not be found with
/// another.
#[derive(Clone, Debug)]
pub struct InstallationKey(SecretString);

impl InstallationKey {
    /// The key with this text.
    #[must_use]
    pub const fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// The key as it is in Secrets Manager.
    pub async fn read(sdk_config: &SdkConfig, arn: &str) -> Result<Self, SecretsError> {
        let client = aws_sdk_secretsmanager::Client::new(sdk_config);
        let answer = client.get_secret_value().secret_id(arn).send().await;
        let answer = answer.map_err(|error| unreachable(arn, &error))?;
        usable(arn, answer.secret_string).map(Self)
    }

    /// The keyed hash (HMAC-SHA256) of some parts. No part has a zero byte.
    #[must_use]
    pub fn hash(&self, label: Label, parts: &[&str]) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut hash =
            Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes()).expect("a key of any length");
        hash.update(label.bytes());
        for part in parts {
            hash.update(&[0]);
            hash.update(part.as_bytes());
        }
        hash.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Answer, HttpStub};

    #[test]
    fn a_hash_depends_on_the_key_the_label_and_each_part() {
        let key = InstallationKey::new("key".into());
        let hash = key.hash(Label::Phone, &["+14155552671"]);
        assert_eq!(key.hash(Label::Phone, &["+14155552671"]), hash);
        for other in [
            key.hash(Label::Link, &["+14155552671"]),
            key.hash(Label::Phone, &["+14155552672"]),
            key.hash(Label::Phone, &["+1415", "5552671"]),
            InstallationKey::new("another".into()).hash(Label::Phone, &["+14155552671"]),
        ] {
            assert_ne!(other, hash);
        }
    }

    #[tokio::test]
    async fn the_key_comes_from_secrets_manager_and_shows_nowhere() {
        let stub = HttpStub::start([Answer::json(200, r#"{"SecretString":"the key"}"#)]).unwrap();
        let key = InstallationKey::read(&stub.aws(), "arn:key").await.unwrap();
        assert!(!format!("{key:?}").contains("the key"), "{key:?}");
        assert_eq!(stub.asked()[0].body, r#"{"SecretId":"arn:key"}"#);
    }
}
