use async_trait::async_trait;
use rechime_domain::{
    frequency::{self, Promotion},
    ids::StoreId,
    phone::PhoneNumber,
};

use super::{Table, changes::Changes, item::attribute, table::Write};
use crate::{error::StoreError, keys, promotions::Promotions};

#[async_trait]
impl Promotions for Table {
    async fn enter(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        known: &[Promotion],
        next: Promotion,
    ) -> Result<bool, StoreError> {
        let changes = Changes::default().set("promotions", attribute(frequency::with(known, next))?);
        let changes = if known.is_empty() {
            changes.only_if("attribute_not_exists(#promotions)")
        } else {
            changes.only_if("#promotions = :known").value("known", attribute(known)?)
        };
        Ok(matches!(self.update(&keys::subscriber(store, phone), changes).await?, Write::Done(_)))
    }
}
