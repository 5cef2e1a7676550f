use std::sync::Arc;

use async_trait::async_trait;
use rechime_domain::{flow::Flow, ids::StoreId, settings::StoreSettings};

use super::Memory;
use crate::{
    configs::{ConfigEditor, Configs, StoreConfig, StoreProfile, StoreSummary, Stores},
    error::StoreError,
};

#[async_trait]
impl Configs for Memory {
    async fn load(&self, store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        Ok(self.contents().configs.get(store).cloned().map(Arc::new))
    }
}

#[async_trait]
impl Stores for Memory {
    async fn list(&self) -> Result<Vec<StoreSummary>, StoreError> {
        let summary = |config: &StoreConfig| StoreSummary {
            id: config.settings.id.clone(),
            name: config.settings.name.clone(),
        };
        Ok(self.contents().configs.values().map(summary).collect())
    }
}

#[async_trait]
impl ConfigEditor for Memory {
    async fn create(&self, config: &StoreConfig) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if contents.configs.contains_key(&config.settings.id) {
            return Err(StoreError::Exists);
        }
        contents.configs.insert(config.settings.id.clone(), config.clone());
        Ok(())
    }

    async fn save_settings(&self, settings: &StoreSettings) -> Result<(), StoreError> {
        self.edit(&settings.id, |config| replace(&mut config.settings, settings, |settings| settings.version))
    }

    async fn save_profile(&self, store: &StoreId, profile: &StoreProfile) -> Result<(), StoreError> {
        self.edit(store, |config| {
            config.profile = profile.clone();
            Ok(())
        })
    }

    async fn save_flow(&self, store: &StoreId, flow: &Flow) -> Result<(), StoreError> {
        self.edit(store, |config| {
            let standing = config.flows.get_mut(&flow.trigger).ok_or(StoreError::Conflict)?;
            replace(standing, flow, |flow| flow.version)
        })
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
