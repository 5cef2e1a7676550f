//! Configurations, remembered for a while by the process.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use rechime_domain::ids::StoreId;
use rechime_platform::cache::Cache;

use crate::{
    configs::{Configs, StoreConfig},
    error::StoreError,
};

/// How long a process keeps a configuration. A saved change may not count for that time, so it is short; it still saves
/// nearly every read under load.
pub const KEEP: Duration = Duration::from_secs(2);

/// How many stores are remembered: more than a process meets in [`KEEP`].
const REMEMBERED: usize = 64;

/// Answers from memory what it asked for less than [`KEEP`] ago, so that a warm process reads no configuration.
///
/// A change takes effect everywhere once [`KEEP`] has passed. That there is no such store is remembered as well, since
/// anybody can make up addresses; errors are not.
#[derive(Debug)]
pub struct CachedConfigs<C> {
    inner: Arc<C>,
    configs: Cache<StoreId, Option<Arc<StoreConfig>>>,
}

impl<C> CachedConfigs<C> {
    /// Remembers what `inner` gives.
    pub fn new(inner: Arc<C>) -> Self {
        Self { inner, configs: Cache::new(KEEP, REMEMBERED).forgetting_first(Option::is_none) }
    }
}

#[async_trait]
impl<C: Configs> Configs for CachedConfigs<C> {
    async fn get_config(&self, store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        self.configs.get_or_load(store, || self.inner.get_config(store)).await
    }
}

#[cfg(test)]
mod tests;
