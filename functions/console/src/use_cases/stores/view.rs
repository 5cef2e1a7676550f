//! A store as it is shown: everything but its secrets.

use jiff::Timestamp;
use rechime_domain::{flow::edit::FieldFault, ids::StoreId, settings::StoreSettings};
use rechime_store::{
    checkups::{Checkup, ConnectionProblem},
    configs::{Connection, ConnectionState, StoreProfile, StoreSummary},
};
use serde::Serialize;

use crate::use_cases::reason_view::ReasonView;

/// A line of the list of stores.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct StoreLine {
    pub(crate) id: StoreId,
    pub(crate) name: String,
}

impl From<StoreSummary> for StoreLine {
    fn from(summary: StoreSummary) -> Self {
        Self { id: summary.id, name: summary.name }
    }
}

/// A store with its settings and its connection.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct StoreView {
    #[serde(flatten)]
    pub(crate) settings: StoreSettings,
    pub(crate) created_at: Timestamp,
    pub(crate) connection: ConnectionView,
}

impl StoreView {
    /// Shows a store, with what upkeep found of its connection.
    pub(crate) fn of(profile: &StoreProfile, settings: &StoreSettings, checkup: Option<&Checkup>) -> Self {
        Self {
            settings: settings.clone(),
            created_at: profile.created_at,
            connection: ConnectionView::of(&profile.connection, checkup),
        }
    }
}

/// A store, and where Recharge sends its events, up to and excluding `/{resource}/{action}`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct StoreDetail {
    pub(crate) store: StoreView,
    pub(crate) webhook_url: Option<String>,
    pub(crate) missing: Vec<FieldFault>,
}

/// The settings that a store can do without, and should not: each with why, and what to do.
pub(crate) fn missing(settings: &StoreSettings) -> Vec<FieldFault> {
    let contact = settings.contact.is_none().then(|| {
        FieldFault::new(
            "contact",
            "give a phone number, an e-mail address or a site: carriers want to see one in the answer to HELP, and \
             refuse to register a sender without it",
        )
    });
    contact.into_iter().collect()
}

/// The connection: what the merchant made, and how it was when somebody last looked.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct ConnectionView {
    #[serde(flatten)]
    pub(crate) connection: Connection,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) checked_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) backfilled_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<ReasonView>,
}

impl ConnectionView {
    fn of(connection: &Connection, checkup: Option<&Checkup>) -> Self {
        let mut connection = connection.clone();
        let checkup = checkup.filter(|_| connection.state == ConnectionState::Live);
        let problem = checkup.and_then(|checkup| checkup.problem);
        connection.webhooks = checkup.map_or(connection.webhooks, |checkup| checkup.webhooks);
        if problem.is_some_and(ConnectionProblem::ends_connection) {
            connection.state = ConnectionState::Disconnected;
        }
        Self {
            connection,
            checked_at: checkup.map(|checkup| checkup.checked_at),
            backfilled_until: checkup.map(|checkup| checkup.backfilled_until),
            problem: problem.map(|problem| ReasonView::new(problem.code(), problem.words())),
        }
    }
}
