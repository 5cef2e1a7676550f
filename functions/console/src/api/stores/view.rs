//! A store as the API shows it: everything but its secrets.

use jiff::Timestamp;
use rechime_domain::{ids::StoreId, settings::StoreSettings};
use rechime_store::configs::{Connection, StoreProfile, StoreSummary};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

/// A line of the list of stores.
#[derive(Serialize)]
pub(super) struct StoreLine {
    id: StoreId,
    name: String,
}

impl From<StoreSummary> for StoreLine {
    fn from(summary: StoreSummary) -> Self {
        Self { id: summary.id, name: summary.name }
    }
}

/// A store with its settings and its connection.
#[derive(Serialize)]
pub(super) struct StoreView {
    #[serde(flatten)]
    settings: StoreSettings,
    created_at: Timestamp,
    connection: Connection,
}

impl StoreView {
    /// Shows a store.
    pub(super) fn of(profile: &StoreProfile, settings: &StoreSettings) -> Self {
        Self {
            settings: settings.clone(),
            created_at: profile.created_at,
            connection: profile.connection.clone(),
        }
    }

    /// The store's id.
    pub(super) fn id(&self) -> &StoreId {
        &self.settings.id
    }
}

/// Where Recharge sends a store's events, up to and excluding `/{resource}/{action}`.
pub(super) fn webhook_url(public_url: &str, store: &StoreId, path_key: &SecretString) -> String {
    format!("{public_url}/webhooks/recharge/{store}/{}", path_key.expose_secret())
}
