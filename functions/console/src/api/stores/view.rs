//! A store as the API shows it: everything but its secrets.

use jiff::Timestamp;
use rechime_domain::{ids::StoreId, settings::StoreSettings};
use rechime_store::{
    checkups::{Checkup, Problem},
    configs::{Connection, ConnectionState, StoreProfile, StoreSummary},
};
use serde::Serialize;

use crate::api::reasons::Told;

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
    connection: ConnectionView,
}

impl StoreView {
    /// Shows a store, with what upkeep found of its connection.
    pub(super) fn of(profile: &StoreProfile, settings: &StoreSettings, checkup: Option<&Checkup>) -> Self {
        Self {
            settings: settings.clone(),
            created_at: profile.created_at,
            connection: ConnectionView::of(&profile.connection, checkup),
        }
    }
}

/// The connection: what the merchant made, and how it was when somebody last looked.
#[derive(Serialize)]
struct ConnectionView {
    #[serde(flatten)]
    connection: Connection,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backfilled_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Told>,
}

impl ConnectionView {
    fn of(connection: &Connection, checkup: Option<&Checkup>) -> Self {
        let mut connection = connection.clone();
        let checkup = checkup.filter(|_| connection.state == ConnectionState::Live);
        let problem = checkup.and_then(|checkup| checkup.problem);
        connection.webhooks = checkup.map_or(connection.webhooks, |checkup| checkup.webhooks);
        if problem.is_some_and(Problem::ends_connection) {
            connection.state = ConnectionState::Disconnected;
        }
        Self {
            connection,
            checked_at: checkup.map(|checkup| checkup.checked_at),
            backfilled_until: checkup.map(|checkup| checkup.backfilled_until),
            problem: problem.map(|problem| Told::new(problem.code(), problem.words())),
        }
    }
}
