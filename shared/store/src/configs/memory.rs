//! Configurations in memory.

use std::sync::Arc;

use async_trait::async_trait;
use rechime_domain::{
    flow::Flow,
    ids::{SourceId, StoreId},
    settings::StoreSettings,
};

use super::{ConfigEditor, Configs, StoreConfig, StoreProfile, StoreSummary, Stores};
use crate::{error::StoreError, memory::Memory};

#[async_trait]
impl Configs for Memory {
    async fn get_config(&self, store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        Ok(self.contents().configs.get(store).cloned().map(Arc::new))
    }
}

#[async_trait]
impl Stores for Memory {
    async fn list_stores(&self) -> Result<Vec<StoreSummary>, StoreError> {
        let summary = |store_config: &StoreConfig| StoreSummary {
            id: store_config.settings.id.clone(),
            name: store_config.settings.name.clone(),
        };
        Ok(self.contents().configs.values().map(summary).collect())
    }

    async fn get_only_store(&self) -> Result<Option<StoreId>, StoreError> {
        let contents = self.contents();
        let mut ids = contents.configs.keys();
        let first = ids.next().cloned();
        Ok(if ids.next().is_some() { None } else { first })
    }
}

#[async_trait]
impl ConfigEditor for Memory {
    async fn create_store(&self, store_config: &StoreConfig) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if contents.configs.contains_key(&store_config.settings.id) {
            return Err(StoreError::Exists);
        }
        contents.configs.insert(store_config.settings.id.clone(), store_config.clone());
        Ok(())
    }

    async fn put_settings(&self, settings: &StoreSettings) -> Result<(), StoreError> {
        self.edit(&settings.id, |store_config| {
            replace(&mut store_config.settings, settings, |settings| settings.version)
        })
    }

    async fn put_profile(&self, store: &StoreId, profile: &StoreProfile) -> Result<(), StoreError> {
        self.edit(store, |store_config| {
            store_config.profile = profile.clone();
            Ok(())
        })
    }

    async fn put_flow(&self, store: &StoreId, flow: &Flow) -> Result<(), StoreError> {
        self.edit(store, |store_config| {
            let mut standing = store_config.flows.get(&flow.id).cloned().ok_or(StoreError::Conflict)?;
            replace(&mut standing, flow, |flow| flow.version)?;
            store_config.flows.put(standing);
            Ok(())
        })
    }

    async fn create_flow(&self, store: &StoreId, flow: &Flow) -> Result<(), StoreError> {
        self.edit(store, |store_config| {
            if store_config.flows.get(&flow.id).is_some() {
                return Err(StoreError::Exists);
            }
            store_config.flows.put(flow.clone());
            Ok(())
        })
    }

    async fn delete_flow(&self, store: &StoreId, id: &SourceId) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if let Some(store_config) = contents.configs.get_mut(store) {
            store_config.flows.delete(id);
        }
        Ok(())
    }
}

impl Memory {
    fn edit(
        &self,
        store: &StoreId,
        change: impl FnOnce(&mut StoreConfig) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        change(self.contents().configs.get_mut(store).ok_or(StoreError::Conflict)?)
    }
}

fn replace<T: Clone>(standing: &mut T, new: &T, version: impl Fn(&T) -> u64) -> Result<(), StoreError> {
    if version(standing).checked_add(1) != Some(version(new)) {
        return Err(StoreError::Conflict);
    }
    *standing = new.clone();
    Ok(())
}
