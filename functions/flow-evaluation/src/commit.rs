//! Carries out the plans of a batch, in this order: the journal, so that every message is on record; skips and holds;
//! the sends queue; and last the resumptions, which may be remembered only once their messages are kept.

use std::collections::BTreeMap;

use futures::future::{join_all, try_join_all};
use jiff::Timestamp;
use rechime_domain::{
    decision::Verdict,
    ids::StoreId,
    job::SendJob,
    message::{MessageState, PendingMessage},
    minute::Minute,
    occurrence::Phone,
    reason::Reason,
};
use rechime_platform::{batch::Lifted, queue::Outgoing};
use rechime_store::{
    error::StoreError,
    journal::{JournalDecision, JournalEntry, StoreEntries},
    waiting::Place,
};

use crate::{
    Evaluation,
    plan::{EventPlan, MessagePlan, NewPerson},
};

/// The plan for each event of a batch, with its queue message's id.
type Batch = [(String, EventPlan)];

impl Evaluation {
    /// Carries out the plans of a batch. An event that could not be kept comes again.
    pub(crate) async fn commit(&self, mut batch: Lifted<EventPlan>) -> Lifted<EventPlan> {
        for id in self.carry_out(&batch.done).await {
            batch.fail(id);
        }
        batch
    }

    /// Returns the ids of the queue messages that must come again. They may repeat.
    async fn carry_out(&self, batch: &Batch) -> Vec<String> {
        let now = self.clock.now();
        if let Err(error) = self.write_journal(batch, now).await {
            tracing::error!(%error, "the journal cannot be written; the batch comes again");
            return batch.iter().map(|(id, _)| id.clone()).collect();
        }
        let mut failed = self.keep(batch, now).await;
        failed.extend(self.enqueue(batch, now).await);
        let done = batch.iter().filter(|(id, _)| !failed.contains(id));
        let not_remembered = join_all(done.map(|(id, plan)| self.remember_resumption(id, plan))).await;
        failed.extend(not_remembered.into_iter().flatten());
        failed
    }

    async fn write_journal(&self, batch: &Batch, now: Timestamp) -> Result<(), StoreError> {
        let mut by_store: BTreeMap<&StoreId, StoreEntries<'_>> = BTreeMap::new();
        for (uniq, plan) in messages(batch) {
            let store = &plan.message.store;
            let its = by_store.entry(store).or_insert(StoreEntries { store, uniq, entries: Vec::new() });
            its.entries.push(journal_entry(plan));
        }
        let stores: Vec<_> = by_store.into_values().collect();
        if stores.is_empty() { Ok(()) } else { self.journal.put_batch(now, &stores).await }
    }

    async fn keep(&self, batch: &Batch, now: Timestamp) -> Vec<String> {
        let (skipped, held) = tokio::join!(self.skip(batch, now), self.hold(batch, now));
        [skipped, held].concat()
    }

    async fn skip(&self, batch: &Batch, now: Timestamp) -> Vec<String> {
        let writes = batch.iter().map(|(id, plan)| async move {
            let error = self.write_skips(plan, now).await.err()?;
            tracing::error!(%error, "skips cannot be written down; their event comes again");
            Some(id.clone())
        });
        join_all(writes).await.into_iter().flatten().collect()
    }

    /// The person is listed first: a row is found by its person only.
    async fn write_skips(&self, plan: &EventPlan, now: Timestamp) -> Result<(), StoreError> {
        if let Some(NewPerson { store, phone, person }) = &plan.new_person {
            self.subscribers.add_person(store, phone, person).await?;
        }
        let skipped = plan.messages.iter().filter(|plan| plan.is_skip());
        try_join_all(skipped.map(|plan| self.write_skip(plan, now))).await.map(drop)
    }

    async fn write_skip(&self, plan: &MessagePlan, now: Timestamp) -> Result<(), StoreError> {
        let record = plan.decision.record(&plan.message, MessageState::Skipped { at: now });
        if plan.is_old_news() {
            return self.messages.put_old_news(&record).await;
        }
        self.messages.put_skip(&record).await.map(drop)
    }

