//! Configurations in memory.

use std::sync::Arc;

use async_trait::async_trait;
use rechime_domain::{
    flow::Flow,
    ids::{SenderId, SourceId, StoreId},
    segment::{Segment, SegmentId},
    sender::Sender,
    settings::StoreSettings,
};

use super::{ConfigEditor, Configs, StoreConfig, StoreProfile, StoreSummary, Stores};
use crate::{audit::AuditEntry, error::StoreError, memory::Memory};

#[async_trait]
impl Configs for Memory {
    async fn get_config(&self, store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        Ok(self.contents().configs.get(store).cloned().map(Arc::new))
    }

    async fn get_epoch(&self) -> Result<u64, StoreError> {
        Ok(self.contents().epoch)
    }
}

#[async_trait]
impl Stores for Memory {
    async fn list_stores(&self) -> Result<Vec<StoreSummary>, StoreError> {
        let summary = |store_config: &StoreConfig| StoreSummary {
            id: store_config.settings.id.clone(),
            name: store_config.settings.name.clone(),
            sender: store_config.sender_id(),
        };
        Ok(self.contents().configs.values().map(summary).collect())
    }

    async fn get_only_store(&self) -> Result<Option<StoreId>, StoreError> {
        let contents = self.contents();
        let mut ids = contents.configs.keys();
        let first = ids.next().cloned();
        Ok(if ids.next().is_some() { None } else { first })
    }

    async fn get_first_store(&self) -> Result<Option<StoreId>, StoreError> {
        Ok(self.contents().configs.keys().next().cloned())
    }
}

#[async_trait]
impl ConfigEditor for Memory {
    async fn create_store(&self, store_config: &StoreConfig, entry: &AuditEntry) -> Result<(), StoreError> {
        let (mut contents, id) = (self.contents(), &store_config.settings.id);
        if contents.configs.contains_key(id) {
            return Err(StoreError::Exists);
        }
        contents.configs.insert(id.clone(), store_config.clone());
        contents.epoch += 1;
        for flow in store_config.flows.iter() {
            contents.put_flow_version(id, flow, entry);
        }
        contents.put_audit_entry(id, entry);
        Ok(())
    }

    async fn put_settings(&self, settings: &StoreSettings, entry: &AuditEntry) -> Result<(), StoreError> {
        self.edit(&settings.id, entry, |store_config| {
            replace(&mut store_config.settings, settings, |settings| settings.version)
        })
    }

    async fn put_profile(
        &self,
        store: &StoreId,
        profile: &StoreProfile,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        self.edit(store, entry, |store_config| {
            store_config.profile = profile.clone();
            Ok(())
        })
    }

    async fn put_sender(
        &self,
        store: &StoreId,
        sender: Option<&Sender>,
        before: Option<&SenderId>,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        self.edit(store, entry, |store_config| {
            if store_config.sender.as_ref().map(|sender| &sender.id) != before {
                return Err(StoreError::Conflict);
            }
            store_config.sender = sender.cloned();
            Ok(())
        })?;
        let mut contents = self.contents();
        if let Some(left) = before.and_then(|before| contents.senders.get_mut(before)) {
            left.stores.remove(store);
        }
        if let Some(sender) = sender {
            contents.put_sender(store, sender);
        }
        Ok(())
    }

    async fn put_flow(&self, store: &StoreId, flow: &Flow, entry: &AuditEntry) -> Result<(), StoreError> {
        self.edit(store, entry, |store_config| {
            let mut standing = store_config.flows.get(&flow.id).cloned().ok_or(StoreError::Conflict)?;
            replace(&mut standing, flow, |flow| flow.version)?;
            store_config.flows.put(standing);
            Ok(())
        })?;
        self.contents().put_flow_version(store, flow, entry);
        Ok(())
    }

    async fn create_flow(&self, store: &StoreId, flow: &Flow, entry: &AuditEntry) -> Result<(), StoreError> {
        self.edit(store, entry, |store_config| {
            if store_config.flows.get(&flow.id).is_some() {
                return Err(StoreError::Exists);
            }
            store_config.flows.put(flow.clone());
            Ok(())
        })?;
        self.contents().put_flow_version(store, flow, entry);
        Ok(())
    }

    async fn delete_flow(
        &self,
        store: &StoreId,
        id: &SourceId,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if let Some(store_config) = contents.configs.get_mut(store) {
            store_config.flows.delete(id);
        }
        contents.epoch += 1;
        contents.put_audit_entry(store, entry);
        Ok(())
    }

    async fn put_segment(
        &self,
        store: &StoreId,
        segment: &Segment,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        self.edit(store, entry, |store_config| {
            let standing = store_config.segments.get(&segment.id).cloned();
            let mut standing = standing.ok_or(StoreError::Conflict)?;
            replace(&mut standing, segment, |segment| segment.version)?;
            store_config.segments.put(standing);
            Ok(())
        })
    }

    async fn create_segment(
        &self,
        store: &StoreId,
        segment: &Segment,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        self.edit(store, entry, |store_config| {
            if store_config.segments.get(&segment.id).is_some() {
                return Err(StoreError::Exists);
            }
            store_config.segments.put(segment.clone());
            Ok(())
        })
    }

    async fn delete_segment(
        &self,
        store: &StoreId,
        id: &SegmentId,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if let Some(store_config) = contents.configs.get_mut(store) {
            store_config.segments.delete(id);
        }
        contents.epoch += 1;
        contents.put_audit_entry(store, entry);
        Ok(())
    }
}

impl Memory {
    fn edit(
        &self,
        store: &StoreId,
        entry: &AuditEntry,
        change: impl FnOnce(&mut StoreConfig) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        change(contents.configs.get_mut(store).ok_or(StoreError::Conflict)?)?;
        contents.epoch += 1;
        contents.put_audit_entry(store, entry);
        Ok(())
    }
}

fn replace<T: Clone>(standing: &mut T, new: &T, version: impl Fn(&T) -> u64) -> Result<(), StoreError> {
    if version(standing).checked_add(1) != Some(version(new)) {
        return Err(StoreError::Conflict);
    }
    *standing = new.clone();
    Ok(())
}
