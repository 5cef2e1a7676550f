//! Every version of a flow that was saved.

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    flow::Flow,
    ids::{SourceId, StoreId},
};
use serde::{Deserialize, Serialize};

#[cfg(feature = "memory")]
use crate::memory::{Contents, Memory, page};
use crate::{
    audit::{Actor, AuditEntry},
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{decode, encode},
    keys,
    page::{Cursor, Page},
    table::{Table, WritePart},
};

/// A flow as it was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowVersion {
    /// When.
    pub saved_at: Timestamp,
    /// By whom.
    pub saved_by: Actor,
    /// The flow, with its version.
    pub flow: Flow,
}

impl FlowVersion {
    /// The version that comes of a change.
    pub(crate) fn of(flow: &Flow, entry: &AuditEntry) -> Self {
        Self { saved_at: entry.at, saved_by: entry.by.clone(), flow: flow.clone() }
    }
}

/// Reads the versions of flows. [`ConfigEditor`](crate::configs::ConfigEditor) writes them, with the flow itself.
#[async_trait]
pub trait FlowHistory: Send + Sync {
    /// Up to `limit` versions, the newest first. May be empty for a flow that does not exist.
    async fn list_flow_versions(
        &self,
        store: &StoreId,
        flow: &SourceId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<FlowVersion>, StoreError>;

    /// One version.
    async fn get_flow_version(
        &self,
        store: &StoreId,
        flow: &SourceId,
        version: u64,
    ) -> Result<Option<FlowVersion>, StoreError>;
}

#[async_trait]
impl FlowHistory for Table {
    async fn list_flow_versions(
        &self,
        store: &StoreId,
        flow: &SourceId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<FlowVersion>, StoreError> {
        let pk = keys::flow_versions(store, flow);
        let page = self.page_rows(self.partition(&pk).scan_index_forward(false), &pk, before, limit).await?;
        Ok(Page { items: page.items.into_iter().map(decode).collect::<Result<_, _>>()?, next: page.next })
    }

    async fn get_flow_version(
        &self,
        store: &StoreId,
        flow: &SourceId,
        version: u64,
    ) -> Result<Option<FlowVersion>, StoreError> {
        let key = keys::flow_version(store, flow, version);
        self.get_row(&key, Consistency::Strong).await?.map(decode).transpose()
    }
}

impl Table {
    /// The part of a transaction that keeps a flow's version.
    pub(crate) fn flow_version_part(
        &self,
        store: &StoreId,
        flow: &Flow,
        entry: &AuditEntry,
    ) -> Result<WritePart, StoreError> {
        let key = keys::flow_version(store, &flow.id, flow.version);
        Ok(self.put_part(encode(&key, FlowVersion::of(flow, entry))?, Changes::default()))
    }
}

#[cfg(feature = "memory")]
impl Contents {
    pub(crate) fn put_flow_version(&mut self, store: &StoreId, flow: &Flow, entry: &AuditEntry) {
        let key = keys::flow_version(store, &flow.id, flow.version);
        self.flow_versions.insert(key.into(), FlowVersion::of(flow, entry));
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl FlowHistory for Memory {
    async fn list_flow_versions(
        &self,
        store: &StoreId,
        flow: &SourceId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<FlowVersion>, StoreError> {
        let pk = keys::flow_versions(store, flow);
        let is_before = |sk: &str| before.is_none_or(|cursor| sk < cursor.as_str());
        let contents = self.contents();
        let versions = contents.flow_versions.iter().rev().filter(|((of, sk), _)| *of == pk && is_before(sk));
        Ok(page(versions.map(|((_, sk), version)| (sk.clone(), version.clone())), limit))
    }

    async fn get_flow_version(
        &self,
        store: &StoreId,
        flow: &SourceId,
        version: u64,
    ) -> Result<Option<FlowVersion>, StoreError> {
        let key = keys::flow_version(store, flow, version);
        Ok(self.contents().flow_versions.get(&key.into()).cloned())
    }
}
