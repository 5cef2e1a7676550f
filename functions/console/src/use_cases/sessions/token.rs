//! What a browser holds of a session.

use data_encoding::HEXLOWER;
use rechime_platform::random::{self, RandomError};
use rechime_store::sessions::SessionId;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Letters and digits of a token: 256 random bits.
const LENGTH: usize = 43;

/// The token of a session: whoever has it is signed in.
#[derive(Clone, Debug)]
pub(crate) struct SessionToken(SecretString);

impl SessionToken {
    /// A new token.
    pub(super) fn random() -> Result<Self, RandomError> {
        Ok(Self(random::key(LENGTH)?.into()))
    }

    /// Takes a token as a browser sends it. What cannot be one is none, and costs no read.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_token = text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_token.then(|| Self(text.into()))
    }

    /// The token as text.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The id of its session.
    pub(super) fn id(&self) -> SessionId {
        SessionId::of_token(self.expose())
    }

    /// What the forms of this session carry.
    pub(crate) fn csrf(&self) -> CsrfToken {
        let digest = Sha256::new().chain_update("rechime csrf ").chain_update(self.expose()).finalize();
        CsrfToken(HEXLOWER.encode(&digest))
    }
}

/// What each form of a session carries in the hidden field `csrf`, so that no other site can send one. It follows from
/// the session's token, and does not tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CsrfToken(String);

impl CsrfToken {
    /// Whether a form carries it.
    pub(crate) fn matches(&self, carried: &str) -> bool {
        self.0.as_bytes().ct_eq(carried.as_bytes()).into()
    }
}

/// As the hidden field has it.
impl std::fmt::Display for CsrfToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
