//! Several writes; all of them happen or none.

use aws_sdk_dynamodb::{
    operation::transact_write_items::TransactWriteItemsError,
    types::{Delete, Put, TransactWriteItem, Update},
};

use super::Table;
use crate::{
    changes::{Changes, unless_empty},
    error::StoreError,
    failure::unavailable,
    item::{self, Item},
    keys::Key,
};

/// How often a transaction is tried if it meets other writes of the same rows.
const TRIES: u8 = 4;

impl Table {
    /// A part of a transaction that writes a row, on a condition.
    pub(crate) fn put_part(&self, row: Item, condition: Changes) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(row))
            .set_condition_expression(condition.condition)
            .set_expression_attribute_names(unless_empty(condition.names))
            .set_expression_attribute_values(unless_empty(condition.values));
        let put = put.build().map_err(|error| item::corrupt("", "", &error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// A part of a transaction that deletes a row, on a condition.
    pub(crate) fn delete_part(&self, key: &Key, condition: Changes) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.name)
            .set_key(Some(item::of_key(key)))
            .set_condition_expression(condition.condition)
            .set_expression_attribute_names(unless_empty(condition.names))
            .set_expression_attribute_values(unless_empty(condition.values));
        let delete = delete.build().map_err(|error| item::corrupt(&key.pk, &key.sk, &error))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// A part of a transaction that updates a row.
    pub(crate) fn update_part(&self, key: &Key, changes: Changes) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(item::of_key(key)))
            .update_expression(changes.expression())
            .set_condition_expression(changes.condition)
            .set_expression_attribute_names(unless_empty(changes.names))
            .set_expression_attribute_values(unless_empty(changes.values));
        let update = update.build().map_err(|error| item::corrupt(&key.pk, &key.sk, &error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Writes all parts, or none: false if a condition was not met.
    ///
    /// The SDK gives each transaction a token, so that its own retries do not count as a second write. It does not retry
    /// if another write was under way on one of the rows, so this function does.
    pub(crate) async fn transact(&self, parts: Vec<TransactWriteItem>) -> Result<bool, StoreError> {
        let mut tries_left = TRIES;
        loop {
            let transaction = self.client.transact_write_items().set_transact_items(Some(parts.clone()));
            let Err(error) = transaction.send().await else { return Ok(true) };
            tries_left -= 1;
            match error.as_service_error() {
                Some(canceled) if has_reason(canceled, "ConditionalCheckFailed") => return Ok(false),
                Some(canceled) if has_reason(canceled, "TransactionConflict") && tries_left > 0 => {}
                _ => return Err(unavailable(&error)),
            }
        }
    }
}

fn has_reason(error: &TransactWriteItemsError, code: &str) -> bool {
    let TransactWriteItemsError::TransactionCanceledException(canceled) = error else { return false };
    canceled.cancellation_reasons().iter().any(|reason| reason.code() == Some(code))
}
