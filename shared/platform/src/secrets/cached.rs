//! Secrets remembered for a minute.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use rechime_domain::ids::StoreId;
use tokio::time::Instant;

use super::{RechargeSecrets, SecretsError, StoreSecrets};

/// How long an answer counts: a changed secret is in use everywhere within a minute.
const FRESH: Duration = Duration::from_mins(1);
/// How long an answer counts for whoever suspects it. Registering the webhooks that a new secret signs takes longer,
/// so a younger answer has the secret; and a flood of forgeries reads no secret more often than this.
const SUSPECT: Duration = Duration::from_secs(2);
/// How many stores are remembered. More means that somebody guesses names.
const REMEMBERED: usize = 512;

/// Remembers what `S` answered, also that a store has no secrets.
///
/// When `S` is out of reach an answer that has aged is given once more: webhooks must be taken while SSM is down.
#[derive(Debug)]
pub struct Cached<S> {
    inner: S,
    answers: Mutex<HashMap<StoreId, Answer>>,
}

#[derive(Clone, Debug)]
struct Answer {
    secrets: Option<Arc<RechargeSecrets>>,
    asked_at: Instant,
}

impl<S> Cached<S> {
    /// Remembers what `inner` answers.
    pub fn new(inner: S) -> Self {
        Self { inner, answers: Mutex::default() }
    }

    fn answers(&self) -> MutexGuard<'_, HashMap<StoreId, Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, store: &StoreId, secrets: Option<Arc<RechargeSecrets>>) {
        let mut answers = self.answers();
        if answers.len() >= REMEMBERED {
            // Guessed names have no secrets: they must not push out those that have.
            answers.retain(|_, answer| answer.secrets.is_some() && answer.asked_at.elapsed() < FRESH);
        }
        if answers.len() < REMEMBERED {
            answers.insert(store.clone(), Answer { secrets, asked_at: Instant::now() });
        }
    }
}

impl<S: StoreSecrets> Cached<S> {
    /// An answer that is younger than `age`, or where there is no other, the one that there is.
    async fn younger_than(
        &self,
        age: Duration,
        store: &StoreId,
    ) -> Result<Option<Arc<RechargeSecrets>>, SecretsError> {
        let remembered = self.answers().get(store).cloned();
        if let Some(answer) = remembered.as_ref().filter(|answer| answer.asked_at.elapsed() < age) {
            return Ok(answer.secrets.clone());
        }
        match (self.inner.get(store).await, remembered) {
            (Ok(secrets), _) => {
                self.remember(store, secrets.clone());
                Ok(secrets)
            }
            (Err(error), Some(aged)) => {
                tracing::warn!(%error, %store, "an aged secret is used");
                Ok(aged.secrets)
            }
            (Err(error), None) => Err(error),
        }
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

    async fn put(&self, store: &StoreId, secrets: &RechargeSecrets) -> Result<(), SecretsError> {
        self.answers().remove(store);
        self.inner.put(store, secrets).await
    }

    async fn delete(&self, store: &StoreId) -> Result<(), SecretsError> {
        self.answers().remove(store);
        self.inner.delete(store).await
    }
}

#[cfg(test)]
mod tests;
