//! What would happen if this webhook came? Asks the very rules that would decide, and writes nothing.

mod event;
mod hypothesis;
mod verdict;

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use jiff::Timestamp;
use rechime_domain::{
    decision::{self, Knowledge, Situation},
    default_flows,
    facts::Facts,
    flow::Flow,
    ids::{MessageId, StoreId},
    message::PendingMessage,
    occurrence::{Occurrence, Phone},
    subscriber::Subscriber,
};
use rechime_recharge::payload::PayloadError;
use rechime_store::{StoreError, subscribers::Consistency};
use serde::Deserialize;
use serde_json::value::RawValue;

use self::{
    event::Event,
    hypothesis::{Hypothesis, UnknownZone},
    verdict::Explanation,
};
use crate::{
    app::App,
    extract::JsonBody,
    problem::{Problem, RouteError},
    shop::Shop,
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/explain", post(explain))
}

/// Why a question cannot be answered.
#[derive(Debug, thiserror::Error)]
enum ExplainError {
    #[error("Change `payload` to what Recharge sends for this topic: {0}.")]
    Payload(#[from] PayloadError),
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RouteError for ExplainError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Payload(_) | Self::Zone(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store(error) => error.status(),
        }
    }
}

/// `now` is the clock's unless given. What is said of the subscriber counts instead of what the payload and the
/// list say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    topic: String,
    payload: Box<RawValue>,
    now: Option<Timestamp>,
    subscriber: Option<Hypothesis>,
}

/// `POST /stores/{store}/explain`.
async fn explain(
    State(app): State<App>,
    shop: Shop,
    JsonBody(question): JsonBody<Question>,
) -> Result<Json<Explanation>, Problem> {
    Ok(Json(answer(&app, &shop, question).await?))
}

async fn answer(app: &App, shop: &Shop, question: Question) -> Result<Explanation, ExplainError> {
    let now = question.now.unwrap_or_else(|| app.clock.now());
    let hypothesis = question.subscriber.unwrap_or_default();
    hypothesis.check()?;
    match event::read(app, shop, &question.topic, &question.payload, now).await? {
        Event::Happened(mut occurrence) => {
            hypothesis.adjust(&mut occurrence, &shop.0.settings.country);
            foretell(app, shop, occurrence, &hypothesis, now).await
        }
        Event::Nothing(reason) => Ok(Explanation::nothing(reason)),
    }
}

async fn foretell(
    app: &App,
    shop: &Shop,
    occurrence: Occurrence,
    hypothesis: &Hypothesis,
    now: Timestamp,
) -> Result<Explanation, ExplainError> {
    let trigger = occurrence.trigger;
    let flow = shop.0.flows.get(&trigger).cloned().unwrap_or_else(|| default_flows::default_flow(trigger));
    let subscriber = subscriber(app, shop, &occurrence, hypothesis, now).await?;
    let message = first_message(shop.id(), &flow, occurrence);
    let decision = decision::decide(&Situation {
        settings: &shop.0.settings,
        flow: &flow,
        message: &message,
        subscriber: Knowledge::Read(subscriber.as_ref()),
        facts: &Facts::default(),
        now,
    });
    Ok(Explanation::of(trigger, decision, now))
}

fn first_message(store: &StoreId, flow: &Flow, occurrence: Occurrence) -> PendingMessage {
    let step = flow.numbered_steps().next().map_or(0, |(number, _)| number);
    let id = MessageId::derive(store, occurrence.trigger, step, &occurrence.key);
    PendingMessage { id, store: store.clone(), step, occurrence, held_until: None, why: Vec::new() }
}

/// The person, as on the store's list unless the question says how they consented; then nothing is read.
async fn subscriber(
    app: &App,
    shop: &Shop,
    occurrence: &Occurrence,
    hypothesis: &Hypothesis,
    now: Timestamp,
) -> Result<Option<Subscriber>, StoreError> {
    let Phone::Known(phone) = &occurrence.phone else { return Ok(None) };
    let listed = if hypothesis.states_consent() {
        None
    } else {
        app.subscribers.get(shop.id(), phone, Consistency::Strong).await?
    };
    Ok(Some(hypothesis.person(listed.unwrap_or_else(|| Subscriber::new(phone.clone())), now)))
}

#[cfg(test)]
mod tests;
