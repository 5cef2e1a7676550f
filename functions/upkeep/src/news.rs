//! What of Recharge's lists is news to us.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use rechime_domain::{
    facts::FactReport,
    flow::FlowStatus,
    ids::MessageId,
    job::{Proof, WebhookJob},
    occurrence::Occurrence,
};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_recharge::{
    backfill::{self, Window},
    client::Listing,
    reading::{self, Reading},
    topic::HandledTopic,
};
use rechime_store::checkups::LookBack;
use serde_json::value::RawValue;

use crate::{Upkeep, connection::Connected};

/// How many facts are read at once.
const READS_AT_ONCE: usize = 16;

/// The webhook that an object stands for, and the trace that it leaves once it was evaluated.
struct Candidate<'a> {
    topic: HandledTopic,
    payload: &'a RawValue,
    trace: Trace,
}

/// How we know that an event came. Most did: without a look at its trace, each would be evaluated twice.
enum Trace {
    /// What it reports is remembered before anything else is done about it.
    Fact(FactReport),
    /// Its message was sent or skipped. One that still waits has no row; evaluating it again changes nothing.
    Row(MessageId),
    /// Nothing that is kept would tell.
    None,
}

impl Upkeep {
    /// Puts on the events queue what a page tells and nobody told us before.
    pub(crate) async fn enqueue_news(
        &self,
        store: &Connected,
        listing: Listing,
        items: &[Box<RawValue>],
        look: &LookBack,
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        let window = Window { since: look.since, now, after_a_gap: look.after_a_gap };
        let candidates = items.iter().filter_map(|item| candidate(store, listing, item, &window));
        let news = self.unheard(store, candidates.collect()).await?;
        let jobs: Vec<_> = news.iter().map(|one| Outgoing::now(job(store, one, now))).collect();
        if jobs.is_empty() {
            return Ok(());
        }
        tracing::info!(store = %store.id, events = jobs.len(), "events came without a webhook");
        self.events.send(&jobs).await.map_err(JobError::retry)
    }

    async fn unheard<'a>(
        &self,
        store: &Connected,
        candidates: Vec<Candidate<'a>>,
    ) -> Result<Vec<Candidate<'a>>, JobError> {
        let rows = candidates.iter().filter_map(|candidate| match &candidate.trace {
            Trace::Row(id) => Some(id.clone()),
            Trace::Fact(_) | Trace::None => None,
        });
        let rows = self.messages.get_many(&store.id, &rows.collect::<Vec<_>>()).await;
        let rows: BTreeSet<_> = rows.map_err(JobError::retry)?.into_iter().map(|row| row.id).collect();
        let checks = candidates.into_iter().map(|candidate| async {
            let is_known = match &candidate.trace {
                Trace::Row(id) => rows.contains(id),
                Trace::Fact(report) => self.was_reported(store, report).await?,
                Trace::None => false,
            };
            Ok((!is_known).then_some(candidate))
        });
        let unheard: Vec<_> = stream::iter(checks).buffered(READS_AT_ONCE).try_collect().await?;
        Ok(unheard.into_iter().flatten().collect())
    }

    async fn was_reported(&self, store: &Connected, report: &FactReport) -> Result<bool, JobError> {
        let facts = self.facts.get(&store.id, &report.subject).await.map_err(JobError::retry)?;
        Ok(facts.moment(report.kind).is_some_and(|known| known.at >= report.moment.at))
    }
}

/// What an item stands for, unless that can change nothing. One that cannot be read goes to where it is parked with
/// its reason, if it is clear at all what it stands for.
fn candidate<'a>(
    store: &Connected,
    listing: Listing,
    payload: &'a RawValue,
    window: &Window,
) -> Option<Candidate<'a>> {
    let topic = backfill::missed_topic(listing, payload, window).unwrap_or_else(|error| {
        tracing::warn!(store = %store.id, %error, list = listing.plural(), "an object cannot be read");
        None
    })?;
    let trace = match reading::read(topic, payload, window.now, &store.config.settings.country) {
        Ok(reading) => trace(store, &reading)?,
        Err(_) => Trace::None,
    };
    Some(Candidate { topic, payload, trace })
}

fn trace(store: &Connected, reading: &Reading) -> Option<Trace> {
    let row = |occurrence: &Occurrence| {
        let flow = store.config.flows.get(&occurrence.trigger);
        flow.filter(|flow| flow.status == FlowStatus::Active)?;
        Some(Trace::Row(MessageId::derive(&store.id, occurrence.trigger, 0, &occurrence.key)))
    };
    match &reading.report {
        Some(report) => Some(Trace::Fact(report.clone())),
        None => reading.occurrence().and_then(row),
    }
}

fn job(store: &Connected, candidate: &Candidate<'_>, now: Timestamp) -> WebhookJob {
    let (topic, payload) = (candidate.topic.key().to_owned(), candidate.payload.to_owned());
    WebhookJob::new(store.id.clone(), topic, Proof::Backfill, now, payload)
}
