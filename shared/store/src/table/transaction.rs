//! Several writes; all of them happen or none.

use rechime_platform::random;
use serde::de::IgnoredAny;

use super::{
    Table,
    operations::{DeleteRow, PutRow, TransactWriteItems, UpdateRow, WritePart},
};
use crate::{
    changes::Changes,
    error::StoreError,
    failure::{is_canceled_for, unavailable},
    item::{self, Item},
    keys::Key,
};

/// How often a transaction is tried if it meets other writes of the same rows.
const TRIES: u8 = 4;

/// Letters of a transaction's token; DynamoDB takes 36.
const TOKEN_LENGTH: usize = 36;

impl Table {
    /// A part of a transaction that writes a row, on a condition.
    pub(crate) fn put_part(&self, row: Item, condition: Changes) -> WritePart {
        WritePart::Put(PutRow { table_name: self.name.clone(), item: row, condition: condition.into() })
    }

    /// A part of a transaction that deletes a row, on a condition.
    pub(crate) fn delete_part(&self, key: &Key, condition: Changes) -> WritePart {
        let (table_name, key) = (self.name.clone(), item::of_key(key));
        WritePart::Delete(DeleteRow { table_name, key, condition: condition.into() })
    }

    /// A part of a transaction that updates a row.
    pub(crate) fn update_part(&self, key: &Key, changes: Changes) -> WritePart {
        WritePart::Update(self.update(key, changes))
    }

    pub(super) fn update(&self, key: &Key, changes: Changes) -> UpdateRow {
        UpdateRow {
            table_name: self.name.clone(),
            key: item::of_key(key),
            update_expression: changes.expression(),
            condition: changes.into(),
        }
    }

    /// Writes all parts, or none: false if a condition was not met.
    ///
    /// Each transaction has a token, so that a call that is tried again does not count as a second write. A call is not
    /// tried again if another write was under way on one of the rows, so this function does that.
    pub(crate) async fn transact(&self, parts: &[WritePart]) -> Result<bool, StoreError> {
        let mut tries_left = TRIES;
        loop {
            let token =
                random::key(TOKEN_LENGTH).map_err(|error| StoreError::Unavailable(error.to_string()))?;
            let transaction = TransactWriteItems { transact_items: parts, client_request_token: &token };
            let done = self.client.call::<IgnoredAny>("TransactWriteItems", &transaction).await;
            let Err(error) = done else { return Ok(true) };
            tries_left -= 1;
            if is_canceled_for(&error, "ConditionalCheckFailed") {
                return Ok(false);
            }
            if !is_canceled_for(&error, "TransactionConflict") || tries_left == 0 {
                return Err(unavailable(&error));
            }
        }
    }
}
