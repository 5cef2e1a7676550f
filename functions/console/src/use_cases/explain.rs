//! What would happen if this webhook came? Asks the very rules that would decide, and writes nothing.

mod event;
pub(crate) mod explanation;
pub(crate) mod hypothesis;

use std::sync::Arc;

use jiff::Timestamp;
use rechime_domain::{
    decision::{self, Knowledge, Situation},
    facts::Known,
    ids::StoreId,
    occurrence::{Occurrence, Phone},
    source::Source,
    subscriber::Subscriber,
};
use rechime_recharge::payload::PayloadError;
use rechime_store::{StoreError, configs::StoreConfig, consistency::Consistency};
use serde::Deserialize;
use serde_json::value::RawValue;

use self::{
    event::Event,
    explanation::{Explanation, FlowVerdict},
    hypothesis::{Hypothesis, UnknownZone},
};
use crate::app::App;

/// Why a question cannot be answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExplainError {
    #[error("Change `payload` to what Recharge sends for this topic: {0}.")]
    Payload(#[from] PayloadError),
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `now` is the clock's unless given. What is said of the subscriber counts instead of what the payload and the
/// list say.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) topic: String,
    #[cfg_attr(test, schema(value_type = serde_json::Map<String, serde_json::Value>))]
    pub(crate) payload: Box<RawValue>,
    pub(crate) now: Option<Timestamp>,
    pub(crate) subscriber: Option<Hypothesis>,
}

/// What would become of the webhook's messages.
pub(crate) async fn explain(
    app: &App,
    store: &StoreConfig,
    question: Question,
) -> Result<Explanation, ExplainError> {
    let now = question.now.unwrap_or_else(|| app.clock.now());
    let hypothesis = question.subscriber.unwrap_or_default();
    hypothesis.check()?;
    match event::read(app, store, &question.topic, &question.payload, now).await? {
        Event::Happened { mut occurrence, known } => {
            hypothesis.adjust(&mut occurrence, &store.settings.country);
            foretell(app, store, *occurrence, &known, &hypothesis, now).await
        }
        Event::Nothing(reason) => Ok(Explanation::nothing(reason)),
    }
}

/// What would become of the first message of each flow of the trigger.
async fn foretell(
    app: &App,
    store: &StoreConfig,
    occurrence: Occurrence,
    known: &Known,
    hypothesis: &Hypothesis,
    now: Timestamp,
) -> Result<Explanation, ExplainError> {
    let subscriber = subscriber(app, &store.settings.id, &occurrence, hypothesis, now).await?;
    let occurrence = Arc::new(occurrence);
    let flows = occurrence.trigger.into_iter().flat_map(|trigger| store.flows.for_trigger(trigger));
    let verdicts = flows.filter_map(|flow| {
        let message = flow.messages(&store.settings.id, &occurrence).next()?;
        let decision = decision::decide(&Situation {
            settings: &store.settings,
            source: Source::Flow(flow),
            message: &message,
            subscriber: Knowledge::Read(subscriber.as_ref()),
            segments: &store.segments,
            known,
            links: &app.link_base,
            now,
        });
        Some(FlowVerdict::of(&message, decision, now, &store.settings.zone()))
    });
    Ok(Explanation::of(verdicts.collect()))
}

/// The subscriber, as on the store's list unless the question says how they consented; then nothing is read.
async fn subscriber(
    app: &App,
    store: &StoreId,
    occurrence: &Occurrence,
    hypothesis: &Hypothesis,
    now: Timestamp,
) -> Result<Option<Subscriber>, StoreError> {
    let Phone::Known(phone) = &occurrence.phone else { return Ok(None) };
    let listed = if hypothesis.states_consent() {
        None
    } else {
        app.subscribers.get_subscriber(store, phone, Consistency::Strong).await?
    };
    Ok(Some(hypothesis.subscriber(listed.unwrap_or_else(|| Subscriber::new(phone.clone())), now)))
}
