//! Counts what becomes of messages, from the stream of the table.
//!
//! Which counters a change of a row changes is the domain's to say ([`rechime_domain::counting`]). This function sums
//! that up for the records of a batch, and adds it to the rows of counters. The stream brings a record at least once. A
//! row of counters knows how far it has counted each shard ([`rechime_store::counters`]), so a batch that comes again, in
//! whatever pieces, adds only what is not in the row yet: every record is counted once.
//!
//! A record that makes no sense holds up its shard for nothing: it is put on the dead-letter queue, and the others are
//! counted.

mod batch;
mod event;
mod uncounted;

use std::sync::Arc;

use futures::future::join_all;
use rechime_domain::{counting::CountRow, ids::StoreId};
use rechime_platform::{
    clock::Clock,
    queue::{Outgoing, Queue},
};
use rechime_store::{
    StoreError,
    counters::{Added, Counters, HourCounts, Position, SequenceNumber, Shard, days::may_be_summed},
};

use self::batch::{Additions, Batch};
pub use self::{
    event::{EventRecord, StreamAnswer, StreamEvent},
    uncounted::Uncounted,
};

/// Rows that are written at once.
const WRITES_AT_ONCE: usize = 20;

/// The function: its ports.
pub struct Tally {
    /// The counters of all stores.
    pub counters: Arc<dyn Counters>,
    /// Where records go that make no sense.
    pub dead_letters: Arc<dyn Queue<Uncounted>>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// Why a batch comes again as a whole.
#[derive(Debug, thiserror::Error)]
pub enum TallyError {
    /// The event does not say which shard it is from.
    #[error(
        "the event names no shard; give the event source a tumbling window, or what is counted twice is not noticed"
    )]
    NoShard,
}

impl Tally {
    /// Counts the records of a shard.
    pub async fn handle(&self, event: StreamEvent) -> Result<StreamAnswer, TallyError> {
        if event.records.is_empty() {
            return Ok(StreamAnswer::default());
        }
        let name = event.shard.ok_or(TallyError::NoShard)?;
        let numbers: Vec<_> =
            event.records.iter().map(|record| record.dynamodb.sequence_number.clone()).collect();
        let (batch, senseless) = read(&name, event.records);
        let kept = self.keep(senseless).await;
        let failed = self.add(&Shard::named(&name), &batch).await;
        if kept && failed.is_none() {
            return Ok(StreamAnswer::default());
        }
        let is_failed = |number: &String| kept && SequenceNumber::parse(number).ok() == failed;
        let from = numbers.iter().find(|number| is_failed(number)).or(numbers.first());
        Ok(from.cloned().map(StreamAnswer::again_from).unwrap_or_default())
    }

    /// Puts records that make no sense on the dead-letter queue. False if it does not take them.
    async fn keep(&self, senseless: Vec<Uncounted>) -> bool {
        if senseless.is_empty() {
            return true;
        }
        let jobs: Vec<_> = senseless.into_iter().map(Outgoing::now).collect();
        let Err(error) = self.dead_letters.send(&jobs).await else { return true };
        tracing::error!(%error, "records that make no sense cannot be kept; the batch comes again");
        false
    }

    /// Adds what the batch says to all rows. The first record of a row that could not be written is what must come again.
    async fn add(&self, shard: &Shard, batch: &Batch) -> Option<SequenceNumber> {
        let mut failed: Option<SequenceNumber> = None;
        let rows: Vec<_> = batch.iter().collect();
        for rows in rows.chunks(WRITES_AT_ONCE) {
            let writes =
                rows.iter().map(|((store, row), additions)| self.add_to(store, row, additions, shard));
            for ((_, additions), written) in rows.iter().zip(join_all(writes).await) {
                let Err(error) = written else { continue };
                tracing::warn!(%error, "counters cannot be written; the shard is read again from there");
                failed = [failed, additions.first().cloned()].into_iter().flatten().min();
            }
        }
        failed
    }

    /// Adds what the row has not counted yet. The row says how far it has counted if it is further than we took it for.
    async fn add_to(
        &self,
        store: &StoreId,
        row: &CountRow,
        additions: &Additions,
        shard: &Shard,
    ) -> Result<(), StoreError> {
        let (mut counted, mut says) = (None, None);
        while let Some((sequence, counts)) = additions.after(counted.as_ref()) {
            let position = Position { shard: shard.clone(), sequence };
            match self.counters.add_counts(store, row, &counts, &position).await? {
                Added::Now(now) => return self.keep_late(store, row, &now).await,
                Added::UpTo(further, now) => (counted, says) = (Some(further), Some(now)),
            }
        }
        // All of it was counted before, perhaps by a process that ended right after.
        match says {
            Some(now) => self.keep_late(store, row, &now).await,
            None => Ok(()),
        }
    }

    /// Keeps what a row says if it may be in the row of its day already. The time is read after the row was written: what
    /// was in time by then is in any later reading of the row.
    async fn keep_late(&self, store: &StoreId, row: &CountRow, says: &HourCounts) -> Result<(), StoreError> {
        let is_in_days = !matches!(row, CountRow::Forecast { .. });
        if is_in_days && may_be_summed(says.hour, self.clock.now()) {
            self.counters.put_late_counts(store, says).await?;
        }
        Ok(())
    }
}

/// Sums up what the records say, and tells those apart that make no sense.
fn read(shard: &str, records: Vec<EventRecord>) -> (Batch, Vec<Uncounted>) {
    let (mut batch, mut senseless) = (Batch::new(), Vec::new());
    for record in records {
        let number = record.dynamodb.sequence_number.clone();
        if let Err(problem) = read_one(record, &mut batch) {
            tracing::error!(shard, record = number, problem, "a record of the stream makes no sense");
            senseless.push(Uncounted::new(shard, number, problem));
        }
    }
    (batch, senseless)
}

fn read_one(record: EventRecord, batch: &mut Batch) -> Result<(), String> {
    let sequence = record.sequence().map_err(|error| error.to_string())?;
    let change = record.dynamodb.change().map_err(|error| uncounted::problem(&error))?;
    let Some((store, change)) = change else { return Ok(()) };
    for (row, counts) in change.increments() {
        batch.entry((store.clone(), row)).or_default().push(sequence.clone(), counts);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
