//! Finds the events in Recharge's lists that no webhook told.

use std::sync::Arc;

use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use rechime_domain::{
    facts::{FactKind, FactReport},
    flow::Flow,
    ids::{OccurrenceHash, SourceId},
    job::{EventJob, Proof, WebhookJob},
    occurrence::Occurrence,
};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_recharge::{
    backfill::{self, LookBackPeriod},
    client::Listing,
    reading::{self, Meaning, Reading},
    topic::HandledTopic,
};
use rechime_store::checkups::LookBack;
use serde_json::value::RawValue;
use tokio::sync::OnceCell;

use crate::{Upkeep, connection::Connected, heard::Heard};

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
    /// What was decided about its messages stands in the journal, also of those that still wait.
    Journal(Decided),
    /// Nothing that is kept tells of it.
    None,
}

/// A flow and an occurrence, as lines of the journal tell of them.
type Line = (SourceId, OccurrenceHash);

/// The lines of which one shows that an event came.
struct Decided {
    /// Of this event alone: each of them shows it.
    own: Vec<Line>,
    /// Of a charge's tries together, by flows that tell of the first only. One that is older than this try shows an
    /// earlier one.
    of_all_tries: Vec<Line>,
    /// When the event happened.
    at: Timestamp,
}

impl Decided {
    /// Whether one of the lines that were heard shows the event.
    fn is_among(&self, heard: &Heard) -> bool {
        let at = |(source, occurrence): &Line| heard.at(source, occurrence);
        let is_later = |line| at(line).is_some_and(|at| at >= self.at);
        self.own.iter().any(|line| at(line).is_some()) || self.of_all_tries.iter().any(is_later)
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
        heard: &OnceCell<Heard>,
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        let period = LookBackPeriod { since: look.since, now, after_a_gap: look.after_a_gap };
        let candidates: Vec<_> =
            items.iter().flat_map(|item| candidates(store, listing, item, &period)).collect();
        if candidates.is_empty() {
            return Ok(());
        }
        let heard = heard.get_or_try_init(|| self.heard(&store.id, look.since)).await?;
        let missed = self.missed(store, candidates, heard).await?;
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
        heard: &Heard,
    ) -> Result<Vec<Candidate<'a>>, JobError> {
        let checks = candidates.into_iter().map(|candidate| async {
            let is_known = match &candidate.trace {
                Trace::Journal(decided) => decided.is_among(heard),
                Trace::Fact(report) => self.was_reported(store, report).await?,
                Trace::None => false,
            };
            Ok((!is_known).then_some(candidate))
        });
        let events: Vec<_> = stream::iter(checks).buffered(READS_AT_ONCE).try_collect().await?;
        Ok(events.into_iter().flatten().collect())
    }

    /// Whether a report was entered, or a later one of its kind. That a subscription changed is told by anything that was
    /// heard of it since.
    async fn was_reported(&self, store: &Connected, report: &FactReport) -> Result<bool, JobError> {
        let facts = self.facts.get_facts(&store.id, &report.subject).await.map_err(JobError::retry)?;
        let tells = |kind: &FactKind| *kind == report.kind || report.kind == FactKind::Updated;
        let mut told = facts.latest.iter().filter(|(kind, _)| tells(kind));
        Ok(told.any(|(_, told)| told.moment.at >= report.moment.at))
    }
}

/// What an item stands for, unless that can change nothing. One that cannot be read goes to where it is parked with
/// its reason, if it is clear at all what it stands for.
fn candidates<'a>(
    store: &Connected,
    listing: Listing,
    payload: &'a RawValue,
    period: &LookBackPeriod,
) -> Vec<Candidate<'a>> {
    let topics = backfill::missed_topics(listing, payload, period).unwrap_or_else(|error| {
        tracing::warn!(store = %store.id, %error, list = listing.plural(), "an object cannot be read");
        Vec::new()
    });
    let country = &store.store_config.settings.country;
    let candidate = |topic| {
        let trace = match reading::read(topic, payload, period.now, country) {
            Ok(reading) => trace(store, reading.vouched_by(Proof::Backfill))?,
            Err(_) => Trace::None,
        };
        Some(Candidate { topic, payload, trace })
    };
    topics.into_iter().filter_map(candidate).collect()
}

/// Where an active flow sends messages about it, the journal tells whether they were decided. An expiry is told by
/// whichever webhook comes first and by each that follows, so its fact does. `None` where it can change nothing.
fn trace(store: &Connected, reading: Reading) -> Option<Trace> {
    let fact = reading.report.clone();
    let is_told_by_fact = |report: &FactReport| report.kind == FactKind::Expired;
    let decided = match reading.meaning {
        Meaning::Occurred(occurrence) if !fact.as_ref().is_some_and(is_told_by_fact) => {
            decided(store, occurrence)
        }
        _ => None,
    };
    decided.map(Trace::Journal).or_else(|| fact.map(Trace::Fact))
}

/// The lines of what evaluation decides about it; `None` where no flow sends anything.
fn decided(store: &Connected, occurrence: Occurrence) -> Option<Decided> {
    let (at, occurrence) = (occurrence.at, Arc::new(occurrence));
    let line = |flow: &Flow| {
        let message = flow.messages(&store.id, &occurrence).next()?;
        Some((message.source, message.occurrence.key.hash()))
    };
    let flows: Vec<_> = store.store_config.flows.active_for(occurrence.trigger).collect();
    let (tells_tries, others): (Vec<_>, Vec<_>) = flows.into_iter().partition(|flow| flow.each_retry);
    let (mut own, mut of_all_tries): (Vec<Line>, Vec<Line>) = Default::default();
    for flow in &tells_tries {
        own.extend(line(flow));
        // The flow may have told of this try before it was set to tell of each.
        of_all_tries.extend(line(&Flow { each_retry: false, ..Flow::clone(flow) }));
    }
    let rest = if tells_tries.is_empty() { &mut own } else { &mut of_all_tries };
    rest.extend(others.into_iter().filter_map(line));
    (!own.is_empty()).then_some(Decided { own, of_all_tries, at })
}

fn job(store: &Connected, candidate: &Candidate<'_>, now: Timestamp) -> EventJob {
    let (topic, payload) = (candidate.topic.key().to_owned(), candidate.payload.to_owned());
    WebhookJob::new(store.id.clone(), topic, Proof::Backfill, now, payload).into()
}
