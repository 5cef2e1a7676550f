use async_trait::async_trait;
use jiff::SignedDuration;
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::PendingMessage,
    minute::Minute,
    occurrence::Occurrence,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Table,
    item::{EXPIRES_AT, Item, corrupt_attribute, decode, encode, expiry, string, text},
};
use crate::{
    error::StoreError,
    holds::Holds,
    keys,
    page::{Cursor, Page},
};

/// How long after its minute a hold is kept, should its release be late.
const KEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

/// What a hold's key does not tell: store, id and minute are not written a second time, for each kilobyte of a
/// hold costs a write unit.
#[derive(Serialize, Deserialize)]
struct Body<O, W> {
    step: u8,
    occurrence: O,
    #[serde(default)]
    why: W,
}

#[async_trait]
impl Holds for Table {
    async fn put(&self, message: &PendingMessage, until: Minute) -> Result<(), StoreError> {
        self.put(hold(message, until)?).await
    }

    async fn get(
        &self,
        until: Minute,
        id: &MessageId,
        store: &StoreId,
    ) -> Result<Option<PendingMessage>, StoreError> {
        let item = self.get_even_expired(&keys::hold(until, id, store), true).await?;
        item.map(|item| message(item, until)).transpose()
    }

    async fn page(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError> {
        let pk = keys::holds(minute, shard);
        let page = self.page(self.partition(&pk), &pk, after, limit).await?;
        let items = page.items.into_iter().map(|item| message(item, minute)).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    async fn of_store(
        &self,
        minute: Minute,
        shard: u8,
        store: &StoreId,
    ) -> Result<Vec<PendingMessage>, StoreError> {
        let query = self
            .partition(&keys::holds(minute, shard))
            .key_condition_expression("pk = :pk AND begins_with(sk, :store)")
            .expression_attribute_values(":store", string(keys::held_of(store)));
        self.all(query).await?.into_iter().map(|item| message(item, minute)).collect()
    }
}

fn hold(message: &PendingMessage, until: Minute) -> Result<Item, StoreError> {
    let body = Body { step: message.step, occurrence: &message.occurrence, why: &message.why };
    let mut item = encode(&keys::hold(until, &message.id, &message.store), body)?;
    item.insert(EXPIRES_AT.to_owned(), expiry(until.start(), KEPT));
    Ok(item)
}

fn message(item: Item, minute: Minute) -> Result<PendingMessage, StoreError> {
    let (store, id) = keys::held(text(&item, "sk")).ok_or_else(|| corrupt_attribute(&item, "sk"))?;
    let Body::<Occurrence, Vec<Value>> { step, occurrence, why } = decode(item)?;
    // A reason of another version is no reason to keep the message back.
    let why = why.into_iter().filter_map(|reason| serde_json::from_value(reason).ok()).collect();
    Ok(PendingMessage { id, store, step, occurrence, held_until: Some(minute), why })
}

#[cfg(test)]
mod tests;
