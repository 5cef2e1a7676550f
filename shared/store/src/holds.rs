//! Messages that wait, gathered by the minute in which they are released.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    ids::{MessageId, PersonId, SourceId, StoreId},
    message::{Again, PendingMessage, Wait},
    minute::Minute,
    occurrence::Occurrence,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[cfg(feature = "memory")]
use crate::memory::{Memory, page};
use crate::{
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, corrupt_attribute, decode, encode, expiry, string, text},
    keys,
    page::{Cursor, Page},
    table::Table,
};

/// Parts of one minute, so that a night's holds do not all go to one partition of the table (1,000 writes a
/// second each).
pub const SHARDS: u8 = 16;

/// The shard of a person's messages: always the same for one, even over many. So the holds of a person are found by one
/// query a minute.
#[must_use]
pub fn shard_of(person: &PersonId) -> u8 {
    u8::try_from(person.spread() % u64::from(SHARDS)).unwrap_or_default()
}

/// The holds. Nothing deletes one: it expires two weeks after its minute. Until then releasing it again is
/// harmless, since only one release can win the claim. One that is overdue is still handed out: the last look
/// then skips it with a reason, instead of it vanishing without one.
#[async_trait]
pub trait Holds: Send + Sync {
    /// Keeps messages, each until its minute. Repeating it changes nothing. One request for twenty-five of them, and one
    /// write unit for each ordinary one.
    ///
    /// Open the minute's bucket ([`Buckets::open_bucket`](crate::buckets::Buckets::open_bucket)) after this, never
    /// before.
    async fn put_holds(&self, held: &[(PendingMessage, Minute)]) -> Result<(), StoreError>;

    /// Keeps one message until `until`.
    async fn put_hold(&self, message: &PendingMessage, until: Minute) -> Result<(), StoreError> {
        self.put_holds(&[(message.clone(), until)]).await
    }

    /// The message held until `until`, with `held_until` set.
    async fn get_hold(
        &self,
        until: Minute,
        id: &MessageId,
        store: &StoreId,
    ) -> Result<Option<PendingMessage>, StoreError>;

