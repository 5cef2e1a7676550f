//! Messages that wait, gathered by the minute in which they are released.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    ids::{MessageId, PersonId, SourceId, StoreId},
    message::{PendingMessage, Wait},
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

/// The holds. Nothing deletes one: it expires three days after its minute. Until then releasing it again is
/// harmless, since only one release can win the claim. One that is overdue is still handed out: the last look
/// then skips it with a reason, instead of it vanishing without one.
#[async_trait]
pub trait Holds: Send + Sync {
    /// Keeps a message until `until`. Repeating it changes nothing. One write unit for an ordinary message.
    ///
    /// Open the minute's bucket ([`Buckets::open_bucket`](crate::buckets::Buckets::open_bucket)) after this, never
    /// before.
    async fn put_hold(&self, message: &PendingMessage, until: Minute) -> Result<(), StoreError>;

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

    /// All messages of one store in one shard of a minute, as [`list_holds`](Self::list_holds) gives them.
    async fn list_holds_of(
        &self,
        minute: Minute,
        shard: u8,
        store: &StoreId,
    ) -> Result<Vec<PendingMessage>, StoreError>;
}

/// How long after its minute a hold is kept, should its release be late.
const KEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

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
    async fn put_hold(&self, message: &PendingMessage, until: Minute) -> Result<(), StoreError> {
        self.put_row(hold(message, until)?).await
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
    ) -> Result<Vec<PendingMessage>, StoreError> {
        let query = self
            .partition(&keys::holds(minute, shard))
            .key_condition_expression("pk = :pk AND begins_with(sk, :store)")
            .expression_attribute_values(":store", string(keys::held_of(store)));
        self.query_rows(query).await?.into_iter().map(|item| message_of(item, minute)).collect()
    }
}

pub(crate) fn hold(message: &PendingMessage, until: Minute) -> Result<Item, StoreError> {
    let body = Body {
        source: message.source.clone(),
        step: message.step,
        occurrence: &*message.occurrence,
        decided_at: message.decided_at,
        waits: message.waits.iter().map(KeptWait::of).collect(),
    };
    let mut item = encode(&keys::hold(until, &message.id, &message.store), body)?;
    item.insert(EXPIRES_AT.to_owned(), expiry(until.start(), KEPT));
    Ok(item)
}

/// The message of a hold.
pub(crate) fn message_of(item: Item, minute: Minute) -> Result<PendingMessage, StoreError> {
    let (store, id) = keys::held(text(&item, "sk")).ok_or_else(|| corrupt_attribute(&item, "sk"))?;
    let Body::<Occurrence> { source, step, occurrence, decided_at, waits } = decode(item)?;
    let waits = waits.into_iter().map(KeptWait::read).collect();
    let occurrence = Arc::new(occurrence);
    Ok(PendingMessage { id, store, source, step, occurrence, held_until: Some(minute), decided_at, waits })
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
    async fn put_hold(&self, message: &PendingMessage, until: Minute) -> Result<(), StoreError> {
        let key = keys::hold(until, &message.id, &message.store).into();
        let held = PendingMessage { held_until: Some(until), ..message.clone() };
        self.contents().holds.insert(key, held);
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
        let holds = contents.holds.iter().filter(|((of, sk), _)| *of == pk && Some(sk.as_str()) > after);
        Ok(page(holds.map(|((_, sk), message)| (sk.clone(), message.clone())), limit))
    }

    async fn list_holds_of(
        &self,
        minute: Minute,
        shard: u8,
        store: &StoreId,
    ) -> Result<Vec<PendingMessage>, StoreError> {
        let (pk, prefix) = (keys::holds(minute, shard), keys::held_of(store));
        let contents = self.contents();
        let holds = contents.holds.iter().filter(|((of, sk), _)| *of == pk && sk.starts_with(&prefix));
        Ok(holds.map(|(_, message)| message.clone()).collect())
    }
}

#[cfg(test)]
mod tests;