    async fn hold(&self, batch: &Batch, now: Timestamp) -> Vec<String> {
        let (owners, held): (Vec<&str>, Vec<(PendingMessage, Minute)>) =
            messages(batch).filter_map(|(id, plan)| Some((id, self.held(plan, now)?))).unzip();
        match self.waiting.hold(&held, now).await {
            Ok(()) => Vec::new(),
            Err(error) => {
                tracing::error!(%error, "messages cannot be held; their events come again");
                owners.into_iter().map(str::to_owned).collect()
            }
        }
    }

    /// The message and its release minute; `None` where it does not wait in a hold.
    fn held(&self, plan: &MessagePlan, now: Timestamp) -> Option<(PendingMessage, Minute)> {
        match plan.decision.verdict {
            Verdict::Wait { until } if self.waiting.place(until, now) == Place::Hold => {
                Some((plan.waiting(now, until), until))
            }
            _ => None,
        }
    }

    async fn enqueue(&self, batch: &Batch, now: Timestamp) -> Vec<String> {
        let due = messages(batch).filter_map(|(id, plan)| Some((id, plan, self.delay(plan, now)?)));
        let (owners, jobs): (Vec<&str>, Vec<Outgoing<SendJob>>) = due
            .map(|(id, plan, delay_seconds)| {
                (id, Outgoing { job: SendJob::new(plan.planned(now)), delay_seconds })
            })
            .unzip();
        match self.sends.send(&jobs).await {
            Ok(()) => Vec::new(),
            Err(error) => {
                tracing::error!(%error, "the sends queue did not take all messages; their events come again");
                error
                    .failed
                    .iter()
                    .filter_map(|index| owners.get(*index).map(|id| (*id).to_owned()))
                    .collect()
            }
        }
    }

    async fn remember_resumption(&self, id: &str, plan: &EventPlan) -> Option<String> {
        let (store, report) = plan.resumption.as_ref()?;
        let error = self.facts.put_fact(store, report).await.err()?;
        tracing::error!(%error, "a resumption cannot be remembered; its event comes again");
        Some(id.to_owned())
    }

    /// How many seconds a message waits on the queue; `None` where it does not go there.
    fn delay(&self, plan: &MessagePlan, now: Timestamp) -> Option<u16> {
        match plan.decision.verdict {
            Verdict::Send { .. } => Some(0),
            Verdict::Wait { until } => on_queue(self.waiting.place(until, now)),
            Verdict::Skip => None,
        }
    }
}

/// The messages of a batch, each with the id of its queue message.
fn messages(batch: &Batch) -> impl Iterator<Item = (&str, &MessagePlan)> {
    batch.iter().flat_map(|(id, event)| event.messages.iter().map(move |plan| (id.as_str(), plan)))
}

const fn on_queue(place: Place) -> Option<u16> {
    match place {
        Place::Queue { delay_seconds } => Some(delay_seconds),
        Place::Hold => None,
    }
}

fn journal_entry(plan: &MessagePlan) -> JournalEntry {
    let message = &plan.message;
    JournalEntry {
        message: message.id.clone(),
        source: message.source.clone(),
        step: message.step,
        occurrence: message.occurrence.key.hash(),
        phone: match &message.occurrence.phone {
            Phone::Known(number) => Some(number.masked()),
            Phone::Unusable | Phone::Missing => None,
        },
        decision: journal_decision(plan),
    }
}

fn journal_decision(plan: &MessagePlan) -> JournalDecision {
    match plan.decision.verdict {
        Verdict::Send { .. } => JournalDecision::Send,
        Verdict::Wait { until } => JournalDecision::Wait { until },
        Verdict::Skip => {
            JournalDecision::Skip { code: plan.decision.cause().map(Reason::code).unwrap_or_default() }
        }
    }
}
