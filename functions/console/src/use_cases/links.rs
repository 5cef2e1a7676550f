//! The short links of a message that was sent: where each leads, and who followed it.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    click::ClickClass,
    ids::{MessageId, StoreId},
    message::MessageRecord,
};
use rechime_store::{StoreError, audit::AuditAction};
use serde::Serialize;

use super::{activity::MessageError, audit, author::Author};
use crate::app::App;

/// A short link of a message.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct LinkView {
    /// Where it leads; null once it was revoked.
    pub(crate) destination: Option<String>,
    /// When a person, a preview and a scanner followed it first.
    pub(crate) first_followed: BTreeMap<ClickClass, Timestamp>,
}

/// A message's links, in their order.
pub(crate) async fn list(app: &App, store: &StoreId, id: &str) -> Result<Vec<LinkView>, MessageError> {
    let row = message(app, store, id).await?;
    let destinations = try_join_all(row.links.iter().map(|code| app.links.get_link(code))).await?;
    let clicks = app.clicks.list_clicks(store, &row.id).await?;
    let mut followed: BTreeMap<_, _> = clicks.into_iter().map(|click| (click.code, click.first)).collect();
    let view = |(code, link): (_, Option<rechime_store::links::ShortLink>)| LinkView {
        destination: link.map(|link| link.destination.into()),
        first_followed: followed.remove(code).unwrap_or_default(),
    };
    Ok(row.links.iter().zip(destinations).map(view).collect())
}

/// Revokes a message's links: they lead nowhere from then on. Doing so twice is fine.
pub(crate) async fn revoke(
    app: &App,
    author: &Author,
    store: &StoreId,
    id: &str,
) -> Result<(), MessageError> {
    let row = message(app, store, id).await?;
    app.links.delete_links(&row.links).await?;
    audit::record(app, store, &author.entry_of(app, AuditAction::RevokeLinks, &row.id, Vec::new())).await;
    Ok(())
}

async fn message(app: &App, store: &StoreId, id: &str) -> Result<MessageRecord, MessageError> {
    let id = MessageId::parse(id).map_err(|_| MessageError::NotFound)?;
    let row: Result<_, StoreError> = app.messages.get_message(store, &id).await;
    row?.ok_or(MessageError::NotFound)
}
