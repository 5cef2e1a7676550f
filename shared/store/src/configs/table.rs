//! Configurations on DynamoDB.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use rechime_domain::{
    flow::{Flow, Flows},
    ids::{SenderId, SourceId, StoreId},
    segment::{Segment, SegmentId, Segments},
    sender::{ProviderName, Sender},
    settings::StoreSettings,
};
use serde_dynamo::AttributeValue;

use super::{ConfigEditor, Configs, StoreConfig, StoreProfile, StoreSummary, Stores};
use crate::{
    audit::AuditEntry,
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{Item, attribute, corrupt, corrupt_attribute, decode, encode, number, string, text},
    keys,
    table::{Table, WritePart},
};

#[async_trait]
impl Configs for Table {
    async fn get_config(&self, store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        let pk = keys::store_config(store);
        let items = self.query_rows(self.partition(&pk).consistent_read(true)).await?;
        if items.is_empty() {
            return Ok(None);
        }
        Ok(Some(Arc::new(assemble(&pk, items)?)))
    }

    async fn get_epoch(&self) -> Result<u64, StoreError> {
        let items = self.query_rows(self.partition(keys::EPOCH).consistent_read(true)).await?;
        let epoch = items.first().and_then(|row| number(row, EPOCH));
        Ok(epoch.unwrap_or_default())
    }
}

/// The attribute of the epoch.
const EPOCH: &str = "epoch";

#[async_trait]
impl Stores for Table {
    async fn list_stores(&self) -> Result<Vec<StoreSummary>, StoreError> {
        let items = self.query_rows(self.partition(keys::STORES).consistent_read(true)).await?;
        items.iter().map(summary).collect()
    }

    async fn get_only_store(&self) -> Result<Option<StoreId>, StoreError> {
        match self.first_stores(2).await?.as_slice() {
            [only] => summary(only).map(|store| Some(store.id)),
            _ => Ok(None),
        }
    }

    async fn get_first_store(&self) -> Result<Option<StoreId>, StoreError> {
        let first = self.first_stores(1).await?;
        first.first().map(|first| Ok(summary(first)?.id)).transpose()
    }
}

#[async_trait]
impl ConfigEditor for Table {
    async fn create_store(&self, store_config: &StoreConfig, entry: &AuditEntry) -> Result<(), StoreError> {
        let id = &store_config.settings.id;
        let absent = Changes::default().only_if("attribute_not_exists(pk)");
        let mut parts = vec![
            self.put_part(encode(&keys::profile(id), &store_config.profile)?, absent),
            self.put_part(encode(&keys::settings(id), &store_config.settings)?, Changes::default()),
            self.store_line(&store_config.settings),
            self.audit_part(id, entry)?,
        ];
        for flow in store_config.flows.iter() {
            parts.push(self.put_part(encode(&keys::flow(id, &flow.id), flow)?, Changes::default()));
            parts.push(self.flow_version_part(id, flow, entry)?);
        }
        if self.save(parts).await? { Ok(()) } else { Err(StoreError::Exists) }
    }

    async fn put_settings(&self, settings: &StoreSettings, entry: &AuditEntry) -> Result<(), StoreError> {
        let item = encode(&keys::settings(&settings.id), settings)?;
        let parts = vec![
            self.put_part(item, follows(settings.version)),
            self.store_line(settings),
            self.audit_part(&settings.id, entry)?,
        ];
        self.save_or_conflict(parts).await
    }

    async fn put_profile(
        &self,
        store: &StoreId,
        profile: &StoreProfile,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let known = Changes::default().only_if("attribute_exists(pk)");
        let part = self.put_part(encode(&keys::profile(store), profile)?, known);
        self.save_or_conflict(vec![part, self.audit_part(store, entry)?]).await
    }

    async fn put_sender(
        &self,
        store: &StoreId,
        sender: Option<&Sender>,
        before: Option<&SenderId>,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let key = keys::sender(store);
        let stands = match before {
            Some(before) => Changes::default()
                .only_if("#id = :before")
                .name("id")
                .value("before", string(before.as_str())),
            None => Changes::default().only_if("attribute_not_exists(pk)"),
        };
        let mut parts = vec![self.audit_part(store, entry)?];
        parts.push(match sender {
            Some(sender) => self.put_part(encode(&key, sender)?, stands),
            None => self.delete_part(&key, stands),
        });
        let id = sender.map(|sender| string(sender.id.as_str()));
        parts.push(self.update_part(&keys::store_line(store), Changes::default().replace("sender", id)));
        if let Some(sender) = sender {
            parts.extend(self.sender_parts(store, sender)?);
        }
        if let Some(left) = before.filter(|before| sender.is_none_or(|sender| sender.id != **before)) {
            let changes = Changes::default().delete_from_set("stores", vec![store.to_string()]);
            parts.push(self.update_part(&keys::known_sender(left), changes));
        }
        self.save_or_conflict(parts).await
    }

    async fn put_flow(&self, store: &StoreId, flow: &Flow, entry: &AuditEntry) -> Result<(), StoreError> {
        self.save_or_conflict(self.flow_parts(store, flow, follows(flow.version), entry)?).await
    }

    async fn create_flow(&self, store: &StoreId, flow: &Flow, entry: &AuditEntry) -> Result<(), StoreError> {
        self.check_store(store).await?;
        let absent = Changes::default().only_if("attribute_not_exists(pk)");
        let parts = self.flow_parts(store, flow, absent, entry)?;
        if self.save(parts).await? { Ok(()) } else { Err(StoreError::Exists) }
    }

