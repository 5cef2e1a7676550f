//! What one request costs.
//!
//! The emulator's write units are right and are taken from its answers. Its reads always cost one unit whatever their
//! size, and its failed conditions cost nothing; AWS bills both, so they are computed here. What a filter or a
//! projection left out of an answer cannot be seen, which makes such a read look cheaper than it is.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::ledger::Tally;
use super::{leading_key, size};

const READ_UNIT: usize = 4096;
const WRITE_UNIT: usize = 1024;

/// Whether the operation writes to the table.
pub(crate) fn is_write(operation: &str) -> bool {
    matches!(
        operation,
        "DynamoDB.PutItem"
            | "DynamoDB.UpdateItem"
            | "DynamoDB.DeleteItem"
            | "DynamoDB.BatchWriteItem"
            | "DynamoDB.TransactWriteItems"
    )
}

/// Whether the content of the request and of its answer is needed.
pub(crate) fn is_counted(operation: &str) -> bool {
    operation.starts_with("DynamoDB.") || operation.starts_with("SQS.SendMessage")
}

/// A request and its answer.
pub(crate) struct Exchange<'a> {
    operation: &'a str,
    request: &'a Value,
    succeeded: bool,
    answer: Value,
}

impl<'a> Exchange<'a> {
    pub(crate) fn new(operation: &'a str, request: &'a Value, status: StatusCode, answer: &[u8]) -> Self {
        let counted = operation.starts_with("DynamoDB.");
        let answer = if counted { serde_json::from_slice(answer).unwrap_or_default() } else { Value::Null };
        Self { operation, request, succeeded: status.is_success(), answer }
    }

    /// What to add to the ledger.
    pub(crate) fn tally(&self) -> Tally {
        let bodies = self.message_sizes();
        Tally {
            requests: 1,
            errors: u64::from(!self.succeeded),
            read_units: if self.succeeded { self.read_units() } else { 0.0 },
            write_units: self.write_units(),
            messages: bodies.len() as u64,
            message_bytes: bodies.iter().sum::<usize>() as u64,
            writes: leading_key::writes(self.operation, self.request),
        }
    }

    fn read_units(&self) -> f64 {
        let consistent = self.request.get("ConsistentRead").and_then(Value::as_bool).unwrap_or_default();
        match self.operation {
            "DynamoDB.GetItem" => read(size::item(self.field("Item")), consistent),
            "DynamoDB.Query" => read(elements(self.field("Items")).map(size::item).sum(), consistent),
            "DynamoDB.BatchGetItem" => fields(self.request.get("RequestItems"))
                .map(|(table, asked)| self.batch_read_units(table, asked))
                .sum(),
            _ => 0.0,
        }
    }

    /// Every key costs a read of its own, found or not.
    fn batch_read_units(&self, table: &str, asked: &Value) -> f64 {
        let consistent = asked.get("ConsistentRead").and_then(Value::as_bool).unwrap_or_default();
        let found = self.field("Responses").get(table).unwrap_or(&Value::Null);
        let unprocessed = self.field("UnprocessedKeys").get(table).and_then(|table| table.get("Keys"));
        let keys = elements(asked.get("Keys").unwrap_or(&Value::Null)).count();
        let absent = keys
            .saturating_sub(elements(found).count())
            .saturating_sub(elements(unprocessed.unwrap_or(&Value::Null)).count());
        let sizes = elements(found).map(size::item).chain(std::iter::repeat_n(0, absent));
        sizes.map(|size| read(size, consistent)).sum()
    }

    fn write_units(&self) -> f64 {
        if !is_write(self.operation) {
            return 0.0;
        }
        if self.succeeded { self.consumed() } else { self.refused_write_units() }
    }

    fn consumed(&self) -> f64 {
        let units =
            |capacity: &Value| capacity.get("CapacityUnits").and_then(Value::as_f64).unwrap_or_default();
        match self.field("ConsumedCapacity") {
            Value::Array(tables) => tables.iter().map(units).sum(),
            capacity => units(capacity),
        }
    }

    /// A write whose condition fails costs as much as the larger of the item there and the item offered; a transaction
    /// that is canceled costs twice that for each of its parts.
    fn refused_write_units(&self) -> f64 {
        let code = self.field("__type").as_str().unwrap_or_default();
        if code.ends_with("ConditionalCheckFailedException") {
            return units(size::item(self.field("Item")).max(offered(self.request)), WRITE_UNIT);
        }
        if code.ends_with("TransactionCanceledException") {
            let parts = elements(self.request.get("TransactItems").unwrap_or(&Value::Null));
            return parts
                .flat_map(|part| fields(Some(part)))
                .map(|(_, part)| 2.0 * units(offered(part), WRITE_UNIT))
                .sum();
        }
        0.0
    }

    fn message_sizes(&self) -> Vec<usize> {
        let body = |message: &Value| message.get("MessageBody").and_then(Value::as_str).map(str::len);
        match self.operation {
            "SQS.SendMessage" => body(self.request).into_iter().collect(),
            "SQS.SendMessageBatch" => {
                elements(self.request.get("Entries").unwrap_or(&Value::Null)).filter_map(body).collect()
            }
            _ => Vec::new(),
        }
    }

    fn field(&self, name: &str) -> &Value {
        self.answer.get(name).unwrap_or(&Value::Null)
    }
}

/// The size of the item that a write brings.
fn offered(write: &Value) -> usize {
    write.get("Item").map_or(0, size::item)
}

fn elements(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn fields(object: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    object
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::iter)
        .map(|(name, value)| (name.as_str(), value))
}

fn read(bytes: usize, consistent: bool) -> f64 {
    units(bytes, READ_UNIT) * if consistent { 1.0 } else { 0.5 }
}

/// Started units; even nothing costs one.
fn units(bytes: usize, unit: usize) -> f64 {
    f64::from(u32::try_from(bytes.div_ceil(unit).max(1)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
