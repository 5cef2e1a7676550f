use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use rechime_domain::{ids::StoreId, minute::Minute};

use super::{
    Table,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, corrupt_attribute, expiry, of_key, string, text},
};
use crate::{
    error::StoreError,
    journal::{Journal, JournalEntry, JournalLine},
    keys,
    page::{Cursor, Page},
};

mod line;

/// The attribute with a batch's entries, each a line of text.
const ENTRIES: &str = "entries";

#[async_trait]
impl Journal for Table {
    async fn write(
        &self,
        store: &StoreId,
        at: Timestamp,
        uniq: &str,
        entries: &[JournalEntry],
    ) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        self.put(batch(store, at, uniq, entries)).await
    }

    async fn page(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<JournalLine>, StoreError> {
        let pk = keys::journal(store);
        let page = self.page(self.partition(&pk).scan_index_forward(false), &pk, before, limit).await?;
        let mut items = Vec::new();
        for batch in page.items.into_iter().filter_map(|item| alive(item, self.now())) {
            items.extend(lines(&batch)?);
        }
        Ok(Page { items, next: page.next })
    }
}

fn batch(store: &StoreId, at: Timestamp, uniq: &str, entries: &[JournalEntry]) -> Item {
    let mut item = of_key(&keys::batch(store, at, uniq));
    let lines = entries.iter().map(|entry| string(line::write(entry, Minute::containing(at)))).collect();
    item.insert(ENTRIES.to_owned(), AttributeValue::L(lines));
    item.insert(EXPIRES_AT.to_owned(), expiry(at, RECORDS_KEPT));
    item
}

fn lines(item: &Item) -> Result<Vec<JournalLine>, StoreError> {
    let at = keys::batch_at(text(item, "sk")).ok_or_else(|| corrupt_attribute(item, "sk"))?;
    let entries = item.get(ENTRIES).and_then(|value| value.as_l().ok());
    let read = |value: &AttributeValue| {
        let entry = value.as_s().ok().and_then(|line| line::read(line, Minute::containing(at)))?;
        Some(JournalLine { at, entry })
    };
    let lines = entries.and_then(|entries| entries.iter().map(read).collect());
    lines.ok_or_else(|| corrupt_attribute(item, ENTRIES))
}

#[cfg(test)]
mod tests;
