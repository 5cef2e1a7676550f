//! The table, and the few ways in which its repositories use it.

use std::{collections::BTreeMap, fmt, sync::Arc};

use aws_sdk_dynamodb::{
    Client,
    operation::{delete_item::DeleteItemError, put_item::PutItemError, update_item::UpdateItemError},
    types::{KeysAndAttributes, PutRequest, ReturnValue, ReturnValuesOnConditionCheckFailure, WriteRequest},
};
use aws_types::SdkConfig;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::phone::{PhoneKey, PhoneNumber};
use rechime_platform::{
    clock::Clock,
    environment::{Environment, EnvironmentError},
};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    changes::{Changes, unless_empty},
    consistency::Consistency,
    error::StoreError,
    failure::unavailable,
    item::{self, Item},
    keys::Key,
};

mod query;
mod transaction;

/// The DynamoDB table: every repository in one.
pub struct Table {
    client: Client,
    name: String,
    clock: Arc<dyn Clock>,
    messages_kept: SignedDuration,
    phone_key: Option<PhoneKey>,
}

/// For how long a message's row is kept after its claim or skip, unless the deployment says otherwise.
pub(crate) const USUALLY_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The outcome of a conditional write, with the row as it was before (empty if there was none).
pub(crate) enum Write {
    /// It happened.
    Done(Item),
    /// The condition was not met, and nothing changed.
    Refused(Item),
}

impl Write {
    pub(crate) const fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }
}

/// Keys in one `BatchGetItem`, at most.
const KEYS_PER_BATCH: usize = 100;

/// Rows in one `BatchWriteItem`, at most.
const WRITES_PER_BATCH: usize = 25;

fn put_request(row: Item) -> Result<WriteRequest, StoreError> {
    let put = PutRequest::builder().set_item(Some(row)).build();
    Ok(WriteRequest::builder().put_request(put.map_err(|error| item::corrupt("", "", &error))?).build())
}

impl Table {
    /// The table called `name`. Rows expire by `clock`.
    pub fn new(client: Client, name: impl Into<String>, clock: Arc<dyn Clock>) -> Self {
        Self { client, name: name.into(), clock, messages_kept: USUALLY_KEPT, phone_key: None }
    }

    /// The same with the installation's key. Without it no row that is named by a hidden phone can be read or written.
    #[must_use]
    pub fn with_installation_key(self, key: &SecretString) -> Self {
        Self { phone_key: Some(PhoneKey::new(key.expose_secret().as_bytes())), ..self }
    }

    /// A phone as the name of a row that must not show it.
    pub(crate) fn hidden(&self, phone: &PhoneNumber) -> Result<String, StoreError> {
        let missing = || StoreError::Unavailable("this function has no installation key".to_owned());
        Ok(self.phone_key.as_ref().ok_or_else(missing)?.hide(phone))
    }

    /// What a phone said, as a name that shows neither.
    pub(crate) fn hidden_words(&self, phone: &PhoneNumber, words: &str) -> Result<String, StoreError> {
        let missing = || StoreError::Unavailable("this function has no installation key".to_owned());
        Ok(self.phone_key.as_ref().ok_or_else(missing)?.hide_words(phone, words))
    }

    /// The table called `TABLE_NAME`; the rows of messages are kept for `MESSAGE_DAYS` days.
    pub fn from_environment(
        sdk_config: &SdkConfig,
        environment: &Environment,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, EnvironmentError> {
        let mut table = Self::new(Client::new(sdk_config), environment.required("TABLE_NAME")?, clock);
        if environment.optional("MESSAGE_DAYS").is_some() {
            table.messages_kept = SignedDuration::from_hours(24 * environment.parsed::<i64>("MESSAGE_DAYS")?);
        }
        Ok(table)
    }

    /// For how long a message's row is kept after its claim or skip.
    pub(crate) const fn messages_kept(&self) -> SignedDuration {
        self.messages_kept
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A row that has not expired.
    pub(crate) async fn get_row(
        &self,
        key: &Key,
        consistency: Consistency,
    ) -> Result<Option<Item>, StoreError> {
        let row = self.get_row_even_expired(key, consistency).await?;
        Ok(row.and_then(|row| item::alive(row, self.now())))
    }

    pub(crate) async fn get_row_even_expired(
        &self,
        key: &Key,
        consistency: Consistency,
    ) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(item::of_key(key)));
        let request = request.consistent_read(consistency == Consistency::Strong);
        Ok(request.send().await.map_err(|error| unavailable(&error))?.item)
    }

    /// The rows that there are of several distinct keys, in no particular order.
    pub(crate) async fn get_rows(
        &self,
        keys: &[Key],
        consistency: Consistency,
    ) -> Result<Vec<Item>, StoreError> {
        let mut found = Vec::new();
        for keys in keys.chunks(KEYS_PER_BATCH) {
            found.extend(self.get_batch(keys.iter().map(item::of_key).collect(), consistency).await?);
        }
        Ok(found.into_iter().filter_map(|row| item::alive(row, self.now())).collect())
    }

