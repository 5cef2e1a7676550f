//! Secrets remembered for a minute.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use rechime_domain::ids::StoreId;

use super::{RechargeSecrets, SecretsError, StoreSecrets};
use crate::cache::Cache;

/// How long an answer counts: a changed secret is in use everywhere within a minute.
pub const FRESH: Duration = Duration::from_mins(1);
/// How long an answer counts for a caller that suspects it. Registering the webhooks that a new secret signs takes
/// longer, so a younger answer holds the new secret. A flood of forgeries reads no secret more often than this.
const SUSPECT: Duration = Duration::from_secs(2);
/// How many stores are remembered. If there are more, somebody guesses names.
const REMEMBERED: usize = 512;

/// Remembers what `S` answered, also that a store has no secrets.
///
/// While `S` is out of reach, an older answer still counts: webhooks must be taken while SSM is down.
#[derive(Debug)]
pub struct Cached<S> {
    inner: S,
    answers: Cache<StoreId, Option<Arc<RechargeSecrets>>>,
}

impl<S> Cached<S> {
    /// Remembers what `inner` answers.
    pub fn new(inner: S) -> Self {
        // Guessed names have no secrets. They must not push out stores that have some.
        Self { inner, answers: Cache::new(FRESH, REMEMBERED).forgetting_first(Option::is_none) }
    }
}

impl<S: StoreSecrets> Cached<S> {
    /// An answer that is younger than `age`. If a new one cannot be had, the older one.
    async fn younger_than(
        &self,
        age: Duration,
        store: &StoreId,
    ) -> Result<Option<Arc<RechargeSecrets>>, SecretsError> {
        let answer = self.answers.get_or_load_within(age, store, || self.inner.get(store)).await;
        let Err(error) = answer else { return answer };
        let aged = self.answers.get_even_aged(store);
        if aged.is_some() {
            tracing::warn!(%error, %store, "an aged secret is used");
        }
        aged.ok_or(error)
    }
}

#[async_trait]
impl<S: StoreSecrets> StoreSecrets for Cached<S> {
    async fn get(&self, store: &StoreId) -> Result<Option<Arc<RechargeSecrets>>, SecretsError> {
        self.younger_than(FRESH, store).await
    }

    async fn refresh(&self, store: &StoreId) -> Result<Option<Arc<RechargeSecrets>>, SecretsError> {
        self.younger_than(SUSPECT, store).await
    }
}

#[cfg(test)]
mod tests;
