//! What a store is set up to do: its profile, its settings, its flows and its segments.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    flow::{Flow, Flows},
    ids::{SenderId, SourceId, StoreId},
    segment::{Segment, SegmentId, Segments},
    sender::Sender,
    settings::StoreSettings,
};
use serde::{Deserialize, Serialize};

use crate::{audit::AuditEntry, error::StoreError};

#[cfg(feature = "memory")]
mod memory;
mod table;

/// Whether Recharge sends us this store's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// The webhooks are registered.
    Live,
    /// They never were, or no longer are.
    Disconnected,
}

/// A store's connection to Recharge. Its secrets are not here but with the parameters of the deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Connection {
    /// Whether events come.
    pub state: ConnectionState,
    /// `oat-and-ember.myshopify.com`, as Recharge told when the token was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop_domain: Option<String>,
    /// Whether the API client secret is known, so that signatures can be checked.
    pub has_client_secret: bool,
    /// What the token may do: `read_subscriptions`.
    pub scopes: Vec<String>,
    /// How many webhooks are registered.
    pub webhooks: usize,
    /// Since when it is live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_at: Option<Timestamp>,
}

/// What is known of a store and is not a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreProfile {
    /// When it was made.
    pub created_at: Timestamp,
    /// Its connection to Recharge.
    pub connection: Connection,
}

/// Everything a store is set up to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreConfig {
    /// What is known of it. The store's id is in the settings.
    pub profile: StoreProfile,
    /// Its settings.
    pub settings: StoreSettings,
    /// Its flows.
    pub flows: Flows,
    /// The segments of its own.
    pub segments: Segments,
    /// What its texts are sent from, where it has a sender of its own.
    pub sender: Option<Sender>,
}

impl StoreConfig {
    /// What the store's texts are sent from: a sender of its own, else the installation's.
    #[must_use]
    pub fn sender<'a>(&'a self, of_installation: &'a Sender) -> &'a Sender {
        self.sender.as_ref().unwrap_or(of_installation)
    }

    /// The id of what the store's texts are sent from.
    #[must_use]
    pub fn sender_id(&self) -> SenderId {
        self.sender.as_ref().map_or_else(SenderId::installation, |sender| sender.id.clone())
    }
}

/// A line of the list of stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreSummary {
    /// Its id.
    pub id: StoreId,
    /// The brand.
    pub name: String,
    /// What its texts are sent from.
    pub sender: SenderId,
}

/// Reads what a store is set up to do.
#[async_trait]
pub trait Configs: Send + Sync {
    /// The store's configuration; `None` where there is no such store.
    async fn get_config(&self, store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError>;

    /// How often the configuration of any store was changed: as long as it stays the same, nothing has changed.
    async fn get_epoch(&self) -> Result<u64, StoreError>;
}

/// Reads what every store is set up to do.
#[async_trait]
pub trait Stores: Configs {
    /// All stores, by id.
    async fn list_stores(&self) -> Result<Vec<StoreSummary>, StoreError>;

    /// The store of an installation that has but one; `None` where it has none or several. Costs the same however many
    /// there are.
    async fn get_only_store(&self) -> Result<Option<StoreId>, StoreError>;

    /// The first store by id. Costs the same however many there are.
    async fn get_first_store(&self) -> Result<Option<StoreId>, StoreError>;
}

/// Changes what a store is set up to do. Each change takes its entry of the audit with it, a flow the version for its
/// history, and the [epoch](Configs::get_epoch) moves on: all of it is written, or nothing.
#[async_trait]
pub trait ConfigEditor: Stores {
    /// Makes a store: all of it, or nothing. [`StoreError::Exists`] where the id is taken.
    async fn create_store(&self, store_config: &StoreConfig, entry: &AuditEntry) -> Result<(), StoreError>;

    /// Replaces the settings. [`StoreError::Conflict`] unless the version that stands is the one before.
    async fn put_settings(&self, settings: &StoreSettings, entry: &AuditEntry) -> Result<(), StoreError>;

    /// Replaces the profile. [`StoreError::Conflict`] where there is no such store.
    async fn put_profile(
        &self,
        store: &StoreId,
        profile: &StoreProfile,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;

    /// Gives a store a sender, or the installation's own (`None`), in the place of the sender `before`.
    /// [`StoreError::Conflict`] where it has another one. A sender is known by its numbers from then on, and stays known
    /// when no store uses it any more.
    async fn put_sender(
        &self,
        store: &StoreId,
        sender: Option<&Sender>,
        before: Option<&SenderId>,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;

    /// Replaces a flow. [`StoreError::Conflict`] unless the version that stands is the one before.
    async fn put_flow(&self, store: &StoreId, flow: &Flow, entry: &AuditEntry) -> Result<(), StoreError>;

    /// Adds a flow. [`StoreError::Exists`] where its id is taken, [`StoreError::Conflict`] where there is no such
    /// store.
    async fn create_flow(&self, store: &StoreId, flow: &Flow, entry: &AuditEntry) -> Result<(), StoreError>;

    /// Deletes a flow. Doing so twice is fine.
    async fn delete_flow(&self, store: &StoreId, id: &SourceId, entry: &AuditEntry)
    -> Result<(), StoreError>;

    /// Replaces a segment. [`StoreError::Conflict`] unless the version that stands is the one before.
    async fn put_segment(
        &self,
        store: &StoreId,
        segment: &Segment,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;

    /// Adds a segment. [`StoreError::Exists`] where its id is taken, [`StoreError::Conflict`] where there is no such
    /// store.
    async fn create_segment(
        &self,
        store: &StoreId,
        segment: &Segment,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;

    /// Deletes a segment. Doing so twice is fine.
    async fn delete_segment(
        &self,
        store: &StoreId,
        id: &SegmentId,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;
}
