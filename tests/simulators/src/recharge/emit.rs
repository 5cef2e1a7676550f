//! `POST /_sim/emit` and `/_sim/emit_batch`: makes an event happen and delivers it.

use std::time::Instant;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State as Extract};
use futures::{StreamExt as _, future, stream};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::delivery::{Delivery, Outcome};
use super::error::ApiError;
use super::include;
use super::object::Objects;
use super::signature::Signing;
use super::state::{Recharge, State};
use super::token::Token;
use super::topic;
use super::webhook::Webhook;
use super::webhook_sender::{self, Parcel};

/// An event to deliver to a token's webhooks of its topic.
#[derive(Debug, Deserialize)]
pub(crate) struct Emission {
    topic: String,
    /// The whole payload: `{"subscription": {..}}`.
    #[serde(flatten)]
    body: Body,
    /// Whose webhooks get it.
    #[serde(default = "demo")]
    token: String,
    #[serde(default)]
    sign: Signing,
    /// How often each webhook gets it, byte for byte the same.
    #[serde(default = "once")]
    times: usize,
    /// Whether the answer waits for the final outcome.
    #[serde(default = "yes")]
    wait: bool,
}

/// What a delivery carries.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Body {
    /// JSON, to which the webhook's included objects are added.
    Payload(Value),
    /// Bytes sent as they are, for malformed bodies.
    RawBody(String),
}

impl Body {
    /// The bytes that `webhook` gets.
    pub(crate) fn bytes(&self, objects: &Objects, webhook: &Webhook) -> Bytes {
        match self {
            Self::RawBody(text) => text.clone().into(),
            Self::Payload(payload) => {
                let mut payload = payload.clone();
                let resource = topic::resource(&webhook.topic).unwrap_or_default();
                include::complete(objects, resource, &mut payload, &webhook.included_objects);
                payload.to_string().into()
            }
        }
    }
}

/// `POST /_sim/emit`: answers with the deliveries.
pub(crate) async fn one(
    Extract(recharge): Extract<State>,
    Json(emission): Json<Emission>,
) -> Result<Json<Vec<Delivery>>, ApiError> {
    let wait = emission.wait;
    let parcels = parcels(&recharge, &emission)?;
    let started = parcels.iter().map(|parcel| parcel.delivery.clone()).collect();
    let sending =
        parcels.into_iter().map(|parcel| tokio::spawn(webhook_sender::send(recharge.clone(), parcel)));
    let sending: Vec<_> = sending.collect();
    if !wait {
        return Ok(Json(started));
    }
    Ok(Json(future::join_all(sending).await.into_iter().filter_map(Result::ok).collect()))
}

/// The query of a batch.
#[derive(Deserialize)]
pub(crate) struct Batch {
    #[serde(default = "sixteen")]
    concurrency: usize,
}

/// How a batch went.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Summary {
    emissions: usize,
    deliveries: usize,
    attempts: u32,
    delivered: usize,
    refused: usize,
    failed: usize,
    seconds: f64,
}

/// `POST /_sim/emit_batch?concurrency=n`: delivers in the order given, at most `n` (16) at a time, and waits for all.
pub(crate) async fn batch(
    Extract(recharge): Extract<State>,
    Query(Batch { concurrency }): Query<Batch>,
    Json(emissions): Json<Vec<Emission>>,
) -> Result<Json<Summary>, ApiError> {
    let started = Instant::now();
    let parcels: Vec<Vec<Parcel>> =
        emissions.iter().map(|emission| parcels(&recharge, emission)).collect::<Result<_, _>>()?;
    let sending = parcels.into_iter().flatten().map(|parcel| webhook_sender::send(recharge.clone(), parcel));
    let deliveries: Vec<Delivery> =
        stream::iter(sending).buffer_unordered(concurrency.max(1)).collect().await;
    Ok(Json(summary(emissions.len(), &deliveries, started)))
}

fn summary(emissions: usize, deliveries: &[Delivery], started: Instant) -> Summary {
    let count = |outcome| deliveries.iter().filter(|delivery| delivery.outcome == outcome).count();
    Summary {
        emissions,
        deliveries: deliveries.len(),
        attempts: deliveries.iter().map(|delivery| delivery.attempts).sum(),
        delivered: count(Outcome::Delivered),
        refused: count(Outcome::Refused),
        failed: count(Outcome::Failed),
        seconds: started.elapsed().as_secs_f64(),
    }
}

fn parcels(recharge: &Recharge, emission: &Emission) -> Result<Vec<Parcel>, ApiError> {
    if topic::resource(&emission.topic).is_none() {
        return Err(ApiError::Invalid("topic", format!("Recharge has no topic {}", emission.topic)));
    }
    let webhooks = recharge.webhooks.with(|webhooks| webhooks.listening(&emission.topic, &emission.token));
    let copies = webhooks.into_iter().flat_map(|webhook| std::iter::repeat_n(webhook, emission.times));
    Ok(copies.map(|webhook| Parcel::pack(recharge, webhook, &emission.body, emission.sign)).collect())
}

fn demo() -> String {
    Token::demo().value
}

fn once() -> usize {
    1
}

fn yes() -> bool {
    true
}

fn sixteen() -> usize {
    16
}
