//! Finds the events in Recharge's lists that no webhook told.

use std::{collections::BTreeMap, sync::Arc};

use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use rechime_domain::{
    facts::FactReport,
    flow::Flow,
    ids::MessageId,
    job::{EventJob, Proof, WebhookJob},
    occurrence::Occurrence,
};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_recharge::{
    backfill::{self, LookBackPeriod},
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
    /// One of its messages was sent or skipped. Those that still wait have no row; evaluating them again changes
    /// nothing.
    Rows(Rows),
    /// Nothing that is kept tells of it.
    None,
}

/// The rows of which one shows that an event came.
struct Rows {
    /// Of this event alone: each of them shows it.
    own: Vec<MessageId>,
    /// Of a charge's tries together, by flows that tell of the first only. One that is older than this try shows an
    /// earlier one.
    of_all_tries: Vec<MessageId>,
    /// When the event happened.
    at: Timestamp,
}

impl Rows {
    fn ids(&self) -> impl Iterator<Item = &MessageId> {
        self.own.iter().chain(&self.of_all_tries)
    }

    /// Whether one of the rows that were `written` shows the event.
    fn show(&self, written: &BTreeMap<MessageId, Option<Timestamp>>) -> bool {
        let is_later = |id| written.get(id).is_some_and(|at| at.is_none_or(|at| at >= self.at));
        self.own.iter().any(|id| written.contains_key(id)) || self.of_all_tries.iter().any(is_later)
    }
}

impl Upkeep {
    /// Puts on the events queue what a page tells and nobody told us before.
    pub(crate) async fn enqueue_missed(
        &self,
        store: &Connected,
        listing: Listing,
        items: &[Box<RawValue>],
        look: &LookBack,
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        let period = LookBackPeriod { since: look.since, now, after_a_gap: look.after_a_gap };
        let candidates = items.iter().filter_map(|item| candidate(store, listing, item, &period));
        let missed = self.missed(store, candidates.collect()).await?;
        let jobs: Vec<_> = missed.iter().map(|one| Outgoing::now(job(store, one, now))).collect();
        if jobs.is_empty() {
            return Ok(());
        }
        tracing::info!(store = %store.id, events = jobs.len(), "events came without a webhook");
        self.events.send(&jobs).await.map_err(JobError::retry)
    }

    async fn missed<'a>(
        &self,
        store: &Connected,
        candidates: Vec<Candidate<'a>>,
    ) -> Result<Vec<Candidate<'a>>, JobError> {
        let rows = candidates.iter().flat_map(|candidate| match &candidate.trace {
            Trace::Rows(rows) => rows.ids().cloned().collect(),
            Trace::Fact(_) | Trace::None => Vec::new(),
        });
        let rows = self.messages.get_messages(&store.id, &rows.collect::<Vec<_>>()).await;
        let rows = rows.map_err(JobError::retry)?.into_iter();
        let written: BTreeMap<_, _> = rows.map(|row| (row.id, Some(row.state.at()))).collect();
        let checks = candidates.into_iter().map(|candidate| async {
            let is_known = match &candidate.trace {
                Trace::Rows(rows) => rows.show(&written),
                Trace::Fact(report) => self.was_reported(store, report).await?,
                Trace::None => false,
            };
            Ok((!is_known).then_some(candidate))
        });
        let events: Vec<_> = stream::iter(checks).buffered(READS_AT_ONCE).try_collect().await?;
        Ok(events.into_iter().flatten().collect())
    }

    async fn was_reported(&self, store: &Connected, report: &FactReport) -> Result<bool, JobError> {
        let facts = self.facts.get_facts(&store.id, &report.subject).await.map_err(JobError::retry)?;
        Ok(facts.moment(report.kind).is_some_and(|known| known.at >= report.moment.at))
    }
}

/// What an item stands for, unless that can change nothing. One that cannot be read goes to where it is parked with
/// its reason, if it is clear at all what it stands for.
fn candidate<'a>(
    store: &Connected,
    listing: Listing,
    payload: &'a RawValue,
    period: &LookBackPeriod,
) -> Option<Candidate<'a>> {
    let topic = backfill::missed_topic(listing, payload, period).unwrap_or_else(|error| {
        tracing::warn!(store = %store.id, %error, list = listing.plural(), "an object cannot be read");
        None
    })?;
    let trace = match reading::read(topic, payload, period.now, &store.store_config.settings.country) {
        Ok(reading) => trace(store, reading)?,
        Err(_) => Trace::None,
    };
    Some(Candidate { topic, payload, trace })
}

fn trace(store: &Connected, reading: Reading) -> Option<Trace> {
    match reading.report.clone() {
        Some(report) => Some(Trace::Fact(report)),
        None => rows_of(store, reading.into_occurrence()?),
    }
}

/// The rows of the messages that evaluation makes of it; `None` where no flow sends any.
fn rows_of(store: &Connected, occurrence: Occurrence) -> Option<Trace> {
    let (at, occurrence) = (occurrence.at, Arc::new(occurrence));
    let ids = |flow: &Flow| flow.messages(&store.id, &occurrence).map(|message| message.id).collect();
    let flows: Vec<_> = store.store_config.flows.active_for(occurrence.trigger).collect();
    let (tells_tries, others): (Vec<_>, Vec<_>) = flows.into_iter().partition(|flow| flow.each_retry);
    let (mut own, mut of_all_tries): (Vec<MessageId>, Vec<MessageId>) = Default::default();
    for flow in &tells_tries {
        own.extend::<Vec<_>>(ids(flow));
        // The flow may have told of this try before it was set to tell of each.
        of_all_tries.extend::<Vec<_>>(ids(&Flow { each_retry: false, ..Flow::clone(flow) }));
    }
    let rest = if tells_tries.is_empty() { &mut own } else { &mut of_all_tries };
    rest.extend(others.into_iter().flat_map::<Vec<_>, _>(ids));
    (!own.is_empty()).then_some(Trace::Rows(Rows { own, of_all_tries, at }))
}

fn job(store: &Connected, candidate: &Candidate<'_>, now: Timestamp) -> EventJob {
    let (topic, payload) = (candidate.topic.key().to_owned(), candidate.payload.to_owned());
    WebhookJob::new(store.id.clone(), topic, Proof::Backfill, now, payload).into()
}
