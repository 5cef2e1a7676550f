//! The activity of a store: what was planned for each message, newest first.

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    ids::{MessageId, StoreId},
    minute::Minute,
    occurrence::OccurrenceKey,
    trigger::Trigger,
};

use crate::{
    error::StoreError,
    page::{Cursor, Page},
};

/// What was planned for a message when its event came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planned {
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

/// One message as it was planned. Its id is not kept: it follows from the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its flow.
    pub flow: Trigger,
    /// Which of the flow's steps, counted from 0.
    pub step: u8,
    /// What it was about.
    pub occurrence: OccurrenceKey,
    /// To whom, masked: `+1415•••2671`. Without `|`.
    pub phone: Option<String>,
    /// What was planned.
    pub planned: Planned,
}

impl JournalEntry {
    /// The message's id, by which its row and its hold are found.
    #[must_use]
    pub fn message(&self, store: &StoreId) -> MessageId {
        MessageId::derive(store, self.flow, self.step, &self.occurrence)
    }
}

/// An entry, with the time of its batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// When it was written.
    pub at: Timestamp,
    /// What was written.
    pub entry: JournalEntry,
}

/// The journals of all stores: one item for each batch of events, so that the record of why costs little.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Writes down what was planned for one store in one batch. `uniq` tells batches of the same instant apart;
    /// the same `at` and `uniq` again replace what was written.
    async fn write(
        &self,
        store: &StoreId,
        at: Timestamp,
        uniq: &str,
        entries: &[JournalEntry],
    ) -> Result<(), StoreError>;

    /// The entries of up to `limit` batches, the newest batch first.
    async fn page(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<JournalLine>, StoreError>;
}
