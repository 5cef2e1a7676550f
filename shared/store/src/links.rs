//! Short links: where each leads. A link lives as long as its message's row.

use async_trait::async_trait;
use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    ids::{MessageId, StoreId},
    link::{Destination, LinkCode},
};
use serde::{Deserialize, Serialize};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, decode, encode, expiry},
    keys,
    table::Table,
};

/// A short link of a message that is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    /// Its code.
    pub code: LinkCode,
    /// The store that sends the message.
    pub store: StoreId,
    /// The message.
    pub message: MessageId,
    /// Its place among the message's links, from 0.
    pub position: u8,
    /// Where it leads.
    pub destination: Destination,
}

/// A short link, as whoever follows it finds it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ShortLink {
    /// The store that sent the message.
    pub store: StoreId,
    /// The message.
    pub message: MessageId,
    /// Its place among the message's links, from 0.
    pub position: u8,
    /// Where it leads.
    pub destination: Destination,
    /// The second at which it ends.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub expires_at: Timestamp,
}

/// The rows of short links.
#[async_trait]
pub trait Links: Send + Sync {
    /// Puts the links of a message that was claimed at `claimed_at`. A text that is tried again has the same codes, and
    /// its links lead where the text that is sent says.
    async fn put_links(&self, links: &[NewLink], claimed_at: Timestamp) -> Result<(), StoreError>;

    /// Where a link leads; `None` where it never was, was revoked, or has ended. May miss the last second.
    async fn get_link(&self, code: &LinkCode) -> Result<Option<ShortLink>, StoreError>;

    /// Deletes links: they lead nowhere from then on. Doing so twice is fine.
    async fn delete_links(&self, codes: &[LinkCode]) -> Result<(), StoreError>;
}

/// A link's attributes besides its key and its end.
#[derive(Serialize)]
struct Row<'a> {
    store: &'a StoreId,
    message: &'a MessageId,
    position: u8,
    destination: &'a Destination,
}

#[async_trait]
impl Links for Table {
    async fn put_links(&self, links: &[NewLink], claimed_at: Timestamp) -> Result<(), StoreError> {
        let put = |link: &NewLink| {
            let NewLink { code, store, message, position, destination } = link;
            let row = Row { store, message, position: *position, destination };
            let mut item = encode(&keys::link(code), row)?;
            item.insert(EXPIRES_AT.to_owned(), expiry(claimed_at, self.messages_kept()));
            Ok(item)
        };
        let rows = links.iter().map(put).collect::<Result<Vec<_>, StoreError>>()?;
        try_join_all(rows.into_iter().map(|row| self.put_row(row))).await.map(drop)
    }

    async fn get_link(&self, code: &LinkCode) -> Result<Option<ShortLink>, StoreError> {
        self.get_row(&keys::link(code), Consistency::Eventual).await?.map(decode).transpose()
    }

    async fn delete_links(&self, codes: &[LinkCode]) -> Result<(), StoreError> {
        let keys: Vec<_> = codes.iter().map(keys::link).collect();
        try_join_all(keys.iter().map(|key| self.delete_row(key))).await.map(drop)
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl Links for Memory {
    async fn put_links(&self, links: &[NewLink], claimed_at: Timestamp) -> Result<(), StoreError> {
        let end = claimed_at + crate::table::USUALLY_KEPT;
        let expires_at = Timestamp::from_second(end.as_second()).unwrap_or(end);
        let row = |link: &NewLink| {
            let NewLink { code, store, message, position, destination } = link.clone();
            (code, ShortLink { store, message, position, destination, expires_at })
        };
        self.contents().links.extend(links.iter().map(row));
        Ok(())
    }

    async fn get_link(&self, code: &LinkCode) -> Result<Option<ShortLink>, StoreError> {
        Ok(self.contents().links.get(code).cloned())
    }

    async fn delete_links(&self, codes: &[LinkCode]) -> Result<(), StoreError> {
        self.contents().links.retain(|code, _| !codes.contains(code));
        Ok(())
    }
}
