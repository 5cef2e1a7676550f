//! Secrets: each store's, and the installation's own.

mod budget;
mod cached;
#[cfg(any(test, feature = "testing"))]
mod memory;
mod parameter_store;
mod recharge;
mod senders;
mod ssm;
mod vault;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use secrecy::SecretString;

pub use self::{
    cached::{Cached, SIGNING_FRESH, TOKENS_FRESH},
    recharge::{OVERLAP, RechargeSecrets, ReplacedSecret, SigningSecrets},
    senders::{CachedSenderSecrets, SenderSecret, SenderSecretEditor, SenderSecrets, SsmSenderSecrets},
    ssm::SsmSecrets,
    vault::{admin_key, installation_key, parameter},
};
#[cfg(any(test, feature = "testing"))]
pub use self::{memory::MemorySecrets, senders::MemorySenderSecrets};
use crate::aws::CallError;

/// A secret could not be read or kept. It names the secret, never its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// AWS did not give or take it.
    #[error("the secret {name} is out of reach: {reason}")]
    Unreachable {
        /// Its name or ARN.
        name: String,
        /// What AWS said.
        reason: String,
    },
    /// It is there, but not what it should be: somebody edited it by hand, or has not made it yet.
    #[error("the secret {name} is not what it should be: {reason}")]
    Unusable {
        /// Its name or ARN.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// This process has asked for too many secrets lately.
    #[error("the secrets of {store} were not asked for: too many were, this second")]
    OverBudget {
        /// Whose secrets.
        store: StoreId,
    },
}

/// What each store's webhooks are checked with. Intake has it, and so cannot read a token.
#[async_trait]
pub trait SigningSecretsReader: Send + Sync {
    /// A store's secrets; `None` if it has not been connected.
    async fn get_signing(&self, store: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError>;

    /// A store's secrets as they are now, for a caller that finds that those of [`Self::get_signing`] do not fit. They may
    /// be up to two seconds old, so that a flood of forged webhooks costs little. Never older: while they are out of
    /// reach it is an error.
    async fn refresh_signing(&self, store: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError> {
        self.get_signing(store).await
    }
}

/// Each store's token of Recharge's API.
#[async_trait]
pub trait ApiTokens: Send + Sync {
    /// A store's token; `None` if it has not been connected.
    async fn get_token(&self, store: &StoreId) -> Result<Option<Arc<SecretString>>, SecretsError>;
}

/// Which stores' webhooks were ever signed with a time.
#[async_trait]
pub trait SignatureMarks: Send + Sync {
    /// Marks a store for ever: [`SigningSecrets::timestamped`]. Doing so twice is fine.
    async fn mark_timestamped(&self, store: &StoreId, at: Timestamp) -> Result<(), SecretsError>;
}

/// All secrets of stores.
#[async_trait]
pub trait StoreSecrets: Send + Sync {
    /// A store's secrets; `None` if it has not been connected.
    async fn get(&self, store: &StoreId) -> Result<Option<Arc<RechargeSecrets>>, SecretsError>;
}

/// Secrets of stores, and their changes. Only the console has it.
#[async_trait]
pub trait SecretEditor: StoreSecrets {
    /// Puts a store's secrets in place of those it had. Whether its webhooks are signed with a time stays as it was.
    async fn put(&self, store: &StoreId, secrets: &RechargeSecrets) -> Result<(), SecretsError>;

    /// Deletes a store's secrets. If there are none, that is fine.
    async fn delete(&self, store: &StoreId) -> Result<(), SecretsError>;
}

/// The error with AWS's code only, because AWS's message may quote the secret.
fn unreachable(name: &str, error: &CallError) -> SecretsError {
    let reason = error.code().map_or_else(|| error.to_string(), ToOwned::to_owned);
    SecretsError::Unreachable { name: name.to_owned(), reason }
}
