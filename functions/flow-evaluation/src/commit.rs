//! From plans to deeds: the journal first, so that nothing happens unseen, then skips and holds, then the queue, and
//! last what must be remembered only after that.

use std::collections::BTreeMap;

use futures::future::join_all;
use jiff::Timestamp;
use rechime_domain::{
    decision::Verdict, ids::StoreId, job::SendJob, message::MessageState, occurrence::Phone, reason::Reason,
};
use rechime_platform::queue::Outgoing;
use rechime_store::{
    error::StoreError,
    journal::{JournalEntry, Planned},
};
use rechime_waiting::{Place, WaitingError};

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
        for (id, plan) in
            batch.iter().flat_map(|(id, plans)| plans.messages.iter().map(move |plan| (id, plan)))
        {
            by_store.entry(&plan.message.store).or_insert((id, Vec::new())).1.push(journal_entry(plan));
        }
        let writes =
            by_store.iter().map(|(store, (id, entries))| self.journal.write(store, now, id, entries));
        join_all(writes).await.into_iter().collect()
    }

    /// Skips and holds, all at once; each is one write.
    async fn keep(&self, batch: &[Evaluated], now: Timestamp) -> Vec<String> {
        let kept = batch.iter().map(|(id, plans)| async move {
            let outcomes = join_all(plans.messages.iter().map(|plan| self.keep_one(plan, now))).await;
            let error = outcomes.into_iter().find_map(Result::err)?;
            tracing::error!(%error, "a message cannot be kept; its event comes again");
            Some(id.clone())
        });
        join_all(kept).await.into_iter().flatten().collect()
    }

    async fn keep_one(&self, plan: &Plan, now: Timestamp) -> Result<(), WaitingError> {
        match plan.decision.verdict {
            Verdict::Skip => {
                let record = plan.decision.record(&plan.message, MessageState::Skipped { at: now });
                self.messages.skip(&record).await?;
                Ok(())
            }
            Verdict::Wait { until } if self.waiting.place(until, now) == Place::Hold => {
                self.waiting.hold(&plan.message, until, now).await
            }
            Verdict::Wait { .. } | Verdict::Send { .. } => Ok(()),
        }
    }

    async fn enqueue(&self, batch: &[Evaluated], now: Timestamp) -> Vec<String> {
        let due = batch.iter().flat_map(|(id, plans)| {
            plans.messages.iter().filter_map(move |plan| Some((id, plan, self.delay(plan, now)?)))
        });
        let (owners, jobs): (Vec<&String>, Vec<Outgoing<SendJob>>) = due
            .map(|(id, plan, delay_seconds)| {
                (id, Outgoing { job: SendJob::new(plan.message.clone()), delay_seconds })
            })
            .unzip();
        match self.sends.send(&jobs).await {
            Ok(()) => Vec::new(),
            Err(error) => {
                tracing::error!(%error, "the sends queue did not take all messages; their events come again");
                error.failed.iter().filter_map(|index| owners.get(*index).map(|id| (*id).clone())).collect()
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
