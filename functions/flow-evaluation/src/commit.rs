//! From plans to deeds: the journal first, so that nothing happens unseen, then skips and holds, then the queue, and
//! last what must be remembered only after that.

use std::collections::BTreeMap;

use futures::future::join_all;
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
use rechime_platform::queue::Outgoing;
use rechime_store::{
    error::StoreError,
    journal::{JournalEntry, Planned},
};
use rechime_waiting::Place;

use crate::{
    Evaluation,
    plan::{Plan, Plans},
};

/// The plans of one queue message, by its id.
pub(crate) type Evaluated = (String, Plans);

impl Evaluation {
    /// Carries out the plans of a batch; returns the queue messages that must come again.
    pub(crate) async fn commit(&self, batch: &[Evaluated]) -> Vec<String> {
        let now = self.clock.now();
        if let Err(error) = self.write_journal(batch, now).await {
            tracing::error!(%error, "the journal cannot be written; the batch comes again");
            return batch.iter().map(|(id, _)| id.clone()).collect();
        }
        let mut failed = self.keep(batch, now).await;
        failed.extend(self.enqueue(batch, now).await);
        let done = batch.iter().filter(|(id, _)| !failed.contains(id));
        let remembered = join_all(done.map(|(id, plans)| self.remember(id, plans))).await;
        failed.extend(remembered.into_iter().flatten());
        failed
    }

    async fn write_journal(&self, batch: &[Evaluated], now: Timestamp) -> Result<(), StoreError> {
        let mut by_store: BTreeMap<&StoreId, (&str, Vec<JournalEntry>)> = BTreeMap::new();
        for (id, plan) in plans(batch) {
            by_store.entry(&plan.message.store).or_insert((id, Vec::new())).1.push(journal_entry(plan));
        }
        let writes =
            by_store.iter().map(|(store, (id, entries))| self.journal.write(store, now, id, entries));
        join_all(writes).await.into_iter().collect()
    }

    /// Skips and holds; each is one write.
    async fn keep(&self, batch: &[Evaluated], now: Timestamp) -> Vec<String> {
        let (skipped, held) = tokio::join!(self.skip(batch, now), self.hold(batch, now));
        [skipped, held].concat()
    }

    async fn skip(&self, batch: &[Evaluated], now: Timestamp) -> Vec<String> {
        let skips = plans(batch).filter(|(_, plan)| plan.decision.verdict == Verdict::Skip);
        let writes = skips.map(|(id, plan)| async move {
            let record = plan.decision.record(&plan.message, MessageState::Skipped { at: now });
            let error = self.messages.skip(&record).await.err()?;
            tracing::error!(%error, "a skip cannot be written down; its event comes again");
            Some(id.to_owned())
        });
        join_all(writes).await.into_iter().flatten().collect()
    }

    async fn hold(&self, batch: &[Evaluated], now: Timestamp) -> Vec<String> {
        let (owners, held): (Vec<&str>, Vec<(PendingMessage, Minute)>) =
            plans(batch).filter_map(|(id, plan)| Some((id, self.held(plan, now)?))).unzip();
        match self.waiting.hold(&held, now).await {
            Ok(()) => Vec::new(),
            Err(error) => {
                tracing::error!(%error, "messages cannot be held; their events come again");
                owners.into_iter().map(str::to_owned).collect()
            }
        }
    }

    /// The message and its release minute, where it waits in a hold.
    fn held(&self, plan: &Plan, now: Timestamp) -> Option<(PendingMessage, Minute)> {
        match plan.decision.verdict {
            Verdict::Wait { until } if self.waiting.place(until, now) == Place::Hold => {
                Some((plan.message.waiting_because(&plan.decision.why), until))
            }
            _ => None,
        }
    }

    async fn enqueue(&self, batch: &[Evaluated], now: Timestamp) -> Vec<String> {
        let due = plans(batch).filter_map(|(id, plan)| Some((id, plan, self.delay(plan, now)?)));
        let (owners, jobs): (Vec<&str>, Vec<Outgoing<SendJob>>) = due
            .map(|(id, plan, delay_seconds)| {
                (id, Outgoing { job: SendJob::new(plan.message.clone()), delay_seconds })
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

    async fn remember(&self, id: &str, plans: &Plans) -> Option<String> {
        let (store, report) = plans.afterwards.as_ref()?;
        let error = self.facts.record(store, report).await.err()?;
        tracing::error!(%error, "a resumption cannot be remembered; its event comes again");
        Some(id.to_owned())
    }

    /// How long a message waits on the queue; `None` where it does not go there.
    fn delay(&self, plan: &Plan, now: Timestamp) -> Option<u16> {
        match plan.decision.verdict {
            Verdict::Send { .. } => Some(0),
            Verdict::Wait { until } => on_queue(self.waiting.place(until, now)),
            Verdict::Skip => None,
        }
    }
}

/// The plans of a batch, each with the id of its queue message.
fn plans(batch: &[Evaluated]) -> impl Iterator<Item = (&str, &Plan)> {
    batch.iter().flat_map(|(id, plans)| plans.messages.iter().map(move |plan| (id.as_str(), plan)))
}

const fn on_queue(place: Place) -> Option<u16> {
    match place {
        Place::Queue { delay_seconds } => Some(delay_seconds),
        Place::Hold => None,
    }
}

fn journal_entry(plan: &Plan) -> JournalEntry {
    let message = &plan.message;
    JournalEntry {
        flow: message.occurrence.trigger,
        step: message.step,
        phone: match &message.occurrence.phone {
            Phone::Known(number) => Some(number.masked()),
            Phone::Unusable | Phone::Missing => None,
        },
        planned: planned(plan),
        occurrence: message.occurrence.key.clone(),
    }
}

fn planned(plan: &Plan) -> Planned {
    match plan.decision.verdict {
        Verdict::Send { .. } => Planned::Send,
        Verdict::Wait { until } => Planned::Wait { until },
        Verdict::Skip => Planned::Skip { code: plan.decision.cause().map(Reason::code).unwrap_or_default() },
    }
}
