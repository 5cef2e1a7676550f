//! The consent ledger of one person.

use axum::{Json, extract::State};
use jiff::Timestamp;
use rechime_domain::subscriber::{ConsentEntry, ConsentSource, ConsentStatus, Wording};
use rechime_store::subscribers::Consistency;
use serde::Serialize;

use super::{SubscriberError, number};
use crate::{
    app::App,
    problem::Problem,
    shop::{Key, Shop},
};

#[derive(Serialize)]
pub(super) struct Ledger {
    consents: Vec<EntryView>,
}

#[derive(Serialize)]
struct EntryView {
    status: ConsentStatus,
    source: ConsentSource,
    since: Timestamp,
    wording: Option<Wording>,
}

impl From<ConsentEntry> for EntryView {
    fn from(ConsentEntry { consent, wording }: ConsentEntry) -> Self {
        Self { status: consent.status, source: consent.source, since: consent.since, wording }
    }
}

/// `GET /stores/{store}/subscribers/{phone}/consents`: every consent and every end of one, oldest first.
pub(super) async fn show(
    State(app): State<App>,
    shop: Shop,
    Key(phone): Key,
) -> Result<Json<Ledger>, Problem> {
    let phone = number(&shop, &phone)?;
    let entries = app.subscribers.consents(shop.id(), &phone).await?;
    if entries.is_empty() && app.subscribers.get(shop.id(), &phone, Consistency::Strong).await?.is_none() {
        return Err(SubscriberError::NotFound.into());
    }
    Ok(Json(Ledger { consents: entries.into_iter().map(EntryView::from).collect() }))
}
