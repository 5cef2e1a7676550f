//! The operations of DynamoDB that the table uses, as its JSON:
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html>.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{changes::Changes, item::Item};

/// `ReturnValues` and `ReturnValuesOnConditionCheckFailure`: the row as it was.
const ALL_OLD: &str = "ALL_OLD";

/// On what a write depends, and what its expressions are about. DynamoDB refuses names and values that are given and empty.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Expressions {
    #[serde(skip_serializing_if = "Option::is_none")]
    condition_expression: Option<String>,
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    expression_attribute_names: HashMap<String, String>,
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    expression_attribute_values: Item,
}

impl From<Changes> for Expressions {
    fn from(changes: Changes) -> Self {
        Self {
            condition_expression: changes.condition,
            expression_attribute_names: changes.names,
            expression_attribute_values: changes.values,
        }
    }
}

/// Writes a row.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutRow {
    pub(super) table_name: String,
    pub(super) item: Item,
    #[serde(flatten)]
    pub(super) condition: Expressions,
}

/// Changes a row.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateRow {
    pub(super) table_name: String,
    pub(super) key: Item,
    pub(super) update_expression: String,
    #[serde(flatten)]
    pub(super) condition: Expressions,
}

/// Deletes a row.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteRow {
    pub(super) table_name: String,
    pub(super) key: Item,
    #[serde(flatten)]
    pub(super) condition: Expressions,
}

/// A write that tells how the row was before.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Telling<W> {
    #[serde(flatten)]
    write: W,
    return_values: &'static str,
    return_values_on_condition_check_failure: &'static str,
}

impl<W> Telling<W> {
    pub(super) const fn of(write: W) -> Self {
        Self { write, return_values: ALL_OLD, return_values_on_condition_check_failure: ALL_OLD }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Written {
    /// The row as it was.
    #[serde(default)]
    pub(super) attributes: Item,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetItem<'a> {
    pub(super) table_name: &'a str,
    pub(super) key: Item,
    pub(super) consistent_read: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Got {
    pub(super) item: Option<Item>,
}

/// Reads the rows of several keys.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BatchGetItem<'a> {
    pub(super) request_items: HashMap<&'a str, Keys>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Keys {
    pub(super) keys: Vec<Item>,
    #[serde(default)]
    pub(super) consistent_read: bool,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct BatchGot {
    pub(super) responses: HashMap<String, Vec<Item>>,
    pub(super) unprocessed_keys: HashMap<String, Keys>,
}

/// Writes several rows.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BatchWriteItem<'a> {
    pub(super) request_items: HashMap<&'a str, Vec<BatchWrite>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BatchWrite {
    pub(super) put_request: PutRequest,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutRequest {
    pub(super) item: Item,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BatchWritten {
    #[serde(default)]
    pub(super) unprocessed_items: HashMap<String, Vec<BatchWrite>>,
}

/// One write of a transaction.
#[derive(Clone, Debug, Serialize)]
pub(crate) enum WritePart {
    /// Writes a row.
    Put(PutRow),
    /// Changes a row.
    Update(UpdateRow),
    /// Deletes a row.
    Delete(DeleteRow),
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TransactWriteItems<'a> {
    pub(super) transact_items: &'a [WritePart],
    /// For ten minutes a transaction with the same token and parts is not done a second time.
    pub(super) client_request_token: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Queried {
    #[serde(default)]
    pub(super) items: Vec<Item>,
    pub(super) last_evaluated_key: Option<Item>,
}
