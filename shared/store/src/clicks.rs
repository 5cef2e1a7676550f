//! Clicks: who followed the links of a message, and when first.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    click::ClickClass,
    ids::{MessageId, StoreId},
    link::LinkCode,
};

use crate::error::StoreError;

#[cfg(feature = "memory")]
mod memory;
mod table;

pub(crate) use self::table::record;

/// A link that was followed by one of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Click {
    /// The store that sent the message.
    pub store: StoreId,
    /// The message.
    pub message: MessageId,
    /// The link's place among the message's links, from 0.
    pub position: u8,
    /// The link's code.
    pub code: LinkCode,
    /// Who followed it.
    pub class: ClickClass,
    /// When.
    pub at: Timestamp,
    /// When what is kept of it ends: with the link.
    pub expires_at: Timestamp,
}

/// What is kept of a message's link that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClickRecord {
    /// The link's place among the message's links, from 0.
    pub position: u8,
    /// The link's code.
    pub code: LinkCode,
    /// When one of each class followed it first.
    pub first: BTreeMap<ClickClass, Timestamp>,
}

/// The rows of clicks, one for each message and link, and what the message's row says of them.
#[async_trait]
pub trait Clicks: Send + Sync {
    /// Puts a click, unless one of its class is kept for that link; gives when the one that is kept was made. A click that
    /// comes again gives its own instant again.
    async fn put_click(&self, click: &Click) -> Result<Timestamp, StoreError>;

    /// Puts a person's click in the message's row, unless one is there; gives when the one that is there was made. `None`
    /// where the message has no row.
    async fn put_clicked(
        &self,
        store: &StoreId,
        message: &MessageId,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError>;

    /// What is kept of a message's links that were followed, by their places.
    async fn list_clicks(&self, store: &StoreId, message: &MessageId)
    -> Result<Vec<ClickRecord>, StoreError>;
}
