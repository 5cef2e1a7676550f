//! The table, and the few ways in which its repositories use it.

use std::{fmt, sync::Arc};

use aws_sdk_dynamodb::{
    Client,
    operation::{
        query::builders::QueryFluentBuilder, transact_write_items::TransactWriteItemsError,
        update_item::UpdateItemError,
    },
    types::{Put, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update},
};
use jiff::Timestamp;

use super::{
    changes::Changes,
    failure::unavailable,
    item::{self, Item},
};
use crate::{
    error::StoreError,
    keys::Key,
    page::{Cursor, Page},
};

/// The DynamoDB table: every repository in one. Cheap to clone.
#[derive(Clone)]
pub struct Table {
    pub(super) client: Client,
    pub(super) name: String,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What became of a conditional write, with the item as it was before it (empty where there was none).
pub(super) enum Write {
    /// It happened.
    Done(Item),
    /// The condition was not met, and nothing changed.
    Refused(Item),
}

impl Table {
    /// The table called `name`. `now` is the clock by which items expire.
    pub fn new(
        client: Client,
        name: impl Into<String>,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        Self { client, name: name.into(), now: Arc::new(now) }
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// An item that has not expired.
    pub(super) async fn get(&self, key: &Key, consistent: bool) -> Result<Option<Item>, StoreError> {
        Ok(self.get_even_expired(key, consistent).await?.and_then(|item| item::alive(item, self.now())))
    }

    pub(super) async fn get_even_expired(
        &self,
        key: &Key,
        consistent: bool,
    ) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(item::of_key(key)));
        let answer = request.consistent_read(consistent).send().await.map_err(|error| unavailable(&error))?;
        Ok(answer.item)
    }

    /// Writes an item over whatever is there.
    pub(super) async fn put(&self, item: Item) -> Result<(), StoreError> {
        let request = self.client.put_item().table_name(&self.name).set_item(Some(item));
        request.send().await.map(drop).map_err(|error| unavailable(&error))
    }

    /// Takes an item away; one that is not there is fine.
    pub(super) async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        let request = self.client.delete_item().table_name(&self.name).set_key(Some(item::of_key(key)));
        request.send().await.map(drop).map_err(|error| unavailable(&error))
    }

    pub(super) async fn update(&self, key: &Key, changes: Changes) -> Result<Write, StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(item::of_key(key)))
            .update_expression(changes.expression())
            .set_condition_expression(changes.condition)
            .set_expression_attribute_names(Some(changes.names))
            .set_expression_attribute_values(Some(changes.values).filter(|values| !values.is_empty()))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match answer {
            Ok(done) => Ok(Write::Done(done.attributes.unwrap_or_default())),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
                    Ok(Write::Refused(refusal.item.clone().unwrap_or_default()))
                }
                _ => Err(unavailable(&error)),
            },
        }
    }

    /// A part of a transaction that writes an item, on a condition.
    pub(super) fn put_part(&self, item: Item, condition: Changes) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .set_condition_expression(condition.condition)
            .set_expression_attribute_names(Some(condition.names).filter(|names| !names.is_empty()))
            .set_expression_attribute_values(Some(condition.values).filter(|values| !values.is_empty()));
        let put = put.build().map_err(|error| item::corrupt("", "", &error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// A part of a transaction that updates an item.
    pub(super) fn update_part(&self, key: &Key, changes: Changes) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(item::of_key(key)))
            .update_expression(changes.expression())
            .set_condition_expression(changes.condition)
            .set_expression_attribute_names(Some(changes.names))
            .set_expression_attribute_values(Some(changes.values).filter(|values| !values.is_empty()));
        let update = update.build().map_err(|error| item::corrupt(&key.pk, &key.sk, &error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Writes all parts, or none: false where a condition was not met.
    ///
    /// The SDK gives each transaction a token, so that its own retries are not taken for a second write.
    pub(super) async fn transact(&self, parts: Vec<TransactWriteItem>) -> Result<bool, StoreError> {
        let answer = self.client.transact_write_items().set_transact_items(Some(parts)).send().await;
        let Err(error) = answer else { return Ok(true) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(canceled))
                if canceled
                    .cancellation_reasons()
                    .iter()
                    .any(|reason| reason.code() == Some("ConditionalCheckFailed")) =>
            {
                Ok(false)
            }
            _ => Err(unavailable(&error)),
        }
    }

    /// A query of one partition.
    pub(super) fn partition(&self, pk: &str) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.name).key_condition_expression("pk = :pk");
        query.expression_attribute_values(":pk", item::string(pk))
    }

    /// Everything a query finds.
    pub(super) async fn all(&self, query: QueryFluentBuilder) -> Result<Vec<Item>, StoreError> {
        query.into_paginator().items().send().try_collect().await.map_err(|error| unavailable(&error))
    }

    /// Up to `limit` of the items of a partition, from a cursor on. Expired ones are left in.
    pub(super) async fn page(
        &self,
        query: QueryFluentBuilder,
        pk: &str,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Item>, StoreError> {
        let start =
            after.map(|cursor| item::of_key(&Key { pk: pk.to_owned(), sk: cursor.as_str().to_owned() }));
        let query =
            query.set_exclusive_start_key(start).limit(i32::try_from(limit.max(1)).unwrap_or(i32::MAX));
        let answer = query.send().await.map_err(|error| unavailable(&error))?;
        let next = answer.last_evaluated_key.map(|key| Cursor::new(item::text(&key, "sk")));
        Ok(Page { items: answer.items.unwrap_or_default(), next })
    }
}
