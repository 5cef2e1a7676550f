//! Replies that came: the gate through which each is answered once.

use async_trait::async_trait;
use jiff::Timestamp;

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, RECORDS_KEPT, corrupt_attribute, expiry, string, text},
    keys,
    table::{Table, Write},
};

/// The rows of replies, by the name that the provider gave each.
#[async_trait]
pub trait Replies: Send + Sync {
    /// Puts a reply that came, and gives when it came first: a reply that comes again later must not outweigh
    /// what was said in between.
    async fn put_reply(&self, id: &str, at: Timestamp) -> Result<Timestamp, StoreError>;

    /// Whether the answer is the caller's to send. Only one caller ever hears yes, unless the claim was
    /// released; the very same `claim` is one, and repeating it hears yes again.
    async fn claim_answer(&self, id: &str, claim: &str) -> Result<bool, StoreError>;

    /// Releases the claim of an answer that was not sent, for certain.
    async fn release_answer(&self, id: &str, claim: &str) -> Result<(), StoreError>;
}

#[async_trait]
impl Replies for Table {
    async fn put_reply(&self, id: &str, at: Timestamp) -> Result<Timestamp, StoreError> {
        let changes = Changes::default()
            .set("at", string(at.to_string()))
            .set(EXPIRES_AT, expiry(at, RECORDS_KEPT))
            .only_if("attribute_not_exists(#at)");
        match self.update_row(&keys::reply(id), changes).await? {
            Write::Done(_) => Ok(at),
            Write::Refused(item) => text(&item, "at").parse().map_err(|_| corrupt_attribute(&item, "at")),
        }
    }

    async fn claim_answer(&self, id: &str, claim: &str) -> Result<bool, StoreError> {
        let changes = Changes::default()
            .set("answered_by", string(claim))
            .only_if("attribute_not_exists(#answered_by) OR #answered_by = :answered_by");
        Ok(self.update_row(&keys::reply(id), changes).await?.is_done())
    }

    async fn release_answer(&self, id: &str, claim: &str) -> Result<(), StoreError> {
        let changes = Changes::default()
            .remove("answered_by")
            .only_if("#answered_by = :claim")
            .value("claim", string(claim));
        self.update_row(&keys::reply(id), changes).await.map(drop)
    }
}

/// A reply that came.
#[cfg(feature = "memory")]
#[derive(Debug)]
pub(crate) struct Reply {
    at: Timestamp,
    answered_by: Option<String>,
}

#[cfg(feature = "memory")]
#[async_trait]
impl Replies for Memory {
    async fn put_reply(&self, id: &str, at: Timestamp) -> Result<Timestamp, StoreError> {
        let mut contents = self.contents();
        Ok(contents.replies.entry(id.to_owned()).or_insert(Reply { at, answered_by: None }).at)
    }

    async fn claim_answer(&self, id: &str, claim: &str) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let row =
            contents.replies.entry(id.to_owned()).or_insert(Reply { at: Timestamp::MIN, answered_by: None });
        Ok(row.answered_by.get_or_insert_with(|| claim.to_owned()) == claim)
    }

    async fn release_answer(&self, id: &str, claim: &str) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if let Some(row) = contents.replies.get_mut(id) {
            row.answered_by.take_if(|by| by == claim);
        }
        Ok(())
    }
}
