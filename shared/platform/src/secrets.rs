//! Secrets: each store's, and the installation's own.

mod cached;
#[cfg(any(test, feature = "testing"))]
mod memory;
mod recharge;
mod ssm;
mod vault;

use std::{fmt::Display, sync::Arc};

use async_trait::async_trait;
use aws_sdk_ssm::error::ProvideErrorMetadata;
use rechime_domain::ids::StoreId;

#[cfg(any(test, feature = "testing"))]
pub use self::memory::MemorySecrets;
pub use self::{
    cached::{Cached, FRESH},
    recharge::{OVERLAP, RechargeSecrets, ReplacedSecret},
    ssm::SsmSecrets,
    vault::{admin_key, installation_key, parameter},
};

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
}

/// Each store's Recharge secrets.
#[async_trait]
pub trait StoreSecrets: Send + Sync {
    /// A store's secrets; `None` if it has not been connected.
    async fn get(&self, store: &StoreId) -> Result<Option<Arc<RechargeSecrets>>, SecretsError>;

    /// A store's secrets as they are now, for a caller that finds that those of [`Self::get`] do not fit. They may be up
    /// to two seconds old, so that a flood of forged webhooks costs little.
    async fn refresh(&self, store: &StoreId) -> Result<Option<Arc<RechargeSecrets>>, SecretsError> {
        self.get(store).await
    }
}

/// Secrets of stores, and their changes. Only the console has it.
#[async_trait]
pub trait SecretEditor: StoreSecrets {
    /// Puts a store's secrets in place of those it had.
    async fn put(&self, store: &StoreId, secrets: &RechargeSecrets) -> Result<(), SecretsError>;

    /// Deletes a store's secrets. If there are none, that is fine.
    async fn delete(&self, store: &StoreId) -> Result<(), SecretsError>;
}

/// The error with AWS's code only, because AWS's message may quote the secret.
fn unreachable(name: &str, error: &(impl ProvideErrorMetadata + Display)) -> SecretsError {
    let reason = error.code().map_or_else(|| error.to_string(), ToOwned::to_owned);
    SecretsError::Unreachable { name: name.to_owned(), reason }
}
