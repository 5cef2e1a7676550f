use async_trait::async_trait;
use aws_sdk_dynamodb::{operation::delete_item::DeleteItemError, types::AttributeValue};
use rechime_domain::minute::Minute;

use super::{
    Table,
    changes::Changes,
    failure::unavailable,
    item::{Item, attribute, corrupt_attribute, number, of_key, string, text},
};
use crate::{
    buckets::{Bucket, Buckets},
    error::StoreError,
    keys,
};

#[async_trait]
impl Buckets for Table {
    async fn open(&self, minute: Minute) -> Result<(), StoreError> {
        // Counting from the clock: the number of a bucket that was closed does not come back when it is opened again.
        let changes = Changes::default()
            .set_to("openings", "if_not_exists(#openings, :now) + :one")
            .value("now", AttributeValue::N(self.now().as_microsecond().to_string()))
            .value("one", AttributeValue::N("1".to_owned()));
        self.update(&keys::bucket(minute), changes).await.map(drop)
    }

    async fn get(&self, minute: Minute) -> Result<Option<Bucket>, StoreError> {
        let item = self.get(&keys::bucket(minute), true).await?;
        item.as_ref().map(bucket).transpose()
    }

    async fn due(&self, before: Minute, limit: usize) -> Result<Vec<Bucket>, StoreError> {
        let query = self
            .partition(keys::BUCKETS)
            .key_condition_expression("pk = :pk AND sk < :minute")
            .expression_attribute_values(":minute", string(before.to_string()))
            .consistent_read(true);
        self.page(query, keys::BUCKETS, None, limit).await?.items.iter().map(bucket).collect()
    }

    async fn close(&self, bucket: &Bucket) -> Result<bool, StoreError> {
        let answer = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(of_key(&keys::bucket(bucket.minute))))
            .condition_expression("attribute_not_exists(pk) OR #openings = :openings")
            .expression_attribute_names("#openings", "openings")
            .expression_attribute_values(":openings", attribute(bucket.openings)?)
            .send()
            .await;
        match answer {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(DeleteItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(unavailable(&error)),
        }
    }
}

fn bucket(item: &Item) -> Result<Bucket, StoreError> {
    let openings = number(item, "openings").ok_or_else(|| corrupt_attribute(item, "openings"))?;
    let minute = text(item, "sk").parse().map_err(|_| corrupt_attribute(item, "sk"))?;
    Ok(Bucket { minute, openings })
}
