use async_trait::async_trait;
use rechime_domain::{
    frequency::{self, Promotion},
    ids::StoreId,
    phone::PhoneNumber,
};

use super::Memory;
use crate::{error::StoreError, promotions::Promotions};

#[async_trait]
impl Promotions for Memory {
    async fn enter(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        known: &[Promotion],
        next: Promotion,
    ) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let person = contents.person(store, phone);
        if person.promotions != known {
            return Ok(false);
        }
        person.promotions = frequency::with(known, next);
        Ok(true)
    }
}
