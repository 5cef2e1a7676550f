use std::collections::BTreeSet;

use async_trait::async_trait;
use aws_sdk_dynamodb::{
    operation::put_item::PutItemError,
    types::{KeysAndAttributes, ReturnValuesOnConditionCheckFailure},
};
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::{MessageRecord, MessageState},
};
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use super::{
    Table,
    changes::Changes,
    failure::unavailable,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, corrupt, decode, encode, expiry, of_key, string},
    table::Write,
};
use crate::{
    error::StoreError,
    keys,
    messages::{Claim, Messages, known_less_than},
};

/// The attributes in which states differ.
const STATE: [&str; 5] = ["state", "at", "claimed_by", "provider_id", "reason"];

/// Keys in one `BatchGetItem`, at most.
const BATCH: usize = 100;

#[async_trait]
impl Messages for Table {
    async fn claim(&self, record: &MessageRecord) -> Result<Claim, StoreError> {
        // The SDK may have repeated a write of which only the answer was lost: what it finds then is our own.
        let found = self.write_once(record).await?.filter(|found| found != record);
        Ok(found.map_or(Claim::Won, Claim::Lost))
    }

    async fn conclude(
        &self,
        store: &StoreId,
        id: &MessageId,
        claimed_by: &str,
        state: &MessageState,
    ) -> Result<bool, StoreError> {
        let key = keys::message(store, id);
        let changes = stands(state)?
            .only_if("#state = :sending AND #claimed_by = :claimant")
            .value("sending", string("sending"))
            .value("claimant", string(claimed_by));
        match self.update(&key, changes).await? {
            Write::Done(_) => Ok(true),
            // The SDK may have repeated a write of which only the answer was lost.
            Write::Refused(item) if item.is_empty() => Ok(false),
            Write::Refused(item) => Ok(decode::<MessageRecord>(item)?.state == *state),
        }
    }

    async fn note_receipt(
        &self,
        store: &StoreId,
        id: &MessageId,
        state: &MessageState,
    ) -> Result<bool, StoreError> {
        let less = known_less_than(state);
        let changes = less.iter().fold(stands(state)?, |changes, name| changes.value(name, string(*name)));
        let among = less.iter().map(|name| format!(":{name}")).collect::<Vec<_>>().join(", ");
        let changes = changes.only_if(format!("#state IN ({among})"));
        Ok(matches!(self.update(&keys::message(store, id), changes).await?, Write::Done(_)))
    }

    async fn skip(&self, record: &MessageRecord) -> Result<bool, StoreError> {
        Ok(self.write_once(record).await?.is_none_or(|standing| standing == *record))
    }

    async fn get(&self, store: &StoreId, id: &MessageId) -> Result<Option<MessageRecord>, StoreError> {
        self.get(&keys::message(store, id), true).await?.map(decode).transpose()
    }

    async fn get_many(&self, store: &StoreId, ids: &[MessageId]) -> Result<Vec<MessageRecord>, StoreError> {
        let distinct: Vec<_> = ids.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let mut found = Vec::new();
        for ids in distinct.chunks(BATCH) {
            found.extend(self.batch(ids.iter().map(|id| of_key(&keys::message(store, id))).collect()).await?);
        }
        found.into_iter().filter_map(|item| alive(item, self.now())).map(decode).collect()
    }
}

impl Table {
    /// Writes a message's row unless there is one; then gives that one. A message that was given back counts as
    /// not there.
    async fn write_once(&self, record: &MessageRecord) -> Result<Option<MessageRecord>, StoreError> {
        let answer = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(row(record)?))
            .condition_expression("attribute_not_exists(pk) OR #state = :due")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":due", string("due"))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = answer else { return Ok(None) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(refusal)) => {
                decode(refusal.item.clone().unwrap_or_default()).map(Some)
            }
            _ => Err(unavailable(&error)),
        }
    }

    /// The items with these keys. DynamoDB may leave some for another try, but not all of them.
    async fn batch(&self, mut keys: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let mut found = Vec::new();
        while !keys.is_empty() {
            let asked = keys.len();
            let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).build();
            let wanted = wanted.map_err(|error| corrupt("", "", &error))?;
            let answer = self.client.batch_get_item().request_items(&self.name, wanted).send().await;
            let answer = answer.map_err(|error| unavailable(&error))?;
            found.extend(answer.responses.into_iter().flatten().flat_map(|(_, items)| items));
            keys = answer.unprocessed_keys.into_iter().flatten().flat_map(|(_, left)| left.keys).collect();
            if keys.len() == asked {
                return Err(StoreError::Unavailable("the table processed no key of a batch".to_owned()));
            }
        }
        Ok(found)
    }
}

/// What makes a row stand as `state` says.
fn stands(state: &MessageState) -> Result<Changes, StoreError> {
    let mut attributes: Item = to_item(state).map_err(|error| corrupt("", "", &error))?;
    let replace = |changes: Changes, name| changes.replace(name, attributes.remove(name));
    Ok(STATE.into_iter().fold(Changes::default(), replace))
}

fn row(record: &MessageRecord) -> Result<Item, StoreError> {
    let mut item = encode(&keys::message(&record.store, &record.id), record)?;
    item.insert(EXPIRES_AT.to_owned(), expiry(record.received_at, RECORDS_KEPT));
    Ok(item)
}

#[cfg(test)]
mod tests;
