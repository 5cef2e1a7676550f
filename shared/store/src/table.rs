//! The table, and the few ways in which its repositories use it.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use rechime_domain::phone::{PhoneKey, PhoneNumber};
use rechime_platform::{
    aws::{AwsConfig, Client, DYNAMODB},
    clock::Clock,
    environment::{Environment, EnvironmentError},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{
    Serialize,
    de::{DeserializeOwned, IgnoredAny},
};

pub(crate) use self::operations::WritePart;
use self::operations::{
    BatchGetItem, BatchGot, BatchWrite, BatchWriteItem, BatchWritten, DeleteRow, Expressions, GetItem, Got,
    Keys, PutRequest, PutRow, Telling, Written,
};
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    failure::{row_that_did_not_meet_the_condition, unavailable},
    item::{self, Item},
    keys::Key,
};

mod operations;
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

impl Table {
    /// The table called `name`. Rows expire by `clock`.
    pub fn new(aws_config: &AwsConfig, name: impl Into<String>, clock: Arc<dyn Clock>) -> Self {
        let client = Client::new(aws_config, &DYNAMODB);
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
        aws_config: &AwsConfig,
        environment: &Environment,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, EnvironmentError> {
        let mut table = Self::new(aws_config, environment.required("TABLE_NAME")?, clock);
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

    /// A call of which every error may pass.
    async fn call<O: DeserializeOwned>(
        &self,
        operation: &str,
        input: &impl Serialize,
    ) -> Result<O, StoreError> {
        self.client.call(operation, input).await.map_err(|error| unavailable(&error))
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
        let get = GetItem {
            table_name: &self.name,
            key: item::of_key(key),
            consistent_read: consistency == Consistency::Strong,
        };
        Ok(self.call::<Got>("GetItem", &get).await?.item)
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
            let wanted = Keys { keys, consistent_read: consistency == Consistency::Strong };
            let get = BatchGetItem { request_items: HashMap::from([(self.name.as_str(), wanted)]) };
            let answer: BatchGot = self.call("BatchGetItem", &get).await?;
            found.extend(answer.responses.into_values().flatten());
            keys = answer.unprocessed_keys.into_values().flat_map(|left| left.keys).collect();
            if keys.len() == asked {
                return Err(StoreError::Unavailable("the table processed no key of a batch".to_owned()));
            }
        }
        Ok(found)
    }

    /// Writes a row over whatever is there.
    pub(crate) async fn put_row(&self, row: Item) -> Result<(), StoreError> {
        self.call::<IgnoredAny>("PutItem", &self.put(row, Expressions::default())).await.map(drop)
    }

    fn put(&self, row: Item, condition: impl Into<Expressions>) -> PutRow {
        PutRow { table_name: self.name.clone(), item: row, condition: condition.into() }
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
        let mut writes = rows.into_iter().map(|item| BatchWrite { put_request: PutRequest { item } });
        loop {
            let batch: Vec<_> = writes.by_ref().take(WRITES_PER_BATCH).collect();
            if batch.is_empty() {
                return Ok(());
            }
            self.put_batch(batch).await?;
        }
    }

    /// DynamoDB may leave some rows for another try, but not all of them.
    async fn put_batch(&self, mut writes: Vec<BatchWrite>) -> Result<(), StoreError> {
        while !writes.is_empty() {
            let asked = writes.len();
            let write = BatchWriteItem { request_items: HashMap::from([(self.name.as_str(), writes)]) };
            let answer: BatchWritten = self.call("BatchWriteItem", &write).await?;
            writes = answer.unprocessed_items.into_values().flatten().collect();
            if writes.len() == asked {
                return Err(StoreError::Unavailable("the table wrote no row of a batch".to_owned()));
            }
        }
        Ok(())
    }

    /// Writes a row on a condition.
    pub(crate) async fn put_row_if(&self, row: Item, condition: Changes) -> Result<Write, StoreError> {
        self.write("PutItem", self.put(row, condition)).await
    }

    /// Changes a row, or makes it if there is none.
    pub(crate) async fn update_row(&self, key: &Key, changes: Changes) -> Result<Write, StoreError> {
        self.write("UpdateItem", self.update(key, changes)).await
    }

    async fn write(&self, operation: &str, write: impl Serialize) -> Result<Write, StoreError> {
        match self.client.call::<Written>(operation, &Telling::of(write)).await {
            Ok(written) => Ok(Write::Done(written.attributes)),
            Err(error) => match row_that_did_not_meet_the_condition(&error) {
                Some(row) => Ok(Write::Refused(row)),
                None => Err(unavailable(&error)),
            },
        }
    }

    /// Deletes a row; one that is not there is fine.
    pub(crate) async fn delete_row(&self, key: &Key) -> Result<(), StoreError> {
        self.delete_row_if(key, Changes::default()).await.map(drop)
    }

    /// Deletes a row on a condition. False if the condition was not met.
    pub(crate) async fn delete_row_if(&self, key: &Key, condition: Changes) -> Result<bool, StoreError> {
        let (table_name, key) = (self.name.clone(), item::of_key(key));
        let delete = DeleteRow { table_name, key, condition: condition.into() };
        match self.client.call::<IgnoredAny>("DeleteItem", &delete).await {
            Ok(_) => Ok(true),
            Err(error) if row_that_did_not_meet_the_condition(&error).is_some() => Ok(false),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use rechime_platform::{clock::FakeClock, testing::aws_at};

    use super::*;

    fn kept(days: &str) -> Result<SignedDuration, EnvironmentError> {
        let environment: Environment =
            [("TABLE_NAME", "rechime"), ("MESSAGE_DAYS", days)].into_iter().collect();
        let aws_config = aws_at("http://127.0.0.1:1");
        let clock = Arc::new(FakeClock::at(Timestamp::UNIX_EPOCH));
        Table::from_environment(&aws_config, &environment, clock).map(|table| table.messages_kept())
    }

    #[test]
    fn rows_of_messages_are_kept_as_long_as_the_deployment_says() {
        assert_eq!(kept("30"), Ok(SignedDuration::from_hours(30 * 24)));
        assert_eq!(kept(""), Ok(SignedDuration::from_hours(90 * 24)));
        assert!(kept("three months").is_err());
    }
}
