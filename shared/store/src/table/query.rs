//! Rows of one partition.

use serde::Serialize;
use serde_dynamo::AttributeValue;

use super::{Table, operations::Queried};
use crate::{
    error::StoreError,
    item::{self, Item},
    keys::Key,
    page::{Cursor, Page},
};

/// A query of one partition:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Query {
    table_name: String,
    key_condition_expression: &'static str,
    expression_attribute_values: Item,
    consistent_read: bool,
    scan_index_forward: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exclusive_start_key: Option<Item>,
}

impl Query {
    /// Which rows of the partition.
    pub(crate) fn key_condition_expression(self, expression: &'static str) -> Self {
        Self { key_condition_expression: expression, ..self }
    }

    /// A value that the expression uses.
    pub(crate) fn expression_attribute_values(mut self, name: &str, value: AttributeValue) -> Self {
        self.expression_attribute_values.insert(name.to_owned(), value);
        self
    }

    /// Whether it finds what was written a moment ago, at twice the price.
    pub(crate) fn consistent_read(self, consistent_read: bool) -> Self {
        Self { consistent_read, ..self }
    }

    /// Whether rows come in the order of their sort keys, or the other way round.
    pub(crate) fn scan_index_forward(self, scan_index_forward: bool) -> Self {
        Self { scan_index_forward, ..self }
    }
}

impl Table {
    /// A query of one partition.
    pub(crate) fn partition(&self, pk: &str) -> Query {
        Query {
            table_name: self.name.clone(),
            key_condition_expression: "pk = :pk",
            expression_attribute_values: Item::from([(":pk".to_owned(), item::string(pk))]),
            consistent_read: false,
            scan_index_forward: true,
            limit: None,
            exclusive_start_key: None,
        }
    }

    /// Everything a query finds.
    pub(crate) async fn query_rows(&self, mut query: Query) -> Result<Vec<Item>, StoreError> {
        let mut rows = Vec::new();
        loop {
            let found = self.query(&query).await?;
            rows.extend(found.items);
            if found.last_evaluated_key.is_none() {
                return Ok(rows);
            }
            query.exclusive_start_key = found.last_evaluated_key;
        }
    }

    /// Up to `limit` rows of a query of partition `pk`, from a cursor on. Expired rows are among them.
    pub(crate) async fn page_rows(
        &self,
        query: Query,
        pk: &str,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Item>, StoreError> {
        let start =
            after.map(|cursor| item::of_key(&Key { pk: pk.to_owned(), sk: cursor.as_str().to_owned() }));
        let query = Query { exclusive_start_key: start, limit: Some(limit.max(1)), ..query };
        let found = self.query(&query).await?;
        let next = found.last_evaluated_key.map(|key| Cursor::new(item::text(&key, "sk")));
        Ok(Page { items: found.items, next })
    }

    async fn query(&self, query: &Query) -> Result<Queried, StoreError> {
        self.call("Query", query).await
    }
}
