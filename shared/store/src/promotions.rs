//! Which promotional messages a subscriber got lately.

use async_trait::async_trait;
use rechime_domain::{
    frequency::{self, Promotion},
    ids::StoreId,
    phone::PhoneNumber,
};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{changes::Changes, error::StoreError, item::attribute, keys, table::Table};

/// Keeps count of a subscriber's promotions, so that two senders at once cannot both think theirs is the last allowed.
#[async_trait]
pub trait Promotions: Send + Sync {
    /// Puts the promotion that is about to go, next to those that the decision was made by. False where others
    /// stand by now: look again. Makes the subscriber's row where there is none.
    async fn put_promotion(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        known: &[Promotion],
        next: Promotion,
    ) -> Result<bool, StoreError>;
}

#[async_trait]
impl Promotions for Table {
    async fn put_promotion(
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
        Ok(self.update_row(&keys::subscriber(store, phone), changes).await?.is_done())
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl Promotions for Memory {
    async fn put_promotion(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        known: &[Promotion],
        next: Promotion,
    ) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let subscriber = contents.subscriber(store, phone);
        if subscriber.promotions != known {
            return Ok(false);
        }
        subscriber.promotions = frequency::with(known, next);
        Ok(true)
    }
}
