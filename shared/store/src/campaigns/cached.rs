//! Campaigns, remembered for a moment by the process.

use std::sync::Arc;

use async_trait::async_trait;
use rechime_domain::{
    campaign::Campaign,
    ids::{SourceId, StoreId},
};
use rechime_platform::cache::Cache;

use super::{Campaigns, KEEP};
use crate::error::StoreError;

/// How many campaigns are remembered: more than a process sends texts of within [`KEEP`].
const REMEMBERED: usize = 64;

/// Answers from memory what it asked for less than [`KEEP`] ago.
#[derive(Debug)]
pub struct CachedCampaigns<C> {
    inner: Arc<C>,
    campaigns: Cache<(StoreId, SourceId), Option<Campaign>>,
}

impl<C> CachedCampaigns<C> {
    /// Remembers what `inner` gives.
    pub fn new(inner: Arc<C>) -> Self {
        Self { inner, campaigns: Cache::new(KEEP, REMEMBERED) }
    }
}

#[async_trait]
impl<C: Campaigns> Campaigns for CachedCampaigns<C> {
    async fn get_campaign(&self, store: &StoreId, id: &SourceId) -> Result<Option<Campaign>, StoreError> {
        let key = (store.clone(), id.clone());
        self.campaigns.get_or_load(&key, || self.inner.get_campaign(store, id)).await
    }
}
