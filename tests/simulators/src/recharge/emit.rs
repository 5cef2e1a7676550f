//! `POST /_sim/emit` and `/_sim/emit_batch`: makes an event happen and delivers it. What it tells of is so in the Admin API,
//! too, as long as Recharge signs it.

use std::time::Instant;

use axum::Json;
use axum::extract::{Query, State as Extract};
use futures::{StreamExt as _, future, stream};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::delivery::{Delivery, Outcome, Parcel};
use super::error::ApiError;
use super::include;
use super::object::Objects;
use super::signature::Signing;
use super::state::{Recharge, State};
use super::token::Token;
use super::topic;
use super::webhook::Webhook;
use super::webhook_sender;

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
    /// Whether it is delivered now. If not, `POST /_sim/deliveries/send` does that: later, or in another order.
    #[serde(default = "yes")]
    deliver: bool,
    /// Whether the Admin API has what the payload tells of.
    #[serde(default = "yes")]
    keep: bool,
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
    /// What `webhook` gets.
    pub(crate) fn text(&self, objects: &Objects, webhook: &Webhook) -> String {
        match self {
            Self::RawBody(text) => text.clone(),
            Self::Payload(payload) => {
                let mut payload = payload.clone();
                let resource = topic::resource(&webhook.topic).unwrap_or_default();
                include::complete(objects, resource, &mut payload, &webhook.included_objects);
                payload.to_string()
            }
        }
    }
}

/// `POST /_sim/emit`: answers with the deliveries.
pub(crate) async fn one(
    Extract(recharge): Extract<State>,
    Json(emission): Json<Emission>,
) -> Result<Json<Vec<Delivery>>, ApiError> {
    let parcels = parcels(&recharge, &emission)?;
    let started = parcels.iter().map(|parcel| parcel.delivery.clone()).collect();
    let going = parcels.into_iter().filter(|_| emission.deliver);
    let sending = going.map(|parcel| tokio::spawn(webhook_sender::send(recharge.clone(), parcel)));
    let sending: Vec<_> = sending.collect();
    if !emission.wait || !emission.deliver {
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
    let mut going = Vec::new();
    for emission in &emissions {
        let parcels = parcels(&recharge, emission)?;
        going.extend(parcels.into_iter().filter(|_| emission.deliver));
    }
    let deliveries = send_all(&recharge, going, concurrency).await;
    Ok(Json(summary(emissions.len(), &deliveries, started)))
}

/// The body of `POST /_sim/deliveries/send`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resend {
    ids: Vec<u64>,
    #[serde(default = "one_at_a_time")]
    concurrency: usize,
}

/// `POST /_sim/deliveries/send`: sends deliveries in the order given, byte for byte as they were packed, and answers how
/// each went. One that waited goes; one that went before goes again, as another delivery.
pub(crate) async fn resend(
    Extract(recharge): Extract<State>,
    Json(Resend { ids, concurrency }): Json<Resend>,
) -> Result<Json<Vec<Delivery>>, ApiError> {
    let again = |id: &u64| recharge.deliveries.with(|deliveries| deliveries.again(*id));
    let going = ids.iter().map(again).collect::<Option<Vec<_>>>().ok_or(ApiError::NotFound)?;
    Ok(Json(send_all(&recharge, going, concurrency).await))
}

async fn send_all(recharge: &State, parcels: Vec<Parcel>, concurrency: usize) -> Vec<Delivery> {
    let sending = parcels.into_iter().map(|parcel| webhook_sender::send(recharge.clone(), parcel));
    stream::iter(sending).buffered(concurrency.max(1)).collect().await
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
    if let Body::Payload(payload) = &emission.body
        && emission.keep
        && emission.sign.is_of_recharge()
    {
        recharge.objects.with(|objects| objects.reflect(payload, &emission.token));
    }
    let webhooks = recharge.webhooks.with(|webhooks| webhooks.listening(&emission.topic, &emission.token));
    let copies = webhooks.into_iter().flat_map(|webhook| std::iter::repeat_n(webhook, emission.times));
    let mut parcels: Vec<_> =
        copies.map(|webhook| recharge.pack(webhook, &emission.body, emission.sign)).collect();
    if !emission.deliver {
        recharge.deliveries.with(|deliveries| parcels.iter_mut().for_each(|one| deliveries.hold_back(one)));
    }
    Ok(parcels)
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

fn one_at_a_time() -> usize {
    1
}