    /// Up to `limit` messages of one shard (0 to [`SHARDS`]` - 1`) of a minute, by store and id, with
    /// `held_until` set.
    async fn list_holds(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError>;

    /// Up to `limit` messages of one store in one shard of a minute, as [`list_holds`](Self::list_holds) gives them.
    async fn list_holds_of(
        &self,
        minute: Minute,
        shard: u8,
        store: &StoreId,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError>;

    /// The first store behind `after` that has holds in one shard of a minute.
    async fn next_store_of_holds(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&StoreId>,
    ) -> Result<Option<StoreId>, StoreError>;
}

/// How long after its minute a hold is kept, should its release be late or long: a million texts take a slow number more
/// than a week.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What a hold's key does not tell: store, id and minute are not written a second time, for each kilobyte of a
/// hold costs a write unit.
#[derive(Serialize, Deserialize)]
struct Body<O> {
    source: SourceId,
    step: u8,
    occurrence: O,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    waits: Vec<KeptWait>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ready_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    again: Option<Again>,
}

/// A wait with its reasons as data: one of another version is no reason to keep the message back.
#[derive(Serialize, Deserialize)]
struct KeptWait {
    at: Timestamp,
    until: Minute,
    why: Vec<Value>,
}

#[async_trait]
impl Holds for Table {
    async fn put_holds(&self, held: &[(PendingMessage, Minute)]) -> Result<(), StoreError> {
        let rows: Result<_, _> = held.iter().map(|(message, until)| hold(message, *until)).collect();
        self.put_rows(rows?).await
    }

    async fn get_hold(
        &self,
        until: Minute,
        id: &MessageId,
        store: &StoreId,
    ) -> Result<Option<PendingMessage>, StoreError> {
        let item = self.get_row_even_expired(&keys::hold(until, id, store), Consistency::Strong).await?;
        item.map(|item| message_of(item, until)).transpose()
    }

    async fn list_holds(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError> {
        let pk = keys::holds(minute, shard);
        let page = self.page_rows(self.partition(&pk), &pk, after, limit).await?;
        let items = page.items.into_iter().map(|item| message_of(item, minute)).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    async fn list_holds_of(
        &self,
        minute: Minute,
        shard: u8,
        store: &StoreId,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError> {
        let pk = keys::holds(minute, shard);
        let query = self
            .partition(&pk)
            .key_condition_expression("pk = :pk AND begins_with(sk, :store)")
            .expression_attribute_values(":store", string(keys::held_of(store)));
        let page = self.page_rows(query, &pk, after, limit).await?;
        let items = page.items.into_iter().map(|item| message_of(item, minute)).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    async fn next_store_of_holds(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&StoreId>,
    ) -> Result<Option<StoreId>, StoreError> {
        let pk = keys::holds(minute, shard);
        let query = self
            .partition(&pk)
            .key_condition_expression("pk = :pk AND sk > :after")
            .expression_attribute_values(
                ":after",
                string(after.map_or_else(|| " ".to_owned(), keys::held_behind)),
            );
        let page = self.page_rows(query, &pk, None, 1).await?;
        Ok(page.items.first().and_then(|item| keys::held(text(item, "sk"))).map(|(store, _)| store))
    }
}

pub(crate) fn hold(message: &PendingMessage, until: Minute) -> Result<Item, StoreError> {
    let body = Body {
        source: message.source.clone(),
        step: message.step,
        occurrence: &*message.occurrence,
        decided_at: message.decided_at,
        waits: message.waits.iter().map(KeptWait::of).collect(),
        ready_at: message.ready_at,
        again: message.again.clone(),
    };
    let mut item = encode(&keys::hold(until, &message.id, &message.store), body)?;
    item.insert(EXPIRES_AT.to_owned(), expiry(until.start(), KEPT));
    Ok(item)
}

/// The message of a hold.
pub(crate) fn message_of(item: Item, minute: Minute) -> Result<PendingMessage, StoreError> {
    let (store, id) = keys::held(text(&item, "sk")).ok_or_else(|| corrupt_attribute(&item, "sk"))?;
    let Body::<Occurrence> { source, step, occurrence, decided_at, waits, ready_at, again } = decode(item)?;
    let waits = waits.into_iter().map(KeptWait::read).collect();
    let occurrence = Arc::new(occurrence);
    let held_until = Some(minute);
    Ok(PendingMessage { id, store, source, step, occurrence, held_until, decided_at, waits, ready_at, again })
}

impl KeptWait {
    fn of(wait: &Wait) -> Self {
        let why = wait.why.iter().filter_map(|reason| serde_json::to_value(reason).ok()).collect();
        Self { at: wait.at, until: wait.until, why }
    }

    fn read(self) -> Wait {
        let why = self.why.into_iter().filter_map(|reason| serde_json::from_value(reason).ok()).collect();
        Wait { at: self.at, until: self.until, why }
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl Holds for Memory {
    async fn put_holds(&self, held: &[(PendingMessage, Minute)]) -> Result<(), StoreError> {
        for (message, until) in held {
            let key = keys::hold(*until, &message.id, &message.store).into();
            let held = PendingMessage { held_until: Some(*until), ..message.clone() };
            self.contents().holds.insert(key, held);
        }
        Ok(())
    }

    async fn get_hold(
        &self,
        until: Minute,
        id: &MessageId,
        store: &StoreId,
    ) -> Result<Option<PendingMessage>, StoreError> {
        Ok(self.contents().holds.get(&keys::hold(until, id, store).into()).cloned())
    }

    async fn list_holds(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError> {
        let (pk, after) = (keys::holds(minute, shard), after.map(Cursor::as_str));
        let contents = self.contents();
        let holds = contents
            .holds
            .range((pk.clone(), after.unwrap_or_default().to_owned())..)
            .take_while(|((of, _), _)| *of == pk)
            .filter(|((_, sk), _)| Some(sk.as_str()) > after);
        Ok(page(holds.map(|((_, sk), message)| (sk.clone(), message.clone())), limit))
    }

    async fn list_holds_of(
        &self,
        minute: Minute,
        shard: u8,
        store: &StoreId,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError> {
        let (pk, prefix) = (keys::holds(minute, shard), keys::held_of(store));
        let first = after.map_or_else(|| prefix.clone(), |after| after.as_str().to_owned());
        let contents = self.contents();
        let holds = contents
            .holds
            .range((pk.clone(), first)..)
            .take_while(|((of, sk), _)| *of == pk && sk.starts_with(&prefix))
            .filter(|((_, sk), _)| after.is_none_or(|after| after.as_str() < sk.as_str()));
        Ok(page(holds.map(|((_, sk), message)| (sk.clone(), message.clone())), limit))
    }

    async fn next_store_of_holds(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&StoreId>,
    ) -> Result<Option<StoreId>, StoreError> {
        let pk = keys::holds(minute, shard);
        let contents = self.contents();
        let first = (pk.clone(), after.map_or_else(String::new, keys::held_behind));
        let next = contents.holds.range(first..).next().filter(|((of, _), _)| *of == pk);
        Ok(next.map(|(_, message)| message.store.clone()))
    }
}

#[cfg(test)]
mod tests;
