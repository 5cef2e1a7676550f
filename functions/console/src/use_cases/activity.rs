//! A store's activity: its messages, newest first, and why each was sent or not.

pub(crate) mod entry;
pub(crate) mod filter;

use std::collections::{HashMap, HashSet};

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::MessageRecord,
    settings::StoreSettings,
};
use rechime_store::{
    Cursor, Page, StoreError,
    journal::{JournalDecision, JournalLine},
    parked::{Parked, ParkedId, ParkedKind},
};
use serde::Serialize;

use self::entry::{Entry, StoreClock};
use super::parked::{self, ParkedError};
use crate::app::App;

/// Batches of events on a page, unless the caller says otherwise. A batch has up to ten messages or so.
const BATCHES: usize = 20;
const MOST_BATCHES: usize = 100;

/// Why a message is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MessageError {
    #[error("No message of this id was sent or skipped. One that still waits is in the store's activity.")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of messages, the newest first. `limit` counts batches of events, not messages: 1 to 100.
pub(crate) async fn list(
    app: &App,
    settings: &StoreSettings,
    from: Option<&Cursor>,
    limit: Option<usize>,
) -> Result<Page<Entry>, StoreError> {
    let limit = limit.unwrap_or(BATCHES).clamp(1, MOST_BATCHES);
    let page = app.journal.list_entries(&settings.id, from, limit).await?;
    Ok(Page { items: entries(app, settings, page.items, usize::MAX).await?, next: page.next })
}

/// The newest messages, `most` of them or fewer. As many batches of events are looked at; of a busy store, whose batches have
/// many messages each, no more rows are read than are shown.
pub(crate) async fn latest(
    app: &App,
    settings: &StoreSettings,
    most: usize,
) -> Result<Vec<Entry>, StoreError> {
    let page = app.journal.list_entries(&settings.id, None, most).await?;
    entries(app, settings, page.items, most).await
}

/// What of a store's messages got stuck on the way, and so is no part of its activity. The oldest first.
pub(crate) async fn list_stuck(app: &App, store: &StoreId) -> Result<Vec<Stuck>, ParkedError> {
    let page = parked::list_stuck(app, Some(store), None).await?;
    Ok(page.items.into_iter().map(Stuck::from).collect())
}

/// A message that its queue gave up, without what it says.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Stuck {
    id: ParkedId,
    kind: ParkedKind,
    topic: String,
    reason: String,
    parked_at: Timestamp,
}

impl From<Parked> for Stuck {
    fn from(Parked { id, kind, topic, reason, parked_at, .. }: Parked) -> Self {
        Self { id, kind, topic, reason, parked_at }
    }
}

/// Joins what was decided with how it went, for `most` messages. A redelivered webhook is decided on again; the message is
/// one.
async fn entries(
    app: &App,
    settings: &StoreSettings,
    lines: Vec<JournalLine>,
    most: usize,
) -> Result<Vec<Entry>, StoreError> {
    let (store, clock) = (&settings.id, StoreClock::of(settings, app.clock.now()));
    let clock = &clock;
    let mut seen = HashSet::new();
    let lines: Vec<(MessageId, JournalLine)> = lines
        .into_iter()
        .map(|line| (line.entry.message.clone(), line))
        .filter(|(id, _)| seen.insert(id.clone()))
        .take(most)
        .collect();
    let ids: Vec<MessageId> = lines.iter().map(|(id, _)| id.clone()).collect();
    let mut rows = rows(app, store, &ids).await?;
    let tried = sent_again(app, store, rows.values(), clock).await?;
    let told = lines.into_iter().map(|(id, line)| {
        let row = rows.remove(&id);
        let was_tried = tried.contains(&id);
        async move {
            match row {
                Some(row) => Ok(Entry::from_row(row, line.at, clock).sent_again(was_tried)),
                None => from_journal(app, store, id, line, clock).await,
            }
        }
    });
    try_join_all(told).await
}

/// A message without a row: its reasons are with its hold, if it waits.
async fn from_journal(
    app: &App,
    store: &StoreId,
    id: MessageId,
    line: JournalLine,
    clock: &StoreClock,
) -> Result<Entry, StoreError> {
    let hold = match line.entry.decision {
        JournalDecision::Wait { until } => app.holds.get_hold(until, &id, store).await?,
        JournalDecision::Send | JournalDecision::Skip { .. } => None,
    };
    let wait = hold.and_then(|mut message| message.waits.pop());
    let why = wait.map(|wait| wait.why).unwrap_or_default();
    Ok(Entry::from_journal(id, line, clock).because(&why, clock))
}

async fn rows(
    app: &App,
    store: &StoreId,
    ids: &[MessageId],
) -> Result<HashMap<MessageId, MessageRecord>, StoreError> {
    let rows = app.messages.get_messages(store, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

/// Those of the rows that failed and were sent again since. A second try has a row once it was claimed or skipped.
async fn sent_again(
    app: &App,
    store: &StoreId,
    rows: impl Iterator<Item = &MessageRecord>,
    clock: &StoreClock,
) -> Result<HashSet<MessageId>, StoreError> {
    let failed = rows.filter(|row| row.check_again(clock.now()).is_ok());
    let of: HashMap<_, _> = failed.map(|row| (row.second_try_id(), row.id.clone())).collect();
    let tries = app.messages.get_messages(store, &of.keys().cloned().collect::<Vec<_>>()).await?;
    Ok(tries.iter().filter_map(|second| of.get(&second.id).cloned()).collect())
}

/// One message that was sent or skipped.
pub(crate) async fn show(app: &App, settings: &StoreSettings, id: &str) -> Result<Entry, MessageError> {
    let id = MessageId::parse(id).map_err(|_| MessageError::NotFound)?;
    let row = app.messages.get_message(&settings.id, &id).await?.ok_or(MessageError::NotFound)?;
    let (received_at, clock) = (row.received_at, StoreClock::of(settings, app.clock.now()));
    let tried = sent_again(app, &settings.id, std::iter::once(&row), &clock).await?;
    Ok(Entry::from_row(row, received_at, &clock).sent_again(!tried.is_empty()))
}
