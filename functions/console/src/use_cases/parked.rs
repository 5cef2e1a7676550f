//! Queue messages that could not be handled: they are listed, tried again, or deleted. A message is parked under the
//! store that it names, or under none.

use jiff::SignedDuration;
use rechime_domain::{
    ids::StoreId,
    job::{EventJob, Proof, ReleaseJob, ShopifyJob, WebhookJob},
    minute::Minute,
};
use rechime_platform::{
    queue::{Outgoing, QueueError},
    schedules::ScheduleError,
};
use rechime_store::{
    Cursor, Page, StoreError,
    audit::AuditAction,
    parked::{Parked, ParkedId, ParkedKind},
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{audit, author::Author};
use crate::app::App;

/// How many pages of parked messages one request tries again.
const PAGES_AT_ONCE: usize = 4;

/// Why a parked message is not tried again or deleted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ParkedError {
    #[error("No such message is parked. It was tried again or removed, or it expired after 14 days.")]
    NotFound,
    #[error("Its body is too long to have been kept whole. Remove it; Recharge has the data.")]
    Incomplete,
    #[error("Its body is not JSON, so trying again cannot help. Remove it.")]
    NotJson,
    #[error("It only says where changes are that were not counted. Reports may be wrong by them; remove it.")]
    Uncounted,
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which of the parked messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// All of them.
    All,
    /// Those that their queue gave up after many attempts: nothing need be wrong with them.
    Stuck,
}

impl Which {
    fn includes(self, parked: &Parked) -> bool {
        self == Self::All || parked.given_up
    }
}

/// A page of parked messages, the oldest first.
pub(crate) async fn list(
    app: &App,
    store: Option<&StoreId>,
    from: Option<&Cursor>,
) -> Result<Page<Parked>, ParkedError> {
    Ok(app.parked.list_parked(store, from).await?)
}

/// The same page with those alone that are stuck. It may have none, and others come after it.
pub(crate) async fn list_stuck(
    app: &App,
    store: Option<&StoreId>,
    from: Option<&Cursor>,
) -> Result<Page<Parked>, ParkedError> {
    let mut page = list(app, store, from).await?;
    page.items.retain(|parked| Which::Stuck.includes(parked));
    Ok(page)
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
    send_again(app, store, parked).await?;
    app.parked.delete_parked(store, &id).await?;
    record(app, author, AuditAction::RetryParked, store, &id).await;
    Ok(())
}

/// What was tried again of all that is parked.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct RetryOutcome {
    /// How many messages are on their way again.
    pub(crate) retried: usize,
    /// How many cannot be tried again as they are.
    pub(crate) kept: usize,
    /// Whether there are more than one call takes up: repeat it.
    pub(crate) more: bool,
}

/// Tries again what is parked, or a part of it, the oldest first, up to a number that a request has the time for. May be repeated: what
/// is on its way again is no longer parked.
pub(crate) async fn retry_all(
    app: &App,
    author: &Author,
    which: Which,
    store: Option<&StoreId>,
) -> Result<RetryOutcome, ParkedError> {
    let (mut outcome, mut from) = (RetryOutcome::default(), None);
    for _ in 0..PAGES_AT_ONCE {
        let page = list(app, store, from.as_ref()).await?;
        for parked in page.items.into_iter().filter(|parked| which.includes(parked)) {
            match retry(app, author, store, parked.id.as_str()).await {
                Ok(()) => outcome.retried += 1,
                Err(ParkedError::Incomplete | ParkedError::NotJson | ParkedError::Uncounted) => {
                    outcome.kept += 1;
                }
                // Somebody else was faster.
                Err(ParkedError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        from = page.next;
        if from.is_none() {
            return Ok(outcome);
        }
    }
    Ok(RetryOutcome { more: true, ..outcome })
}

async fn send_again(app: &App, store: Option<&StoreId>, parked: Parked) -> Result<(), ParkedError> {
    let queue = match parked.kind {
        ParkedKind::RechargeWebhook | ParkedKind::ShopifyWebhook | ParkedKind::Event => &app.queues.events,
        ParkedKind::Send => &app.queues.sends,
        ParkedKind::Feedback => &app.queues.feedback,
        ParkedKind::Audience => &app.queues.audience,
        ParkedKind::Click => &app.queues.clicks,
        ParkedKind::Release => return release_again(app, &parked).await,
        ParkedKind::Change => return Err(ParkedError::Uncounted),
    };
    Ok(queue.send(&[Outgoing::now(queue_message(store, parked)?)]).await?)
}

/// Another schedule brings a release to quiet-hours in the next minute.
async fn release_again(app: &App, parked: &Parked) -> Result<(), ParkedError> {
    let at = Minute::at_or_after(app.clock.now() + SignedDuration::from_mins(1));
    match serde_json::from_str(&parked.payload).map_err(|_| ParkedError::NotJson)? {
        ReleaseJob::V1 { minute } | ReleaseJob::GoOn { minute, .. } => {
            app.schedules.put_release(minute, at).await?;
        }
        ReleaseJob::Review { store, from: None } => app.schedules.put_review(&store, at).await?,
        ReleaseJob::Review { store, from: Some(from) } => {
            app.schedules.go_on_review(&store, &from, at).await?;
        }
    }
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
