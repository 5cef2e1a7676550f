//! Configurations, remembered for a while by the process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use rechime_domain::ids::StoreId;

use crate::{
    configs::{Configs, StoreConfig},
    error::StoreError,
};

/// How long the functions keep a configuration. So long a change that was saved may not count yet, so it is short;
/// under load it still spares nearly every read.
pub const KEEP: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
struct Remembered {
    config: Option<Arc<StoreConfig>>,
    loaded: Instant,
}

/// Answers from memory what it loaded less than `keep` ago, so that a warm process reads no configuration.
///
/// A change takes effect everywhere once `keep` has passed. That there is no such store is remembered as well, since
/// anybody can make up addresses; errors are not.
#[derive(Debug)]
pub struct CachedConfigs<C> {
    inner: C,
    keep: Duration,
    remembered: Mutex<HashMap<StoreId, Remembered>>,
    // The records of a batch ask at once: one of them reads, the others wait for what it finds.
    reading: tokio::sync::Mutex<()>,
}

impl<C: Configs> CachedConfigs<C> {
    /// Remembers what `inner` loads for `keep`; [`KEEP`] is usual.
    pub fn new(inner: C, keep: Duration) -> Self {
        Self { inner, keep, remembered: Mutex::default(), reading: tokio::sync::Mutex::default() }
    }

    fn recall(&self, store: &StoreId) -> Option<Remembered> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.get(store).filter(|known| self.is_fresh(known)).cloned()
    }

    fn remember(&self, store: &StoreId, config: Option<Arc<StoreConfig>>, loaded: Instant) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.retain(|_, known| self.is_fresh(known));
        remembered.insert(store.clone(), Remembered { config, loaded });
    }

    fn is_fresh(&self, known: &Remembered) -> bool {
        known.loaded.elapsed() < self.keep
    }
}

#[async_trait]
impl<C: Configs> Configs for CachedConfigs<C> {
    async fn load(&self, store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        if let Some(known) = self.recall(store) {
            return Ok(known.config);
        }
        let _turn = self.reading.lock().await;
        if let Some(known) = self.recall(store) {
            return Ok(known.config);
        }
        // It may be out of date from the moment it is asked for.
        let loaded = Instant::now();
        let config = self.inner.load(store).await?;
        self.remember(store, config.clone(), loaded);
        Ok(config)
    }
}

#[cfg(test)]
mod tests;
