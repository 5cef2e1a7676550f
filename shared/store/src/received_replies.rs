//! What the owners of phones replied to a store, as it came: for the timeline of a person, and for the store's inbox.
//!
//! What a reply changes is in the consent ledger. This is the reply itself, also where it changed nothing. It has two
//! rows: one among those of its phone, and one among those of all phones, by which the newest are listed.

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{consent::Wording, ids::StoreId, phone::PhoneNumber, reply::ReplyMeaning};
use serde::{Deserialize, Serialize};

#[cfg(feature = "memory")]
use std::collections::BTreeMap;

#[cfg(feature = "memory")]
use crate::memory::{Memory, page};
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, attribute, decode, encode, expiry},
    keys,
    page::{Cursor, Page},
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

/// A reply, and from whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxLine {
    /// Whose phone it came from.
    pub phone: PhoneNumber,
    /// The reply.
    #[serde(flatten)]
    pub reply: ReceivedReply,
}

/// The replies to each store. Kept for 400 days.
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

    /// Up to `limit` replies from all phones, the newest first.
    async fn list_inbox(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<InboxLine>, StoreError>;
}

#[async_trait]
impl ReceivedReplies for Table {
    async fn put_received_reply(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        reply: &ReceivedReply,
    ) -> Result<(), StoreError> {
        let key = keys::received_reply(store, phone, reply.at, &reply.id);
        let line = InboxLine { phone: phone.clone(), reply: reply.clone() };
        let rows = [encode(&key, reply)?, encode(&keys::inbox_line(store, &key), &line)?];
        for row in rows {
            let free = Changes::default().only_if("attribute_not_exists(pk)");
            self.put_row_if(expiring(row, reply), free).await?;
        }
        Ok(())
    }

    async fn put_answer(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        reply: &ReceivedReply,
        answer: &Answer,
    ) -> Result<(), StoreError> {
        let key = keys::received_reply(store, phone, reply.at, &reply.id);
        let answer = attribute(answer)?;
        for row in [&key, &keys::inbox_line(store, &key)] {
            let changes = Changes::default().set("answer", answer.clone()).only_if("attribute_exists(pk)");
            self.update_row(row, changes).await?;
        }
        Ok(())
    }

    async fn list_received_replies(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ReceivedReply>, StoreError> {
        let rows = self.query_rows(self.partition(&keys::received_replies(store, phone))).await?;
        rows.into_iter().filter_map(|row| alive(row, self.now())).map(decode).collect()
    }

    async fn list_inbox(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<InboxLine>, StoreError> {
        let pk = keys::inbox(store);
        let page = self.page_rows(self.partition(&pk).scan_index_forward(false), &pk, before, limit).await?;
        let rows = page.items.into_iter().filter_map(|row| alive(row, self.now()));
        Ok(Page { items: rows.map(decode).collect::<Result<_, _>>()?, next: page.next })
    }
}

fn expiring(mut row: Item, reply: &ReceivedReply) -> Item {
    row.insert(EXPIRES_AT.to_owned(), expiry(reply.at, RECORDS_KEPT));
    row
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

    async fn list_inbox(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<InboxLine>, StoreError> {
        let contents = self.contents();
        let prefix = format!("{}#", keys::inbox(store));
        let of_store = contents.received_replies.iter().filter_map(|((pk, sk), reply)| {
            let phone = PhoneNumber::from_e164(pk.strip_prefix(&prefix)?).ok()?;
            Some((sk.clone(), InboxLine { phone, reply: reply.clone() }))
        });
        let lines: BTreeMap<_, _> = of_store.collect();
        let lines = lines.into_iter().rev();
        Ok(page(lines.filter(|(sk, _)| before.is_none_or(|before| sk.as_str() < before.as_str())), limit))
    }
}
