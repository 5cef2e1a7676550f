//! Configurations, remembered by the process for as long as none is changed.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use rechime_domain::ids::StoreId;
use rechime_platform::cache::Cache;

use crate::{
    configs::{Configs, StoreConfig},
    error::StoreError,
};

/// How long a process takes an epoch for the present one. A saved change may not count for that time, so it is short; under
/// load it still saves nearly every read, whatever the number of stores.
pub const KEEP: Duration = Duration::from_secs(2);

/// How long a configuration is kept whose epoch stays. Every change moves the epoch on, so this bounds nothing but what a
/// person does to the table by hand.
const LONGEST: Duration = Duration::from_mins(15);

/// How many stores are remembered, at some ten kilobytes each.
const REMEMBERED: usize = 2_048;

/// The epoch that a configuration was read in, and its store. One that is read while the epoch moves on is remembered for the
/// epoch before, in which nobody asks any more.
type Known = (u64, StoreId);

/// Answers from memory as long as the epoch is the one that a configuration was read in. So a warm process asks for one row
/// every [`KEEP`], and for a store's configuration only after somebody changed one.
///
/// That there is no such store is remembered as well, since anybody can make up addresses; errors are not.
#[derive(Debug)]
pub struct CachedConfigs<C> {
    inner: Arc<C>,
    epoch: Cache<(), u64>,
    configs: Cache<Known, Option<Arc<StoreConfig>>>,
}

impl<C> CachedConfigs<C> {
    /// Remembers what `inner` gives.
    pub fn new(inner: Arc<C>) -> Self {
        let configs = Cache::new(LONGEST, REMEMBERED).forgetting_first(Option::is_none);
        Self { inner, epoch: Cache::new(KEEP, 1), configs }
    }
}

#[async_trait]
impl<C: Configs> Configs for CachedConfigs<C> {
    async fn get_config(&self, store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        let known = (self.get_epoch().await?, store.clone());
        self.configs.get_or_load(&known, || self.inner.get_config(store)).await
    }

    async fn get_epoch(&self) -> Result<u64, StoreError> {
        let before = self.epoch.get_even_aged(&());
        let epoch = self.epoch.get_or_load(&(), || self.inner.get_epoch()).await?;
        if before.is_some_and(|before| before != epoch) {
            self.configs.retain(|(read_in, _)| *read_in == epoch);
        }
        Ok(epoch)
    }
}

#[cfg(test)]
mod tests;
