//! What the owners of phones replied to a store, as it came: for the timeline of a person.
//!
//! What a reply changes is in the consent ledger. This is the reply itself, also where it changed nothing.

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{consent::Wording, ids::StoreId, phone::PhoneNumber, reply::ReplyMeaning};
use serde::{Deserialize, Serialize};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, RECORDS_KEPT, alive, attribute, decode, encode, expiry},
    keys,
    table::Table,
};

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedReply {
    /// The provider's name for it.
    pub id: String,
    /// When it came first.
    pub at: Timestamp,
    /// What it was taken for.
    pub meaning: ReplyMeaning,
    /// As much of its words as is kept; `None` if it had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Wording>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// The answer to a reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// When the provider took it.
    pub at: Timestamp,
    /// The text.
    pub text: String,
}

/// The replies to each store, by phone. Kept for 400 days.
#[async_trait]
pub trait ReceivedReplies: Send + Sync {
    /// Puts a reply to the store that was spoken to. Doing so twice changes nothing.
    async fn put_received_reply(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        reply: &ReceivedReply,
    ) -> Result<(), StoreError>;

    /// Puts what was answered to a reply. Nothing is done where the reply is not kept: its sender may have been erased.
    async fn put_answer(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        reply: &ReceivedReply,
        answer: &Answer,
    ) -> Result<(), StoreError>;

    /// All replies from a phone, oldest first.
    async fn list_received_replies(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ReceivedReply>, StoreError>;
}

#[async_trait]
impl ReceivedReplies for Table {
    async fn put_received_reply(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        reply: &ReceivedReply,
    ) -> Result<(), StoreError> {
        let mut row = encode(&keys::received_reply(store, phone, reply.at, &reply.id), reply)?;
        row.insert(EXPIRES_AT.to_owned(), expiry(reply.at, RECORDS_KEPT));
        let free = Changes::default().only_if("attribute_not_exists(pk)");
        self.put_row_if(row, free).await.map(drop)
    }

    async fn put_answer(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        reply: &ReceivedReply,
        answer: &Answer,
    ) -> Result<(), StoreError> {
        let changes = Changes::default().set("answer", attribute(answer)?).only_if("attribute_exists(pk)");
        let key = keys::received_reply(store, phone, reply.at, &reply.id);
        self.update_row(&key, changes).await.map(drop)
    }

    async fn list_received_replies(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ReceivedReply>, StoreError> {
        let rows = self.query_rows(self.partition(&keys::received_replies(store, phone))).await?;
        rows.into_iter().filter_map(|row| alive(row, self.now())).map(decode).collect()
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl ReceivedReplies for Memory {
    async fn put_received_reply(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        reply: &ReceivedReply,
    ) -> Result<(), StoreError> {
        let key = keys::received_reply(store, phone, reply.at, &reply.id).into();
        self.contents().received_replies.entry(key).or_insert_with(|| reply.clone());
        Ok(())
    }

    async fn put_answer(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        reply: &ReceivedReply,
        answer: &Answer,
    ) -> Result<(), StoreError> {
        let key = keys::received_reply(store, phone, reply.at, &reply.id).into();
        if let Some(reply) = self.contents().received_replies.get_mut(&key) {
            reply.answer = Some(answer.clone());
        }
        Ok(())
    }

    async fn list_received_replies(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ReceivedReply>, StoreError> {
        let pk = keys::received_replies(store, phone);
        let contents = self.contents();
        let replies = contents.received_replies.iter().filter(|((of, _), _)| *of == pk);
        Ok(replies.map(|(_, reply)| reply.clone()).collect())
    }
}
