//! Queue messages that could not be handled: they are listed, tried again, or deleted. A message is parked under the
//! store that it names, or under none.

use rechime_domain::{
    ids::StoreId,
    job::{EventJob, Proof, ShopifyJob, WebhookJob},
};
use rechime_platform::queue::{Outgoing, QueueError};
use rechime_store::{
    Cursor, Page, StoreError,
    audit::AuditAction,
    parked::{Parked, ParkedId, ParkedKind},
};
use serde_json::value::{RawValue, to_raw_value};

use super::{audit, author::Author};
use crate::app::App;

/// Why a parked message is not tried again or deleted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ParkedError {
    #[error("No such message is parked. It was tried again or removed, or it expired after 14 days.")]
    NotFound,
    #[error("Its body is too long to have been kept whole. Remove it; Recharge has the data.")]
    Incomplete,
    #[error("Its body is not JSON, so trying again cannot help. Remove it.")]
    NotJson,
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of parked messages, the oldest first.
pub(crate) async fn list(
    app: &App,
    store: Option<&StoreId>,
    from: Option<&Cursor>,
) -> Result<Page<Parked>, ParkedError> {
    Ok(app.parked.list_parked(store, from).await?)
}

pub(crate) async fn delete(
    app: &App,
    author: &Author,
    store: Option<&StoreId>,
    id: &str,
) -> Result<(), ParkedError> {
    let id = parse_id(id)?;
    app.parked.delete_parked(store, &id).await?;
    record(app, author, AuditAction::DeleteParked, store, &id).await;
    Ok(())
}

/// What names no store is in no store's audit.
async fn record(app: &App, author: &Author, action: AuditAction, store: Option<&StoreId>, id: &ParkedId) {
    if let Some(store) = store {
        audit::record(app, store, &author.entry_of(app, action, id.as_str(), Vec::new())).await;
    }
}

/// Puts a parked message on its queue again, then deletes it. In this order a failure between the two only repeats the
/// message, which does no harm; in the other order it would lose it.
pub(crate) async fn retry(
    app: &App,
    author: &Author,
    store: Option<&StoreId>,
    id: &str,
) -> Result<(), ParkedError> {
    let id = parse_id(id)?;
    let parked = app.parked.get_parked(store, &id).await?.ok_or(ParkedError::NotFound)?;
    let queue = match parked.kind {
        ParkedKind::RechargeWebhook | ParkedKind::ShopifyWebhook | ParkedKind::Event => &app.queues.events,
        ParkedKind::Send => &app.queues.sends,
        ParkedKind::Feedback => &app.queues.feedback,
    };
    queue.send(&[Outgoing::now(queue_message(store, parked)?)]).await?;
    app.parked.delete_parked(store, &id).await?;
    record(app, author, AuditAction::RetryParked, store, &id).await;
    Ok(())
}

fn parse_id(id: &str) -> Result<ParkedId, ParkedError> {
    ParkedId::parse(id).map_err(|_| ParkedError::NotFound)
}

/// The message as it is put on the queue again. A webhook of Recharge's goes as one that only its path key vouches for:
/// its object is then fetched again, and what could not be read at first may be complete by now.
fn queue_message(store: Option<&StoreId>, parked: Parked) -> Result<Box<RawValue>, ParkedError> {
    if !parked.complete {
        return Err(ParkedError::Incomplete);
    }
    let received_at = parked.id.received_at();
    let body = RawValue::from_string(parked.payload).map_err(|_| ParkedError::NotJson)?;
    let event: EventJob = match (parked.kind, store.cloned()) {
        (ParkedKind::RechargeWebhook, Some(store)) => {
            WebhookJob::new(store, parked.topic, Proof::PathKey, parked.parked_at, body).into()
        }
        (ParkedKind::ShopifyWebhook, Some(store)) => {
            ShopifyJob::new(store, parked.topic, received_at, body).into()
        }
        _ => return Ok(body),
    };
    to_raw_value(&event).map_err(|_| ParkedError::NotJson)
}
