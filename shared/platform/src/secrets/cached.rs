//! Secrets that a process remembers.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use secrecy::SecretString;
use tokio::time::Instant;

use super::{ApiTokens, SecretsError, SignatureMarks, SigningSecrets, SigningSecretsReader, budget::Budget};
use crate::cache::Cache;

/// How long what webhooks are checked with counts. A new secret counts sooner: what does not fit is asked for again.
pub const SIGNING_FRESH: Duration = Duration::from_mins(15);
/// How long a token counts.
pub const TOKENS_FRESH: Duration = Duration::from_mins(1);
/// How long an answer counts for a caller that suspects it. Registering the webhooks that a new secret signs takes
/// longer, so a younger answer holds the new secret. A flood of forgeries reads no secret more often than this.
const SUSPECT: Duration = Duration::from_secs(2);
/// How long an outage is taken to last: until then an older answer counts without asking. Each webhook would wait for
/// it otherwise.
const REST: Duration = Duration::from_secs(5);
/// How many stores are remembered, at half a kilobyte each.
const REMEMBERED: usize = 8_192;
/// How long a mark counts as made. It is made once.
const MARKED: Duration = Duration::from_hours(24 * 365);

/// Remembers what `S` answered, also that a store has nothing.
///
/// While `S` is out of reach, an older answer still counts: webhooks must be taken while SSM is down. No more is asked
/// of `S` than a process's budget allows.
#[derive(Debug)]
pub struct Cached<S> {
    inner: S,
    budget: Budget,
    signing: Remembered<SigningSecrets>,
    tokens: Remembered<SecretString>,
    marks: Cache<StoreId, ()>,
}

impl<S> Cached<S> {
    /// Remembers what `inner` answers.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            budget: Budget::default(),
            signing: Remembered::new(SIGNING_FRESH),
            tokens: Remembered::new(TOKENS_FRESH),
            marks: Cache::new(MARKED, REMEMBERED),
        }
    }

    fn pay(&self, store: &StoreId) -> Result<(), SecretsError> {
        if self.budget.take() { Ok(()) } else { Err(SecretsError::OverBudget { store: store.clone() }) }
    }
}

#[async_trait]
impl<S: SigningSecretsReader> SigningSecretsReader for Cached<S> {
    async fn get_signing(&self, store: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError> {
        let load = || async {
            self.pay(store)?;
            self.inner.get_signing(store).await
        };
        self.signing.get(store, load).await
    }

    async fn refresh_signing(&self, store: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError> {
        let load = || async {
            self.pay(store)?;
            self.inner.refresh_signing(store).await
        };
        self.signing.answers.get_or_load_within(SUSPECT, store, load).await
    }
}

#[async_trait]
impl<S: ApiTokens> ApiTokens for Cached<S> {
    async fn get_token(&self, store: &StoreId) -> Result<Option<Arc<SecretString>>, SecretsError> {
        let load = || async {
            self.pay(store)?;
            self.inner.get_token(store).await
        };
        self.tokens.get(store, load).await
    }
}

#[async_trait]
impl<S: SignatureMarks> SignatureMarks for Cached<S> {
    async fn mark_timestamped(&self, store: &StoreId, at: Timestamp) -> Result<(), SecretsError> {
        let mark = || async {
            self.pay(store)?;
            self.inner.mark_timestamped(store, at).await
        };
        self.marks.get_or_load(store, mark).await
    }
}

/// The answers of one kind.
#[derive(Debug)]
struct Remembered<V> {
    fresh: Duration,
    answers: Cache<StoreId, Option<Arc<V>>>,
    rest_until: Mutex<Option<Instant>>,
    jitter: RandomState,
}

impl<V> Remembered<V> {
    fn new(fresh: Duration) -> Self {
        // A store that was disconnected must not push out one that is connected.
        let answers = Cache::new(fresh, REMEMBERED).forgetting_first(Option::is_none);
        Self { fresh, answers, rest_until: Mutex::default(), jitter: RandomState::new() }
    }

    /// A fresh answer. If a new one cannot be had, the older one.
    async fn get<F: Future<Output = Result<Option<Arc<V>>, SecretsError>>>(
        &self,
        store: &StoreId,
        load: impl FnOnce() -> F,
    ) -> Result<Option<Arc<V>>, SecretsError> {
        let aged = || self.answers.get_even_aged(store);
        if self.is_resting()
            && let Some(aged) = aged()
        {
            return Ok(aged);
        }
        let answer = self.answers.get_or_load_within(self.fresh_for(store), store, load).await;
        let Err(error) = answer else { return answer };
        let Some(aged) = aged() else { return Err(error) };
        tracing::warn!(%error, %store, "aged secrets are used");
        self.rest();
        Ok(aged)
    }

    /// A tenth less for some stores than for others, so that those that were read together are not read together again.
    fn fresh_for(&self, store: &StoreId) -> Duration {
        let drawn = self.jitter.hash_one(store) % 1_000;
        self.fresh.saturating_sub(self.fresh.mul_f64(0.0001) * u32::try_from(drawn).unwrap_or_default())
    }

    fn is_resting(&self) -> bool {
        let rest_until = self.rest_until.lock().unwrap_or_else(PoisonError::into_inner);
        rest_until.is_some_and(|until| Instant::now() < until)
    }

    fn rest(&self) {
        let until = Instant::now() + REST;
        *self.rest_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
    }
}

#[cfg(test)]
mod tests;