    /// DynamoDB may leave some keys for another try, but not all of them.
    async fn get_batch(
        &self,
        mut keys: Vec<Item>,
        consistency: Consistency,
    ) -> Result<Vec<Item>, StoreError> {
        let mut found = Vec::new();
        while !keys.is_empty() {
            let asked = keys.len();
            let wanted = KeysAndAttributes::builder().set_keys(Some(keys));
            let wanted = wanted.consistent_read(consistency == Consistency::Strong).build();
            let wanted = wanted.map_err(|error| item::corrupt("", "", &error))?;
            let answer = self.client.batch_get_item().request_items(&self.name, wanted).send().await;
            let answer = answer.map_err(|error| unavailable(&error))?;
            found.extend(answer.responses.into_iter().flatten().flat_map(|(_, rows)| rows));
            keys = answer.unprocessed_keys.into_iter().flatten().flat_map(|(_, left)| left.keys).collect();
            if keys.len() == asked {
                return Err(StoreError::Unavailable("the table processed no key of a batch".to_owned()));
            }
        }
        Ok(found)
    }

    /// Writes a row over whatever is there.
    pub(crate) async fn put_row(&self, row: Item) -> Result<(), StoreError> {
        let request = self.client.put_item().table_name(&self.name).set_item(Some(row));
        request.send().await.map(drop).map_err(|error| unavailable(&error))
    }

    /// Writes rows over whatever is there, twenty-five with a request. Of two with the same key the later counts. Some may be
    /// written where that fails.
    pub(crate) async fn put_rows(&self, rows: Vec<Item>) -> Result<(), StoreError> {
        let key = |row: &Item| (item::text(row, "pk").to_owned(), item::text(row, "sk").to_owned());
        let distinct: BTreeMap<_, _> = rows.into_iter().map(|row| (key(&row), row)).collect();
        let mut rows: Vec<_> = distinct.into_values().collect();
        if rows.len() == 1
            && let Some(only) = rows.pop()
        {
            return self.put_row(only).await;
        }
        for rows in rows.chunks(WRITES_PER_BATCH) {
            self.put_batch(rows.iter().cloned().map(put_request).collect::<Result<_, _>>()?).await?;
        }
        Ok(())
    }

    /// DynamoDB may leave some rows for another try, but not all of them.
    async fn put_batch(&self, mut writes: Vec<WriteRequest>) -> Result<(), StoreError> {
        while !writes.is_empty() {
            let asked = writes.len();
            let answer = self.client.batch_write_item().request_items(&self.name, writes).send().await;
            let answer = answer.map_err(|error| unavailable(&error))?;
            writes = answer.unprocessed_items.into_iter().flatten().flat_map(|(_, left)| left).collect();
            if writes.len() == asked {
                return Err(StoreError::Unavailable("the table wrote no row of a batch".to_owned()));
            }
        }
        Ok(())
    }

    /// Writes a row on a condition.
    pub(crate) async fn put_row_if(&self, row: Item, condition: Changes) -> Result<Write, StoreError> {
        let request = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(row))
            .set_condition_expression(condition.condition)
            .set_expression_attribute_names(unless_empty(condition.names))
            .set_expression_attribute_values(unless_empty(condition.values))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let error = match request.send().await {
            Ok(done) => return Ok(Write::Done(done.attributes.unwrap_or_default())),
            Err(error) => error,
        };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(refusal)) => {
                Ok(Write::Refused(refusal.item.clone().unwrap_or_default()))
            }
            _ => Err(unavailable(&error)),
        }
    }

    /// Deletes a row; one that is not there is fine.
    pub(crate) async fn delete_row(&self, key: &Key) -> Result<(), StoreError> {
        let request = self.client.delete_item().table_name(&self.name).set_key(Some(item::of_key(key)));
        request.send().await.map(drop).map_err(|error| unavailable(&error))
    }

    /// Deletes a row on a condition. False if the condition was not met.
    pub(crate) async fn delete_row_if(&self, key: &Key, condition: Changes) -> Result<bool, StoreError> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(item::of_key(key)))
            .set_condition_expression(condition.condition)
            .set_expression_attribute_names(unless_empty(condition.names))
            .set_expression_attribute_values(unless_empty(condition.values));
        let Err(error) = request.send().await else { return Ok(true) };
        match error.as_service_error() {
            Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(false),
            _ => Err(unavailable(&error)),
        }
    }

    /// Changes a row, or makes it if there is none.
    pub(crate) async fn update_row(&self, key: &Key, changes: Changes) -> Result<Write, StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(item::of_key(key)))
            .update_expression(changes.expression())
            .set_condition_expression(changes.condition)
            .set_expression_attribute_names(unless_empty(changes.names))
            .set_expression_attribute_values(unless_empty(changes.values))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let error = match request.send().await {
            Ok(done) => return Ok(Write::Done(done.attributes.unwrap_or_default())),
            Err(error) => error,
        };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
                Ok(Write::Refused(refusal.item.clone().unwrap_or_default()))
            }
            _ => Err(unavailable(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::config::BehaviorVersion;
    use rechime_platform::clock::FakeClock;

    use super::*;

    fn kept(days: &str) -> Result<SignedDuration, EnvironmentError> {
        let environment: Environment =
            [("TABLE_NAME", "rechime"), ("MESSAGE_DAYS", days)].into_iter().collect();
        let sdk_config = SdkConfig::builder().behavior_version(BehaviorVersion::latest()).build();
        let clock = Arc::new(FakeClock::at(Timestamp::UNIX_EPOCH));
        Table::from_environment(&sdk_config, &environment, clock).map(|table| table.messages_kept())
    }

    #[test]
    fn rows_of_messages_are_kept_as_long_as_the_deployment_says() {
        assert_eq!(kept("30"), Ok(SignedDuration::from_hours(30 * 24)));
        assert_eq!(kept(""), Ok(SignedDuration::from_hours(90 * 24)));
        assert!(kept("three months").is_err());
    }
}
