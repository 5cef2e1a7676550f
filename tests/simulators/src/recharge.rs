//! A Recharge that serves the Admin API's parts that the product calls, and signs and retries its webhooks as
//! Recharge does.
//!
//! Two things are compressed: retries come after a fraction of a second instead of over 48 hours, and all tokens see
//! the same objects, but for the lists of those that were given to one of them. Behind the Admin API, `/_sim` steers
//! the simulator; [`router`] lists it.

mod admin;
mod bucket;
mod delivery;
mod emit;
mod error;
mod fault;
mod filter;
mod gate;
mod include;
mod object;
mod page;
mod registration;
pub mod signature;
mod sim;
mod state;
mod token;
mod topic;
mod webhook;
mod webhook_sender;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};

use error::ApiError;
use state::State;
pub use state::{Memory, Recharge};

/// Enough for a batch of many thousand events, in bytes.
const MAX_CONTROL_BODY: usize = 64 << 20;

/// The Admin API and its control.
///
/// | Control | Body | Does |
/// |---|---|---|
/// | `GET /_sim` | | shows the tokens, webhooks and faults |
/// | `POST /_sim/tokens` | `{token, client_secret, scopes?, shop?: {domain, iana_timezone, name}}` | adds a token |
/// | `POST /_sim/objects[?token=..]` | `{"customers": [..], "charges": [..], ..}` | adds or replaces objects |
/// | `POST /_sim/emit` | `{topic, payload \| raw_body, token?, sign?, times?, wait?, deliver?, keep?}` | lets an event happen: delivers it to a token's webhooks, the demo token's by default, and adds its objects to the lists of that token |
/// | `POST /_sim/emit_batch?concurrency=n` | a list of those | delivers many, answers with a summary |
/// | `GET`, `DELETE /_sim/deliveries` | | shows (oldest first) or forgets what was delivered, and what waits: topic, `body_id`, times by the moved clock, the last answer's status |
/// | `POST /_sim/deliveries/send` | `{ids, concurrency?}` | sends deliveries in that order: those that wait, and others once more |
/// | `PUT`, `DELETE /_sim/faults` | `{status?, share?, latency_ms?, rate_limit?, deliveries?}` | breaks or mends the Admin API and the way of the webhooks |
/// | `PUT /_sim/retries` | `{backoff_ms}` | sets the real time between two attempts |
pub fn router(recharge: &Arc<Recharge>) -> Router {
    let router = admin_routes(recharge).merge(control_routes());
    router
        .fallback(async || ApiError::NoEndpoint)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .with_state(Arc::clone(recharge))
}

fn admin_routes(state: &State) -> Router<State> {
    Router::new()
        .route("/token_information", get(admin::token_information))
        .route("/store", get(admin::store))
        .route("/webhooks", get(registration::list).post(registration::create))
        .route(
            "/webhooks/{id}",
            get(registration::read).put(registration::update).delete(registration::delete),
        )
        .route("/webhooks/{id}/test", post(registration::test))
        .route("/{kind}", get(admin::list))
        .route("/{kind}/{id}", get(admin::read))
        .route_layer(axum::middleware::from_fn_with_state(state.clone(), gate::admit))
}

fn control_routes() -> Router<State> {
    Router::new()
        .route("/_sim", get(sim::show))
        .route("/_sim/tokens", post(sim::add_token))
        .route("/_sim/objects", post(sim::upsert_objects))
        .route("/_sim/emit", post(emit::one))
        .route("/_sim/emit_batch", post(emit::batch))
        .route("/_sim/deliveries", get(sim::deliveries).delete(sim::forget_deliveries))
        .route("/_sim/deliveries/send", post(emit::resend))
        .route("/_sim/faults", put(sim::set_faults).delete(sim::clear_faults))
        .route("/_sim/retries", put(sim::set_retries))
        .layer(DefaultBodyLimit::max(MAX_CONTROL_BODY))
}

#[cfg(test)]
mod tests;
