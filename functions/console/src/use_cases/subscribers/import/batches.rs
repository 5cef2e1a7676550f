//! Lines saved batch after batch, as far as time allows.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    ids::StoreId,
    list_file::{Entry, Tally},
};
use rechime_store::StoreError;

use super::save::save;
use crate::app::App;

/// Lines of a batch. When a process dies, those of its last batch are saved once more.
const LINES: usize = 500;

/// How long saving may take, which is less than the function's own limit.
const TIME_LIMIT: SignedDuration = SignedDuration::from_secs(15);

/// The lines of a list on their way into the table.
pub(super) struct Batches<'a> {
    app: &'a App,
    store: &'a StoreId,
    entries: &'a [Entry],
    began_at: Timestamp,
    done: usize,
    tally: Tally,
}

impl<'a> Batches<'a> {
    pub(super) fn of(app: &'a App, store: &'a StoreId, entries: &'a [Entry]) -> Self {
        Self { app, store, entries, began_at: app.clock.now(), done: 0, tally: Tally::default() }
    }

    /// Saves the next batch, and gives what it did. `None` after the last one, when time is up, and when the table takes no
    /// more after it took some: then the caller comes again.
    pub(super) async fn save_next(&mut self) -> Result<Option<Tally>, StoreError> {
        let is_late = self.app.clock.now().duration_since(self.began_at) > TIME_LIMIT;
        let Some(batch) = self.entries.get(self.done..).and_then(|rest| rest.chunks(LINES).next()) else {
            return Ok(None);
        };
        if is_late {
            return Ok(None);
        }
        let tally = match save(self.app, self.store, batch).await {
            Err(error) if self.done > 0 => {
                tracing::warn!(%error, "an import pauses");
                return Ok(None);
            }
            outcome => outcome?,
        };
        self.done += batch.len();
        self.tally = std::mem::take(&mut self.tally).and(tally.clone());
        Ok(Some(tally))
    }

    /// The first line that is not saved; `None` if all are.
    pub(super) fn next_line(&self) -> Option<u64> {
        self.entries.get(self.done).map(|entry| entry.line)
    }

    /// What was done, and of how many lines.
    pub(super) fn done(self) -> (Tally, usize) {
        (self.tally, self.done)
    }
}
