use async_trait::async_trait;
use jiff::SignedDuration;
use rechime_domain::ids::StoreId;

use super::{
    Table,
    item::{EXPIRES_AT, alive, decode, encode, expiry},
};
use crate::{
    error::StoreError,
    keys,
    page::{Cursor, Page},
    parked::{Parked, ParkedId, Parking},
};

/// How long a webhook stays parked.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Webhooks on one page of the list. An answer of DynamoDB has 1 MB at most, and so may be shorter.
const PAGE: usize = 25;

#[async_trait]
impl Parking for Table {
    async fn park(&self, store: &StoreId, parked: &Parked) -> Result<(), StoreError> {
        let mut item = encode(&keys::parked(store, &parked.id), parked)?;
        item.insert(EXPIRES_AT.to_owned(), expiry(parked.parked_at, KEPT));
        self.put(item).await
    }

    async fn list(&self, store: &StoreId, after: Option<&Cursor>) -> Result<Page<Parked>, StoreError> {
        let pk = keys::parking(store);
        let page = self.page(self.partition(&pk), &pk, after, PAGE).await?;
        let alive = page.items.into_iter().filter_map(|item| alive(item, self.now()));
        Ok(Page { items: alive.map(decode).collect::<Result<_, _>>()?, next: page.next })
    }

    async fn get(&self, store: &StoreId, id: &ParkedId) -> Result<Option<Parked>, StoreError> {
        self.get(&keys::parked(store, id), true).await?.map(decode).transpose()
    }

    async fn remove(&self, store: &StoreId, id: &ParkedId) -> Result<(), StoreError> {
        self.delete(&keys::parked(store, id)).await
    }
}
