//! What evaluation has decided about already, by the store's journal.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use jiff::{SignedDuration, Timestamp};
use rechime_domain::ids::{OccurrenceHash, SourceId, StoreId};
use rechime_platform::job::JobError;

use crate::Upkeep;

/// Batches that are read at once.
const PAGE: usize = 100;

/// What happened since a moment was heard of since then, by two clocks.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(10);

/// What the journal tells of since a moment: of each flow and occurrence when it was last decided. Whoever it happened
/// to and which of the flow's messages it was about, one line shows that the event came: its messages were sent or
/// skipped, or they wait. Kept as short as can be, for there may be a week of it.
#[derive(Debug)]
pub(crate) struct Heard(HashMap<u64, Timestamp>);

impl Heard {
    /// When a flow's messages about an occurrence were last decided.
    pub(crate) fn at(&self, source: &SourceId, occurrence: &OccurrenceHash) -> Option<Timestamp> {
        self.0.get(&short(source, occurrence)).copied()
    }
}

fn short(source: &SourceId, occurrence: &OccurrenceHash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (source, occurrence).hash(&mut hasher);
    hasher.finish()
}

impl Upkeep {
    /// Reads what was decided since a moment.
    pub(crate) async fn heard(&self, store: &StoreId, since: Timestamp) -> Result<Heard, JobError> {
        let since = since.saturating_sub(CLOCKS_DIFFER).unwrap_or(Timestamp::MIN);
        let (mut heard, mut before) = (HashMap::new(), None);
        loop {
            let page =
                self.journal.list_entries(store, before.as_ref(), PAGE).await.map_err(JobError::retry)?;
            let is_last = page.items.iter().any(|line| line.at < since);
            // The newest line comes first.
            for line in page.items {
                heard.entry(short(&line.entry.source, &line.entry.occurrence)).or_insert(line.at);
            }
            match page.next {
                Some(next) if !is_last => before = Some(next),
                _ => return Ok(Heard(heard)),
            }
        }
    }
}