    async fn delete_flow(
        &self,
        store: &StoreId,
        id: &SourceId,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let part = self.delete_part(&keys::flow(store, id), Changes::default());
        self.save(vec![part, self.audit_part(store, entry)?]).await.map(drop)
    }

    async fn put_segment(
        &self,
        store: &StoreId,
        segment: &Segment,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let item = encode(&keys::segment(store, &segment.id), segment)?;
        let part = self.put_part(item, follows(segment.version));
        self.save_or_conflict(vec![part, self.audit_part(store, entry)?]).await
    }

    async fn create_segment(
        &self,
        store: &StoreId,
        segment: &Segment,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        self.check_store(store).await?;
        let absent = Changes::default().only_if("attribute_not_exists(pk)");
        let part = self.put_part(encode(&keys::segment(store, &segment.id), segment)?, absent);
        let parts = vec![part, self.audit_part(store, entry)?];
        if self.save(parts).await? { Ok(()) } else { Err(StoreError::Exists) }
    }

    async fn delete_segment(
        &self,
        store: &StoreId,
        id: &SegmentId,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let part = self.delete_part(&keys::segment(store, id), Changes::default());
        self.save(vec![part, self.audit_part(store, entry)?]).await.map(drop)
    }
}

impl Table {
    async fn first_stores(&self, limit: usize) -> Result<Vec<Item>, StoreError> {
        let query = self.partition(keys::STORES).consistent_read(true);
        Ok(self.page_rows(query, keys::STORES, None, limit).await?.items)
    }

    /// Stores are never deleted, so that there is one need not be a condition of the write that follows.
    async fn check_store(&self, store: &StoreId) -> Result<(), StoreError> {
        let profile = self.get_row(&keys::profile(store), Consistency::Strong).await?;
        profile.map(drop).ok_or(StoreError::Conflict)
    }

    fn store_line(&self, settings: &StoreSettings) -> WritePart {
        let changes = Changes::default().set("name", string(&settings.name));
        self.update_part(&keys::store_line(&settings.id), changes)
    }

    /// What makes a sender known: by its id with its stores, and by the numbers that only AWS names in a reply.
    fn sender_parts(&self, store: &StoreId, sender: &Sender) -> Result<Vec<WritePart>, StoreError> {
        let changes =
            Changes::default().set("sender", attribute(sender)?).add_to_set("stores", store.as_str());
        let mut parts = vec![self.update_part(&keys::known_sender(&sender.id), changes)];
        if sender.provider == ProviderName::Aws {
            for number in &sender.numbers {
                let row = encode(&keys::sender_number(number), BTreeMap::from([("id", &sender.id)]))?;
                parts.push(self.put_part(row, Changes::default()));
            }
        }
        Ok(parts)
    }

    /// A flow, its version, and the entry of the audit.
    fn flow_parts(
        &self,
        store: &StoreId,
        flow: &Flow,
        condition: Changes,
        entry: &AuditEntry,
    ) -> Result<Vec<WritePart>, StoreError> {
        Ok(vec![
            self.put_part(encode(&keys::flow(store, &flow.id), flow)?, condition),
            self.flow_version_part(store, flow, entry)?,
            self.audit_part(store, entry)?,
        ])
    }

    /// Saves a change, with which the epoch moves on: false if a condition was not met.
    async fn save(&self, mut parts: Vec<WritePart>) -> Result<bool, StoreError> {
        let next = Changes::default().add_number(EPOCH, AttributeValue::N("1".to_owned()));
        parts.push(self.update_part(&keys::epoch(), next));
        self.transact(&parts).await
    }

    /// A transaction's token tells a call that was tried again from somebody else's change.
    async fn save_or_conflict(&self, parts: Vec<WritePart>) -> Result<(), StoreError> {
        if self.save(parts).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

/// The condition that the version that stands is the one before.
fn follows(version: u64) -> Changes {
    let before = AttributeValue::N(version.saturating_sub(1).to_string());
    Changes::default().only_if("#version = :before").name("version").value("before", before)
}

fn assemble(pk: &str, items: Vec<Item>) -> Result<StoreConfig, StoreError> {
    let (mut profile, mut settings, mut sender) = (None, None, None);
    let (mut flows, mut segments) = (Flows::default(), Segments::default());
    for item in items {
        match text(&item, "sk") {
            keys::PROFILE => profile = Some(decode(item)?),
            keys::SETTINGS => settings = Some(decode(item)?),
            keys::SENDER => sender = Some(decode(item)?),
            sk if sk.starts_with(keys::FLOW) => flows.put(decode(item)?),
            sk if sk.starts_with(keys::SEGMENT) => segments.put(decode(item)?),
            _ => {}
        }
    }
    let missing = |sk: &str| corrupt(pk, sk, &"it is missing");
    Ok(StoreConfig {
        profile: profile.ok_or_else(|| missing(keys::PROFILE))?,
        settings: settings.ok_or_else(|| missing(keys::SETTINGS))?,
        flows,
        segments,
        sender,
    })
}

fn summary(item: &Item) -> Result<StoreSummary, StoreError> {
    let id = StoreId::parse(text(item, "sk")).map_err(|_| corrupt_attribute(item, "sk"))?;
    let sender = match item.get("sender") {
        Some(_) => SenderId::parse(text(item, "sender")).map_err(|_| corrupt_attribute(item, "sender"))?,
        None => SenderId::installation(),
    };
    Ok(StoreSummary { id, name: text(item, "name").to_owned(), sender })
}
