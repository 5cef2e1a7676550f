use async_trait::async_trait;
use rechime_domain::ids::StoreId;

use super::{Memory, page};
use crate::{
    error::StoreError,
    page::{Cursor, Page},
    parked::{Parked, ParkedId, Parking},
};

/// Webhooks on one page of the list.
const PAGE: usize = 25;

#[async_trait]
impl Parking for Memory {
    async fn park(&self, store: &StoreId, parked: &Parked) -> Result<(), StoreError> {
        self.contents().parked.insert((store.clone(), parked.id.clone()), parked.clone());
        Ok(())
    }

    async fn list(&self, store: &StoreId, after: Option<&Cursor>) -> Result<Page<Parked>, StoreError> {
        let (contents, after) = (self.contents(), after.map(Cursor::as_str));
        let parked = contents.parked.iter().filter(|((of, id), _)| of == store && Some(id.as_str()) > after);
        Ok(page(parked.map(|((_, id), parked)| (id.as_str().to_owned(), parked.clone())), PAGE))
    }

    async fn get(&self, store: &StoreId, id: &ParkedId) -> Result<Option<Parked>, StoreError> {
        Ok(self.contents().parked.get(&(store.clone(), id.clone())).cloned())
    }

    async fn remove(&self, store: &StoreId, id: &ParkedId) -> Result<(), StoreError> {
        self.contents().parked.remove(&(store.clone(), id.clone()));
        Ok(())
    }
}
