//! The messages that a flow makes of an occurrence, and their ids.

use std::sync::Arc;

use super::Flow;
use crate::{
    ids::{MessageId, StoreId},
    message::PendingMessage,
    occurrence::Occurrence,
};

impl Flow {
    /// The messages about one occurrence: one for each step, in order. Whether they are sent is not asked here.
    ///
    /// Everybody who needs to know a message's id comes here: evaluation, the dry run, and upkeep, which asks
    /// whether a message was sent already.
    pub fn messages<'a>(
        &'a self,
        store: &'a StoreId,
        occurrence: &Arc<Occurrence>,
    ) -> impl Iterator<Item = PendingMessage> + 'a {
        let person = occurrence.person(store);
        let occurrence = self.own(occurrence);
        let key = occurrence.key.hash();
        self.numbered_steps().map(move |(step, _)| PendingMessage {
            id: MessageId::derive(store, &person, &self.id, step, &key),
            store: store.clone(),
            source: self.id.clone(),
            step,
            occurrence: Arc::clone(&occurrence),
            held_until: None,
            decided_at: None,
            waits: Vec::new(),
            ready_at: None,
            again: None,
        })
    }

    /// The occurrence as this flow tells it apart from others: a charge is one, however often it is tried, unless the
    /// merchant wants a text for each try.
    fn own(&self, occurrence: &Arc<Occurrence>) -> Arc<Occurrence> {
        match occurrence.attempt.filter(|_| self.each_retry) {
            Some(attempt) => {
                let key = occurrence.key.of_try(attempt);
                Arc::new(Occurrence { key, ..Occurrence::clone(occurrence) })
            }
            None => Arc::clone(occurrence),
        }
    }
}

#[cfg(test)]
mod tests;
