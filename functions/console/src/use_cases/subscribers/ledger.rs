//! The consent ledger of one subscriber.

use jiff::Timestamp;
use rechime_domain::consent::{ConsentEntry, ConsentSource, ConsentStatus, Wording};
use rechime_store::{configs::StoreConfig, consistency::Consistency};
use serde::Serialize;

use super::{SubscriberError, parse_phone};
use crate::app::App;

/// A consent, or the end of one.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct LedgerLine {
    pub(crate) status: ConsentStatus,
    pub(crate) source: ConsentSource,
    pub(crate) since: Timestamp,
    pub(crate) wording: Option<Wording>,
}

impl From<ConsentEntry> for LedgerLine {
    fn from(ConsentEntry { consent, wording }: ConsentEntry) -> Self {
        Self { status: consent.status, source: consent.source, since: consent.since, wording }
    }
}

/// Every consent and every end of one, oldest first.
pub(crate) async fn show(
    app: &App,
    store: &StoreConfig,
    phone: &str,
) -> Result<Vec<LedgerLine>, SubscriberError> {
    let (id, phone) = (&store.settings.id, parse_phone(store, phone)?);
    let entries = app.subscribers.list_consents(id, &phone).await?;
    if entries.is_empty() && app.subscribers.get_subscriber(id, &phone, Consistency::Strong).await?.is_none()
    {
        return Err(SubscriberError::NotFound);
    }
    Ok(entries.into_iter().map(LedgerLine::from).collect())
}
