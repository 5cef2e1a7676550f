//! The activity of a store: what was decided about each message, newest first.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    ids::{MessageId, OccurrenceHash, SourceId, StoreId},
    minute::Minute,
};
use serde_dynamo::AttributeValue;

#[cfg(feature = "memory")]
use crate::memory::{Memory, page};
use crate::{
    error::StoreError,
    item::{EXPIRES_AT, Item, alive, as_string, corrupt_attribute, expiry, of_key, string, text},
    keys,
    page::{Cursor, Page},
    table::Table,
};

mod line;

/// The attribute with a batch's entries, each a line of text.
const ENTRIES: &str = "entries";

/// What was decided about a message when its event came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalDecision {
    /// To send it at once. Its row tells how that went.
    Send,
    /// To hold it. Once released, its row tells how that went.
    Wait {
        /// Until then.
        until: Minute,
    },
    /// Not to send it.
    Skip {
        /// The code of the last reason, such as `no_consent`.
        code: String,
    },
}

/// One message, and what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its id, which begins with its person's. Its row and its hold are found by it.
    pub message: MessageId,
    /// The flow that it comes from.
    pub source: SourceId,
    /// The number of the flow's step.
    pub step: u8,
    /// What it is about, in short; of a second try, what stands for that in its id.
    pub occurrence: OccurrenceHash,
    /// To whom, masked: `+1415•••2671`. Without `|`.
    pub phone: Option<String>,
    /// What was decided.
    pub decision: JournalDecision,
}

/// An entry, with the time of its batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// When it was written.
    pub at: Timestamp,
    /// What was written.
    pub entry: JournalEntry,
}

/// What was decided for a store in one batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreEntries<'a> {
    /// The store.
    pub store: &'a StoreId,
    /// Tells batches of the same instant apart.
    pub uniq: &'a str,
    /// What was decided.
    pub entries: Vec<JournalEntry>,
}

/// The journals of all stores: one item for each batch of events, so that the record of why costs little.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Puts what was decided in one batch, for each store apart. One request, however many stores there are; a write unit
    /// for each of them. The same `at` and `uniq` of a store again replace what was written.
    async fn put_batch(&self, at: Timestamp, batch: &[StoreEntries<'_>]) -> Result<(), StoreError>;

    /// Puts what was decided for one store.
    async fn put_entries(
        &self,
        store: &StoreId,
        at: Timestamp,
        uniq: &str,
        entries: &[JournalEntry],
    ) -> Result<(), StoreError> {
        self.put_batch(at, &[StoreEntries { store, uniq, entries: entries.to_vec() }]).await
    }

    /// The entries of up to `limit` batches, the newest batch first.
    async fn list_entries(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<JournalLine>, StoreError>;
}

#[async_trait]
impl Journal for Table {
    async fn put_batch(&self, at: Timestamp, stores: &[StoreEntries<'_>]) -> Result<(), StoreError> {
        let row = |it: &StoreEntries<'_>| batch(it.store, at, it.uniq, &it.entries, self.messages_kept());
        self.put_rows(stores.iter().filter(|it| !it.entries.is_empty()).map(row).collect()).await
    }

    async fn list_entries(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<JournalLine>, StoreError> {
        let pk = keys::journal(store);
        let page = self.page_rows(self.partition(&pk).scan_index_forward(false), &pk, before, limit).await?;
        let mut items = Vec::new();
        for batch in page.items.into_iter().filter_map(|item| alive(item, self.now())) {
            items.extend(lines(&batch, store)?);
        }
        Ok(Page { items, next: page.next })
    }
}

/// A batch is kept as long as the row of any of its messages can be, so that no line outlives what it leads to.
pub(crate) fn batch(
    store: &StoreId,
    at: Timestamp,
    uniq: &str,
    entries: &[JournalEntry],
    messages_kept: SignedDuration,
) -> Item {
    let mut item = of_key(&keys::batch(store, at, uniq));
    let lines = entries.iter().map(|entry| string(line::write(entry, Minute::containing(at)))).collect();
    item.insert(ENTRIES.to_owned(), AttributeValue::L(lines));
    let last = entries.iter().filter_map(JournalEntry::waits_until).max();
    let since = last.map_or(at, |minute| minute.start().max(at));
    item.insert(EXPIRES_AT.to_owned(), expiry(since, messages_kept));
    item
}

impl JournalEntry {
    const fn waits_until(&self) -> Option<Minute> {
        match self.decision {
            JournalDecision::Wait { until } => Some(until),
            JournalDecision::Send | JournalDecision::Skip { .. } => None,
        }
    }
}

pub(crate) fn lines(item: &Item, store: &StoreId) -> Result<Vec<JournalLine>, StoreError> {
    let at = keys::batch_at(text(item, "sk")).ok_or_else(|| corrupt_attribute(item, "sk"))?;
    let read = |value: &AttributeValue| {
        let entry = as_string(value).and_then(|line| line::read(line, store, Minute::containing(at)))?;
        Some(JournalLine { at, entry })
    };
    let lines = match item.get(ENTRIES) {
        Some(AttributeValue::L(entries)) => entries.iter().map(read).collect(),
        _ => None,
    };
    lines.ok_or_else(|| corrupt_attribute(item, ENTRIES))
}

#[cfg(feature = "memory")]
#[async_trait]
impl Journal for Memory {
    async fn put_batch(&self, at: Timestamp, stores: &[StoreEntries<'_>]) -> Result<(), StoreError> {
        for StoreEntries { store, uniq, entries } in stores.iter().filter(|it| !it.entries.is_empty()) {
            self.contents().journal.insert(keys::batch(store, at, uniq).into(), entries.clone());
        }
        Ok(())
    }

    async fn list_entries(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<JournalLine>, StoreError> {
        let pk = keys::journal(store);
        let is_before = |sk: &str| before.is_none_or(|cursor| sk < cursor.as_str());
        let contents = self.contents();
        let batches = contents.journal.iter().rev().filter(|((of, sk), _)| *of == pk && is_before(sk));
        let Page { items, next } =
            page(batches.map(|((_, sk), entries)| (sk.clone(), remembered_lines(sk, entries))), limit);
        Ok(Page { items: items.concat(), next })
    }
}

#[cfg(feature = "memory")]
fn remembered_lines(sk: &str, entries: &[JournalEntry]) -> Vec<JournalLine> {
    let at = keys::batch_at(sk).unwrap_or_default();
    entries.iter().map(|entry| JournalLine { at, entry: entry.clone() }).collect()
}

#[cfg(test)]
mod tests;
