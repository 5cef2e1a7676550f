//! Replies that came: the gates through which each is answered once, and a phone is told the same once an hour.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{ids::SenderId, phone::PhoneNumber, reply::ReplyMeaning};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, corrupt_attribute, expiry, string, text},
    keys,
    table::{Table, Write},
};

/// The rows of replies, by the name that the provider gave each.
#[async_trait]
pub trait Replies: Send + Sync {
    /// Puts a reply that came, and gives when it came first: a reply that comes again later must not outweigh
    /// what was said in between. `None` where the name is that of a reply from another phone or in other words: a call
    /// that was made over. A name is never forgotten, so that a call of long ago cannot come as a new one.
    async fn put_reply(
        &self,
        id: &str,
        from: &PhoneNumber,
        words: &str,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError>;

    /// Whether the answer is the caller's to send. Only one caller ever hears yes, unless the claim was
    /// released; the very same `claim` is one, and repeating it hears yes again.
    async fn claim_answer(&self, id: &str, claim: &str) -> Result<bool, StoreError>;

    /// Releases the claim of an answer that was not sent, for certain.
    async fn release_answer(&self, id: &str, claim: &str) -> Result<(), StoreError>;

    /// Whether a phone is told at `at` what became of its STOP or START to a sender. Not where that told it the same within
    /// the hour before, and nothing else since: somebody who says STOP five times is told once. The reply `id` that heard yes
    /// hears it again.
    async fn claim_confirmation(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        meaning: ReplyMeaning,
        at: Timestamp,
        id: &str,
    ) -> Result<bool, StoreError>;
}

/// For how long a phone is not told the same again.
const TOLD: SignedDuration = SignedDuration::from_hours(1);

/// The name of what was told.
const fn told(meaning: ReplyMeaning) -> &'static str {
    match meaning {
        ReplyMeaning::Stop => "stop",
        ReplyMeaning::Start => "start",
        ReplyMeaning::Help => "help",
        ReplyMeaning::Other => "other",
    }
}

#[async_trait]
impl Replies for Table {
    async fn put_reply(
        &self,
        id: &str,
        from: &PhoneNumber,
        words: &str,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let said = self.hidden_words(from, words)?;
        let changes = Changes::default()
            .set("at", string(at.to_string()))
            .set("said", string(&said))
            .only_if("attribute_not_exists(#at)");
        match self.update_row(&keys::reply(id), changes).await? {
            Write::Done(_) => Ok(Some(at)),
            Write::Refused(item) if text(&item, "said") != said => Ok(None),
            Write::Refused(item) => {
                text(&item, "at").parse().map(Some).map_err(|_| corrupt_attribute(&item, "at"))
            }
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

    async fn claim_confirmation(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        meaning: ReplyMeaning,
        at: Timestamp,
        id: &str,
    ) -> Result<bool, StoreError> {
        let changes = Changes::default()
            .set("told", string(told(meaning)))
            .set("at", string(keys::sortable(at)))
            .set("reply", string(id))
            .set(EXPIRES_AT, expiry(at, TOLD))
            .only_if("attribute_not_exists(#told) OR #told <> :told OR #at <= :before OR #reply = :reply")
            .value("before", string(keys::sortable(at.saturating_sub(TOLD).unwrap_or(Timestamp::MIN))));
        Ok(self.update_row(&keys::confirmation(&self.hidden(phone)?, sender), changes).await?.is_done())
    }
}

/// What a phone was told last.
#[cfg(feature = "memory")]
#[derive(Debug)]
pub(crate) struct Confirmation {
    meaning: ReplyMeaning,
    at: Timestamp,
    reply: String,
}

/// A reply that came.
#[cfg(feature = "memory")]
#[derive(Debug)]
pub(crate) struct Reply {
    at: Timestamp,
    said: Option<(PhoneNumber, String)>,
    answered_by: Option<String>,
}

#[cfg(feature = "memory")]
#[async_trait]
impl Replies for Memory {
    async fn put_reply(
        &self,
        id: &str,
        from: &PhoneNumber,
        words: &str,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut contents = self.contents();
        let said = Some((from.clone(), words.to_owned()));
        let new = Reply { at, said: said.clone(), answered_by: None };
        let reply = contents.replies.entry(id.to_owned()).or_insert(new);
        Ok((reply.said == said).then_some(reply.at))
    }

    async fn claim_answer(&self, id: &str, claim: &str) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let unknown = Reply { at: Timestamp::MIN, said: None, answered_by: None };
        let row = contents.replies.entry(id.to_owned()).or_insert(unknown);
        Ok(row.answered_by.get_or_insert_with(|| claim.to_owned()) == claim)
    }

    async fn release_answer(&self, id: &str, claim: &str) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if let Some(row) = contents.replies.get_mut(id) {
            row.answered_by.take_if(|by| by == claim);
        }
        Ok(())
    }

    async fn claim_confirmation(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        meaning: ReplyMeaning,
        at: Timestamp,
        id: &str,
    ) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let place = (phone.clone(), sender.cloned());
        let told = contents.confirmations.get(&place);
        let free = told.is_none_or(|told| {
            told.meaning != meaning || at.duration_since(told.at) >= TOLD || told.reply == id
        });
        if free {
            let reply = id.to_owned();
            contents.confirmations.insert(place, Confirmation { meaning, at, reply });
        }
        Ok(free)
    }
}
