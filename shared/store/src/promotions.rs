//! Which promotional messages a person got lately.

use async_trait::async_trait;
use rechime_domain::{frequency::Promotion, ids::StoreId, phone::PhoneNumber};

use crate::error::StoreError;

/// Keeps count of a person's promotions, so that two senders at once cannot both think theirs is the last allowed.
#[async_trait]
pub trait Promotions: Send + Sync {
    /// Enters the promotion that is about to go, next to those that the decision was made by. False where others
    /// stand by now: look again. Makes the person's row where there is none.
    async fn enter(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        known: &[Promotion],
        next: Promotion,
    ) -> Result<bool, StoreError>;
}
