use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;

use super::{Memory, page};
use crate::{
    error::StoreError,
    journal::{Journal, JournalEntry, JournalLine},
    keys,
    page::{Cursor, Page},
};

#[async_trait]
impl Journal for Memory {
    async fn write(
        &self,
        store: &StoreId,
        at: Timestamp,
        uniq: &str,
        entries: &[JournalEntry],
    ) -> Result<(), StoreError> {
        if !entries.is_empty() {
            self.contents().journal.insert(keys::batch(store, at, uniq).into(), entries.to_vec());
        }
        Ok(())
    }

    async fn page(
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
            page(batches.map(|((_, sk), entries)| (sk.clone(), lines(sk, entries))), limit);
        Ok(Page { items: items.concat(), next })
    }
}

fn lines(sk: &str, entries: &[JournalEntry]) -> Vec<JournalLine> {
    let at = keys::batch_at(sk).unwrap_or_default();
    entries.iter().map(|entry| JournalLine { at, entry: entry.clone() }).collect()
}
