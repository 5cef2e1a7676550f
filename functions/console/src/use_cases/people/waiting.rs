//! The messages of somebody that wait and have no row yet: they are found minute by minute.

use futures::future::try_join_all;
use rechime_domain::{
    message::{MessageState, PendingMessage},
    minute::Minute,
    occurrence::Phone,
};
use rechime_store::{StoreError, configs::StoreConfig, holds::SHARDS};

use super::who::Who;
use crate::app::App;

/// Minutes that are looked at for a page.
const MOST_MINUTES: usize = 1_000;

/// Messages that are read at once.
const PAGE: usize = 1_000;

/// Minutes that are looked at at once.
pub(super) const AT_ONCE: usize = 8;

/// What waits.
pub(super) struct Waiting {
    pub(super) messages: Vec<PendingMessage>,
    /// Whether every minute was looked at.
    pub(super) complete: bool,
}

/// What waits for somebody. A hold that was left behind, because its message went or waits otherwise, is none.
pub(super) async fn find(app: &App, store: &StoreConfig, who: &Who) -> Result<Waiting, StoreError> {
    let minutes = app.people.list_open_minutes(None, MOST_MINUTES).await?;
    let mut messages = Vec::new();
    for some in minutes.chunks(AT_ONCE) {
        let found = some.iter().map(|minute| of_minute(app, store, who, *minute));
        messages.extend(try_join_all(found).await?.into_iter().flatten());
    }
    messages.retain(|message| still_waits(message, who));
    Ok(Waiting { messages, complete: minutes.len() < MOST_MINUTES })
}

async fn of_minute(
    app: &App,
    store: &StoreConfig,
    who: &Who,
    minute: Minute,
) -> Result<Vec<PendingMessage>, StoreError> {
    if who.persons.is_empty() {
        return of_whole_minute(app, store, who, minute).await;
    }
    let id = &store.settings.id;
    let persons = who.persons.iter().map(|person| app.people.list_holds_of_person(minute, id, person));
    Ok(try_join_all(persons).await?.into_iter().flatten().collect())
}

/// The same by the phone too: a first message that waits has not brought its person to the phone's row yet.
pub(super) async fn of_whole_minute(
    app: &App,
    store: &StoreConfig,
    who: &Who,
    minute: Minute,
) -> Result<Vec<PendingMessage>, StoreError> {
    let shards = (0..SHARDS).map(|shard| of_shard(app, store, who, minute, shard));
    Ok(try_join_all(shards).await?.into_iter().flatten().collect())
}

async fn of_shard(
    app: &App,
    store: &StoreConfig,
    who: &Who,
    minute: Minute,
    shard: u8,
) -> Result<Vec<PendingMessage>, StoreError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = app.holds.list_holds_of(minute, shard, &store.settings.id, after.as_ref(), PAGE).await?;
        found.extend(page.items.into_iter().filter(|message| is_theirs(message, who)));
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

fn is_theirs(message: &PendingMessage, who: &Who) -> bool {
    let by_phone = matches!(&message.occurrence.phone, Phone::Known(phone) if who.phones.contains(phone));
    by_phone || who.persons.contains(&message.id.person())
}

fn still_waits(message: &PendingMessage, who: &Who) -> bool {
    who.rows.messages.iter().find(|row| row.id == message.id).is_none_or(
        |row| matches!(row.state, MessageState::Held { until, .. } if Some(until) == message.held_until),
    )
}
