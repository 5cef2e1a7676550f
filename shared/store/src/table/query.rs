//! Rows of one partition.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;

use super::Table;
use crate::{
    error::StoreError,
    failure::unavailable,
    item::{self, Item},
    keys::Key,
    page::{Cursor, Page},
};

impl Table {
    /// A query of one partition.
    pub(crate) fn partition(&self, pk: &str) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.name).key_condition_expression("pk = :pk");
        query.expression_attribute_values(":pk", item::string(pk))
    }

    /// Everything a query finds.
    pub(crate) async fn query_rows(&self, query: QueryFluentBuilder) -> Result<Vec<Item>, StoreError> {
        query.into_paginator().items().send().try_collect().await.map_err(|error| unavailable(&error))
    }

    /// Up to `limit` rows of a query of partition `pk`, from a cursor on. Expired rows are among them.
    pub(crate) async fn page_rows(
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
